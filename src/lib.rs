//! placeholder

pub mod fingerprint;
pub mod query;
pub mod sidecar;
pub mod tag;
