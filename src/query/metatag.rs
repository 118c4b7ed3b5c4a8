//! The metatags: what each is called, what it takes and what it means.
//!
//! One table serves the parser, the error messages, completion and the manual. A word that is here, or that belongs to
//! another program's language, must be in [`crate::tag::RESERVED`], so that no tag can have it as its namespace.

use super::expr::{Category, Measure};
use super::keyword::{FILE_TYPES, IS_WORDS, ORDER_WORDS};
use super::range::PointReader;
use super::unit;

/// What there is to know of one metatag.
#[derive(Debug)]
pub struct MetatagHelp {
    /// The word before the colon.
    pub name: &'static str,
    /// Other words for it, of other programs.
    pub aliases: &'static [&'static str],
    /// The fixed words that can follow the colon, if that is all that can.
    pub words: &'static [&'static str],
    /// What can follow the colon, to be read after "it takes".
    pub values: &'static str,
    /// One term that uses it.
    pub example: &'static str,
    /// What it selects or does, to be read after its name.
    pub meaning: &'static str,
    pub(super) kind: Metatag,
}

/// What a metatag does with its value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Metatag {
    Measure(Measure, PointReader),
    FileType,
    Size,
    Tag,
    Path,
    Folder,
    Name,
    Text,
    Quote,
    Is,
    Has,
    Hash,
    Date,
    Md5,
    Order,
    Limit,
    Random,
}

/// All metatags, in the order of the manual.
pub fn metatags() -> &'static [MetatagHelp] {
    &METATAGS
}

/// The metatag of this name or alias, in any case.
pub(super) fn find(word: &str) -> Option<&'static MetatagHelp> {
    let is_called = |metatag: &&MetatagHelp| {
        let mut words = metatag.aliases.iter().chain([&metatag.name]);
        words.any(|known| known.eq_ignore_ascii_case(word))
    };
    METATAGS.iter().find(is_called)
}

/// The metatag of a measure.
pub(super) fn of_measure(measure: Measure) -> &'static str {
    let is_it = |metatag: &&MetatagHelp| match metatag.kind {
        Metatag::Measure(known, _) => known == measure,
        Metatag::Date => matches!(measure, Measure::Date | Measure::Day),
        _ => false,
    };
    METATAGS.iter().find(is_it).map_or("", |metatag| metatag.name)
}

