//! The eight ways in which a rectangle can be laid down: turned by quarters, and mirrored or not.
//!
//! A [`Transform`] is what has to be done to the first picture of a pair to make it look like the second: mirror it
//! left to right if at all, then turn it clockwise.

/// What was done to a picture: mirrored left to right or not, then turned clockwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Transform {
    /// As it was.
    #[default]
    None,
    /// Mirrored left to right.
    Mirror,
    /// Turned clockwise by a quarter.
    Rotate90,
    /// Turned by a half.
    Rotate180,
    /// Turned anticlockwise by a quarter.
    Rotate270,
    /// Mirrored, then turned clockwise by a quarter.
    MirrorRotate90,
    /// Mirrored, then turned by a half: upside down.
    MirrorRotate180,
    /// Mirrored, then turned anticlockwise by a quarter.
    MirrorRotate270,
}

/// How a picture reads its source: its point (x, y) shows the source's (x, y), or (y, x) if they are transposed, each
/// coordinate counted from the other end where it is flipped.
#[derive(Clone, Copy)]
pub(super) struct Axes {
    pub(super) flip_x: bool,
    pub(super) flip_y: bool,
    pub(super) transpose: bool,
}

impl Transform {
    /// All of them, the likeliest first.
    pub const ALL: [Self; 8] = [
        Self::None,
        Self::Mirror,
        Self::Rotate90,
        Self::Rotate180,
        Self::Rotate270,
        Self::MirrorRotate90,
        Self::MirrorRotate180,
        Self::MirrorRotate270,
    ];

    /// How the picture reads its source.
    pub(super) fn axes(self) -> Axes {
        let (flip_x, flip_y, transpose) = match self {
            Self::None => (false, false, false),
            Self::Mirror => (true, false, false),
            Self::Rotate180 => (true, true, false),
            Self::MirrorRotate180 => (false, true, false),
            Self::Rotate90 => (false, true, true),
            Self::Rotate270 => (true, false, true),
            Self::MirrorRotate90 => (true, true, true),
            Self::MirrorRotate270 => (false, false, true),
        };
        Axes { flip_x, flip_y, transpose }
    }

    /// The way back.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::Rotate90 => Self::Rotate270,
            Self::Rotate270 => Self::Rotate90,
            other => other,
        }
    }

    /// This one, and then another.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        // Each is a mirroring or none, and then quarter turns, which a mirroring turns the other way.
        let parts = |one: Self| (one.code() > 4 || one == Self::Mirror, one.quarters());
        let ((is_mirrored, first), (is_next_mirrored, second)) = (parts(self), parts(next));
        let first = if is_next_mirrored { 4 - first } else { first };
        let (is_mirrored, quarters) = (is_mirrored != is_next_mirrored, (first + second) % 4);
        let of = |one: &Self| parts(*one) == (is_mirrored, quarters);
        Self::ALL.into_iter().find(of).unwrap_or(self)
    }

    /// By how many quarters it turns clockwise.
    fn quarters(self) -> u8 {
        match self {
            Self::None | Self::Mirror => 0,
            Self::Rotate90 | Self::MirrorRotate90 => 1,
            Self::Rotate180 | Self::MirrorRotate180 => 2,
            Self::Rotate270 | Self::MirrorRotate270 => 3,
        }
    }

    /// The word for it; none for a picture as it was.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::None => return None,
            Self::Mirror => "mirror",
            Self::Rotate90 => "rotate90",
            Self::Rotate180 => "rotate180",
            Self::Rotate270 => "rotate270",
            Self::MirrorRotate90 => "mirror-rotate90",
            Self::MirrorRotate180 => "mirror-rotate180",
            Self::MirrorRotate270 => "mirror-rotate270",
        })
    }

    /// The number for it, which is stored.
    pub fn code(self) -> u8 {
        Self::ALL.iter().position(|&one| one == self).and_then(|at| u8::try_from(at).ok()).unwrap_or(0)
    }

    /// The one with this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::tests::{face, turned};

    #[test]
    fn one_and_then_another_is_what_both_do_to_a_picture() {
        let picture = face(7, 5);
        for (one, next) in Transform::ALL.iter().flat_map(|one| Transform::ALL.iter().map(move |next| (*one, *next))) {
            let both = turned(&turned(&picture, one), next);
            assert_eq!(turned(&picture, one.then(next)), both, "{one:?}, {next:?}");
        }
    }
}
