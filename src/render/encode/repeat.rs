//! How often an animation runs.

/// How often an animation runs before its last frame stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Without end.
    Forever,
    /// So often in all; 0 counts as 1.
    Times(u16),
}
