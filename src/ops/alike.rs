//! In what ways media show the same.

use std::path::PathBuf;

use crate::catalog::LikenessKind;

/// In what way the members of a group are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupKind {
    /// Files with the same bytes.
    Exact,
    /// Stills that show the same picture.
    #[default]
    Near,
    /// Animations that share a stretch of time.
    Scene,
    /// Stills that are frames of an animation.
    Frame,
}

impl GroupKind {
    /// Every one, surest first.
    pub const ALL: [Self; 4] = [Self::Exact, Self::Near, Self::Scene, Self::Frame];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Near => "near",
            Self::Scene => "scene",
            Self::Frame => "frame",
        }
    }
}

impl From<LikenessKind> for GroupKind {
    fn from(kind: LikenessKind) -> Self {
        match kind {
            LikenessKind::Stills => Self::Near,
            LikenessKind::Scenes => Self::Scene,
            LikenessKind::Frame => Self::Frame,
        }
    }
}

/// A new media that shows the same as another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike {
    /// The new one.
    pub path: PathBuf,
    /// The other.
    pub of: PathBuf,
    /// In what way.
    pub kind: GroupKind,
}
