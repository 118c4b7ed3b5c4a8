//! placeholder
pub mod query;
pub mod render;
pub mod tag;
