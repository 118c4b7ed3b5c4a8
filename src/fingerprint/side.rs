//! The four sides of a picture, from which borders, bars and captions are looked for.

/// A side of a picture.
#[derive(Clone, Copy)]
pub(super) enum Side {
    Left,
    Right,
    Top,
    Bottom,
}

/// All of them.
pub(super) const SIDES: [Side; 4] = [Side::Left, Side::Right, Side::Top, Side::Bottom];
