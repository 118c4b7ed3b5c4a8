//! The words that the program ships, compiled in.
//!
//! The files are data of this repository. The tests of this room read every file, so that reading cannot fail in a program that
//! passed them.

use super::{UserWords, Vocabulary, read_toml};

/// The files of `assets/vocabulary`, emotions first.
pub(super) const FILES: &[&str] = &[
    include_str!("../../assets/vocabulary/emotion.toml"),
    include_str!("../../assets/vocabulary/series/a-b.toml"),
    include_str!("../../assets/vocabulary/series/c-d.toml"),
    include_str!("../../assets/vocabulary/series/e-g.toml"),
    include_str!("../../assets/vocabulary/series/h-j.toml"),
    include_str!("../../assets/vocabulary/series/k.toml"),
    include_str!("../../assets/vocabulary/series/l-m.toml"),
    include_str!("../../assets/vocabulary/series/n.toml"),
    include_str!("../../assets/vocabulary/series/o-r.toml"),
    include_str!("../../assets/vocabulary/series/s.toml"),
    include_str!("../../assets/vocabulary/series/t.toml"),
    include_str!("../../assets/vocabulary/series/u-z.toml"),
];

pub(super) fn vocabulary() -> Vocabulary {
    let mut words = UserWords::default();
    for text in FILES {
        words.definitions.extend(read_toml(text).expect("a test reads every file that is compiled in").definitions);
    }
    Vocabulary::default().with(words).expect("a test finds no cycle in the files that are compiled in")
}
