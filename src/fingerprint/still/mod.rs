//! Stills: what they look like, and whether two of them show the same picture.
//!
//! A [`Look`] finds candidates by hashes ([`LookIndex`]); [`compare`] decides on the pictures themselves. Start reading at
//! `look`, then at `likeness`; docs/decisions/0003 tells why they are as they are.
//!
//! Every limit stands, with its unit, in the file of its step; levels are of 255. They were chosen on the 4,600 pairs of copies
//! and the strangers of `bench/near`, and mended with a second set in sight. What goes wrong on either side of them:
//!
//! | step | too strict | too lax |
//! | --- | --- | --- |
//! | `trim`: colour, strays, step | borders stay, and the copy has another hash | skies and paper go, by how bright they are |
//! | `ground`: share, colour | a cut-out and its flattened copy never meet | rounded corners are a ground |
//! | `look`: signs, energy | soft pictures are never looked for | plain pictures are candidates of each other |
//! | `index`: bits | compressed copies never meet | strangers are compared, 0.6 ms each |
//! | `guess`: correlation | crops between two windows are given up | strangers are registered |
//! | `register`: steps, ranges | uneven crops do not come to rest | a fit runs away over a plain picture |
//! | `residual`: tolerance, cells | edges half a pixel apart are a change | a blink is noise |
//! | `tone`: curve, mixing | gamma and colour profiles are other colours | other colours are explained away |
//! | `verdict`: all | marked and compressed copies are alternates | redraws and other faces are copies |

mod ground;
mod guess;
mod index;
mod laid;
mod likeness;
mod look;
mod overlay;
mod part;
mod placer;
mod register;
mod relation;
mod residual;
mod tone;
mod trim;
mod verdict;

pub use index::{LookIndex, Near};
pub use likeness::{Likeness, compare};
pub(super) use look::LOOK_VERSION;
pub use look::Look;
pub use overlay::{drawn_share, laid_over, shown_share};
pub use part::{NearPart, Part, PartIndex, find_part};
pub use placer::Placer;
pub use relation::{Relation, Which, area, relate, relate_part};
pub use verdict::{Verdict, is_small};
