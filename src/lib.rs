//! placeholder
pub mod query;
pub mod tag;
