//! placeholder
pub mod media;
pub mod query;
pub mod tag;