const METATAGS: [MetatagHelp; 32] = [
    MetatagHelp {
        name: "width",
        aliases: &[],
        words: &[],
        values: "pixels or a range of them",
        example: "width:>=1920",
        meaning: "is the width in pixels, as shown",
        kind: Metatag::Measure(Measure::Width, unit::whole),
    },
    MetatagHelp {
        name: "height",
        aliases: &[],
        words: &[],
        values: "pixels or a range of them",
        example: "height:1080..2160",
        meaning: "is the height in pixels, as shown",
        kind: Metatag::Measure(Measure::Height, unit::whole),
    },
    MetatagHelp {
        name: "mpixels",
        aliases: &[],
        words: &[],
        values: "millions of pixels or a range of them",
        example: "mpixels:>2",
        meaning: "is width times height in millions; a single number fits within 5 %",
        kind: Metatag::Measure(Measure::Pixels, unit::mpixels),
    },
    MetatagHelp {
        name: "ratio",
        aliases: &["ar"],
        words: &[],
        values: "16:9, 16/9, 1.78 or a range of such",
        example: "ratio:16:9",
        meaning: "is width over height, rounded to hundredths",
        kind: Metatag::Measure(Measure::Ratio, unit::ratio),
    },
    MetatagHelp {
        name: "filesize",
        aliases: &[],
        words: &[],
        values: "bytes, kb, mb, gb (of 1024) or a range of them",
        example: "filesize:<200kb",
        meaning: "is the size of the file; a single size with a unit fits within 5 %, plain bytes exactly",
        kind: Metatag::Measure(Measure::FileSize, unit::filesize),
    },
    MetatagHelp {
        name: "size",
        aliases: &[],
        words: &[],
        values: "width and height, as in 1920x1080, or what filesize: takes",
        example: "size:1920x1080",
        meaning: "is width and height, or the size of the file",
        kind: Metatag::Size,
    },
    MetatagHelp {
        name: "filetype",
        aliases: &["format", "ext", "type"],
        words: &FILE_TYPES,
        values: "file types between commas",
        example: "filetype:gif,webp",
        meaning: "is the format, by the file's content and not by its name",
        kind: Metatag::FileType,
    },
    MetatagHelp {
        name: "duration",
        aliases: &[],
        words: &[],
        values: "seconds, 1m30s, 1:30, 800ms, any, none or a range",
        example: "duration:2s..10s",
        meaning: "is how long one run of an animation lasts; a single duration fits within 5 %, stills have none",
        kind: Metatag::Measure(Measure::Duration, unit::duration),
    },
    MetatagHelp {
        name: "loop",
        aliases: &[],
        words: &[],
        values: "a number from 0 to 1, any, none or a range",
        example: "loop:>0.9",
        meaning: "is how well an animation closes: from 0.9 on its end hardly shows; stills have none",
        kind: Metatag::Measure(Measure::Loop, unit::score),
    },
    MetatagHelp {
        name: "frames",
        aliases: &[],
        words: &[],
        values: "a number or a range",
        example: "frames:>24",
        meaning: "is the number of frames; a still has one",
        kind: Metatag::Measure(Measure::Frames, unit::whole),
    },
    MetatagHelp {
        name: "tagcount",
        aliases: &[],
        words: &[],
        values: "a number or a range",
        example: "tagcount:<3",
        meaning: "is the number of tags",
        kind: Metatag::Measure(Measure::TagCount, unit::whole),
    },
    MetatagHelp {
        name: "gentags",
        aliases: &[],
        words: &[],
        values: "a number or a range",
        example: "gentags:>10",
        meaning: "is the number of general tags, without a namespace or in emotion:",
        kind: Metatag::Measure(Measure::TagsOf(Category::General), unit::whole),
    },
    MetatagHelp {
        name: "arttags",
        aliases: &[],
        words: &[],
        values: "a number or a range",
        example: "arttags:0",
        meaning: "is the number of artists",
        kind: Metatag::Measure(Measure::TagsOf(Category::Artist), unit::whole),
    },
    MetatagHelp {
        name: "copytags",
        aliases: &[],
        words: &[],
        values: "a number or a range",
        example: "copytags:>1",
        meaning: "is the number of series",
        kind: Metatag::Measure(Measure::TagsOf(Category::Copyright), unit::whole),
    },
    MetatagHelp {
        name: "chartags",
        aliases: &[],
        words: &[],
        values: "a number or a range",
        example: "chartags:2",
        meaning: "is the number of characters",
        kind: Metatag::Measure(Measure::TagsOf(Category::Character), unit::whole),
    },
    MetatagHelp {
        name: "metatags",
        aliases: &[],
        words: &[],
        values: "a number or a range",
        example: "metatags:0",
        meaning: "is the number of tags in meta:",
        kind: Metatag::Measure(Measure::TagsOf(Category::Meta), unit::whole),
    },
    MetatagHelp {
        name: "note_count",
        aliases: &[],
        words: &[],
        values: "a number or a range",
        example: "note_count:>0",
        meaning: "is the number of notes",
        kind: Metatag::Measure(Measure::NoteCount, unit::whole),
    },
    MetatagHelp {
        name: "age",
        aliases: &[],
        words: &[],
        values: "a number with s, mi, h, d, w, mo or y, or a range of them",
        example: "age:<2w",
        meaning: "is the time since the oldest of its files was last modified",
        kind: Metatag::Measure(Measure::Age, unit::age),
    },
    MetatagHelp {
        name: "date",
        aliases: &[],
        words: &[],
        values: "2026-11-20, 2026-11, 2026 (UTC), today, yesterday, 3_days_ago or a range of them",
        example: "date:2026-11-01..2026-11-15",
        meaning: "is when the oldest of its files was last modified",
        kind: Metatag::Date,
    },
    MetatagHelp {
        name: "path",
        aliases: &[],
        words: &[],
        values: "the beginning of a folder's or file's name, or a whole path with * for any text",
        example: "path:*/clannad/*.gif",
        meaning: "is the path of one of its files; A to Z fit a to z",
        kind: Metatag::Path,
    },
    MetatagHelp {
        name: "folder",
        aliases: &["dir"],
        words: &[],
        values: "the name of a folder",
        example: "folder:clannad",
        meaning: "is a folder that one of its files is in, at any depth",
        kind: Metatag::Folder,
    },
    MetatagHelp {
        name: "name",
        aliases: &[],
        words: &[],
        values: "a part of a file's name, or a whole name with * for any text",
        example: "name:school",
        meaning: "is the name of one of its files",
        kind: Metatag::Name,
    },
    MetatagHelp {
        name: "text",
        aliases: &[],
        words: &[],
        values: "a part of the names of folders and files, with * for any text",
        example: "text:rain",
        meaning: "is in the path of one of its files, below the imported folder",
        kind: Metatag::Text,
    },
    MetatagHelp {
        name: "tag",
        aliases: &[],
        words: &[],
        values: "a tag",
        example: "tag:crying",
        meaning: "asks for a tag, as the tag alone does",
        kind: Metatag::Tag,
    },
    MetatagHelp {
        name: "quote",
        aliases: &["note"],
        words: &[],
        values: "words of a line of dialogue, in any order",
        example: "quote:\"don't cry\"",
        meaning: "is a note with all these words; any part of a Japanese one, the beginning of others",
        kind: Metatag::Quote,
    },
    MetatagHelp {
        name: "is",
        aliases: &[],
        words: &IS_WORDS,
        values: "one of its words",
        example: "is:animated",
        meaning: "asks for a property or a file type",
        kind: Metatag::Is,
    },
    MetatagHelp {
        name: "has",
        aliases: &[],
        words: &[],
        values: "a namespace, or the word tags or notes",
        example: "has:character",
        meaning: "asks for any tag in a namespace, any tag at all, or a note",
        kind: Metatag::Has,
    },
    MetatagHelp {
        name: "hash",
        aliases: &[],
        words: &[],
        values: "1 to 64 hexadecimal digits",
        example: "hash:0f3a9c",
        meaning: "is the beginning of the content hash",
        kind: Metatag::Hash,
    },
    MetatagHelp {
        name: "md5",
        aliases: &[],
        words: &[],
        values: "32 hexadecimal digits",
        example: "md5:c3d8d0f2f0a7d1b5e1c9a1b2c3d4e5f6",
        meaning: "is in the name of one of its files, as boorus name them",
        kind: Metatag::Md5,
    },
    MetatagHelp {
        name: "order",
        aliases: &["sort"],
        words: &ORDER_WORDS,
        values: "one of its words, with _asc or _desc after it",
        example: "order:duration",
        meaning: "sorts the listing; random:7 shuffles it the same way each time",
        kind: Metatag::Order,
    },
    MetatagHelp {
        name: "limit",
        aliases: &[],
        words: &[],
        values: "a number",
        example: "limit:100",
        meaning: "is the most pictures to list",
        kind: Metatag::Limit,
    },
    MetatagHelp {
        name: "random",
        aliases: &[],
        words: &[],
        values: "a number",
        example: "random:20",
        meaning: "lists so many pictures, whichever come",
        kind: Metatag::Random,
    },
];
