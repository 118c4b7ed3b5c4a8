//! What a person asks of the gallery, in Danbooru's language: `emotion:crying -happy_tears width:>=1920`.
//!
//! This room knows the words and their meaning for one media held in memory; it knows no SQL, no clock and no disk.

pub mod expr;
