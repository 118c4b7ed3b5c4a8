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
    /// Narrow stills that are parts of a wide one.
    Part,
}

impl GroupKind {
    /// Every one, surest first.
    pub const ALL: [Self; 5] = [Self::Exact, Self::Near, Self::Scene, Self::Frame, Self::Part];

    /// Whether its members are copies, which one is kept of. Frames and parts are pictures of their own.
    pub fn is_of_copies(self) -> bool {
        !matches!(self, Self::Frame | Self::Part)
    }

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Near => "near",
            Self::Scene => "scene",
            Self::Frame => "frame",
            Self::Part => "part",
        }
    }
}

impl From<LikenessKind> for GroupKind {
    fn from(kind: LikenessKind) -> Self {
        match kind {
            LikenessKind::Stills => Self::Near,
            LikenessKind::Scenes => Self::Scene,
            LikenessKind::Frame => Self::Frame,
            LikenessKind::Part => Self::Part,
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
