//! Fonts of the machine: looked for when a text needs one, chosen by character, read once.
//!
//! The embedded fonts come first, then those that were named, then the system's. Among the system's the order is by
//! [`rank`]: fonts known to suit the kind of writing, then upright sans-serif ones of ordinary weight, then by name and
//! path; the first that draws a character is assigned to it. The same fonts give the same choice whatever the order of
//! the texts and of the folders. Folders are listed once for a sheet, and only if something is lacking (about 10 ms for
//! 300 fonts). A damaged font is passed over.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fontdb::{Database, FaceInfo, ID, Source, Stretch, Style};

use super::Error;
use super::error::Result;
use crate::guard::guarded;
use crate::render::{Font, Fonts, Writing};

/// The most characters of one text that fonts are looked for: more than the largest label shows.
const MOST_SHOWN: usize = 4096;
/// The largest file that is read as a font: ten times the largest collections of Chinese fonts.
const MOST_BYTES: u64 = 256 << 20;

/// Families by kind of writing, the best first. All glyphs of a name should look alike, and the embedded fonts are
/// Japanese, so Japanese forms come before Chinese and Korean ones.
const HAN: [&str; 19] = [
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "Source Han Sans",
    "Source Han Sans JP",
    "Hiragino Sans",
    "Yu Gothic",
    "BIZ UDGothic",
    "IPAexGothic",
    "IPAGothic",
    "VL Gothic",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Noto Sans CJK TC",
    "Noto Sans TC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
];
const HANGUL: [&str; 7] = [
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "Source Han Sans K",
    "Apple SD Gothic Neo",
    "NanumGothic",
    "Malgun Gothic",
    "UnDotum",
];
const EMOJI: [&str; 5] = ["Noto Color Emoji", "Apple Color Emoji", "Twemoji", "Twitter Color Emoji", "JoyPixels"];

/// Where fonts come from that are not part of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FontSources {
    /// Font files that are asked before the system's, in this order.
    pub named: Vec<PathBuf>,
    /// Folders to look in; those of the system if `None`.
    pub folders: Option<Vec<PathBuf>>,
}

/// Finds the fonts for the texts of one sheet.
pub(super) struct FontFinder {
    named: Vec<Font>,
    folders: Option<Vec<PathBuf>>,
    found: Option<Database>,
    orders: HashMap<Writing, Vec<ID>>,
    read: HashMap<ID, Option<Font>>,
    files: HashMap<PathBuf, Arc<Vec<u8>>>,
}

impl FontFinder {
    /// Reads the fonts that were named; looks for no other yet.
    ///
    /// # Errors
    /// If one of them cannot be read or is no font.
    pub(super) fn new(sources: &FontSources) -> Result<Self> {
        let mut named = Vec::new();
        for path in &sources.named {
            named.extend(read_named(path)?);
        }
        let (found, orders, read, files) = (None, HashMap::new(), HashMap::new(), HashMap::new());
        Ok(Self { named, folders: sources.folders.clone(), found, orders, read, files })
    }

    /// Assigns a font to every character of some texts that the embedded fonts lack.
    pub(super) fn provide<'a>(&mut self, fonts: &mut Fonts, texts: impl IntoIterator<Item = &'a str>) {
        let mut lacking = Vec::new();
        for text in texts {
            lacking.extend(fonts.unassigned(Self::shown(text)));
        }
        lacking.sort_unstable();
        lacking.dedup();
        let mut by_writing: HashMap<Writing, Vec<char>> = HashMap::new();
        for c in lacking {
            // No font, unless one is found below.
            fonts.assign(c, None);
            match self.named.iter().find(|font| font.draws(c)) {
                Some(font) => fonts.assign(c, Some(font)),
                // At a private code point, a font of icons has a sign that the text does not mean.
                None if is_private(c) => {}
                None => by_writing.entry(Writing::of(c)).or_default().push(c),
            }
        }
        for writing in [Writing::Han, Writing::Hangul, Writing::Emoji, Writing::Other] {
            self.search(fonts, writing, by_writing.remove(&writing).unwrap_or_default());
        }
    }

    /// The part of a text that is looked at.
    pub(super) fn shown(text: &str) -> &str {
        text.char_indices().nth(MOST_SHOWN).map_or(text, |(at, _)| &text[..at])
    }

    /// Asks the system's fonts in their order until each character has one.
    fn search(&mut self, fonts: &mut Fonts, writing: Writing, mut lacking: Vec<char>) {
        if lacking.is_empty() {
            return;
        }
        let folders = self.folders.as_deref();
        let found = self.found.get_or_insert_with(|| list(folders));
        let order = self.orders.entry(writing).or_insert_with(|| {
            let mut faces: Vec<&FaceInfo> = found.faces().collect();
            faces.sort_by_cached_key(|face| rank(face, writing));
            faces.iter().map(|face| face.id).collect()
        });
        for &id in order.iter() {
            let maps = |c: &char| {
                let asked = found.with_face_data(id, |data, index| Font::maps(data, index as usize, *c));
                asked.unwrap_or(false)
            };
            let mapped: Vec<char> = lacking.iter().copied().filter(maps).collect();
            if mapped.is_empty() {
                continue;
            }
            let files = &mut self.files;
            let font = self.read.entry(id).or_insert_with(|| read(found.face(id)?, files));
            if let Some(font) = font {
                for c in mapped.into_iter().filter(|&c| font.draws(c)) {
                    fonts.assign(c, Some(font));
                    lacking.retain(|other| *other != c);
                }
            }
            if lacking.is_empty() {
                return;
            }
        }
    }
}

/// Lists the fonts of some folders, or of the system.
fn list(folders: Option<&[PathBuf]>) -> Database {
    let mut found = Database::new();
    // If the parser panics on a font, the fonts that were listed before it are used.
    let _ = guarded(|| match folders {
        Some(folders) => folders.iter().for_each(|folder| found.load_fonts_dir(folder)),
        None => found.load_system_fonts(),
    });
    found
}

/// The sort key of a font: the least is asked first.
fn rank(face: &FaceInfo, writing: Writing) -> impl Ord + use<> {
    let name = face.families.first().map(|(name, _)| name.clone()).unwrap_or_default();
    let (suited, last): (&[&str], usize) = match writing {
        Writing::Han => (&HAN, HAN.len()),
        Writing::Hangul => (&HANGUL, HANGUL.len()),
        Writing::Emoji => (&EMOJI, EMOJI.len()),
        Writing::Other => (&[], 0),
    };
    let place = suited.iter().position(|suited| face.families.iter().any(|(name, _)| name == suited)).unwrap_or(last);
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    // Signs of a font of emoji or of bitmaps stand out among letters.
    let kind = if has(&["Emoji"]) {
        if writing == Writing::Emoji { 0 } else { 5 }
    } else if has(&["LastResort", "Last Resort", "Unifont", "Blank"]) {
        6
    } else if has(&["Serif", "Mincho", "Song", "Ming"]) || face.monospaced {
        4
    } else if name.starts_with("Noto Sans") {
        1
    } else if has(&["Sans", "Gothic", "Hei"]) {
        2
    } else {
        3
    };
    let is_turned = face.style != Style::Normal || face.stretch != Stretch::Normal;
    let path = path(face).map(Path::to_owned);
    // `Noto Sans` before its variants, `Noto Sans Arabic` before `Noto Sans Arabic UI`.
    (place, kind, is_turned, face.weight.0.abs_diff(400), name.len(), name, path, face.index)
}

fn path(face: &FaceInfo) -> Option<&Path> {
    match &face.source {
        Source::File(path) | Source::SharedFile(path, _) => Some(path),
        Source::Binary(_) => None,
    }
}

/// Reads a font that was found, and its file once for all fonts in it.
fn read(face: &FaceInfo, files: &mut HashMap<PathBuf, Arc<Vec<u8>>>) -> Option<Font> {
    let path = path(face)?;
    if !files.contains_key(path) {
        if fs::metadata(path).ok()?.len() > MOST_BYTES {
            return None;
        }
        files.insert(path.to_owned(), Arc::new(fs::read(path).ok()?));
    }
    Font::read(files.get(path)?, face.index as usize)
}

/// Reads all fonts of a file that was named.
fn read_named(path: &Path) -> Result<Vec<Font>> {
    let metadata = fs::metadata(path).map_err(Error::io("read", path))?;
    if !metadata.is_file() || metadata.len() > MOST_BYTES {
        return Err(Error::Font { path: path.to_owned() });
    }
    let data = Arc::new(fs::read(path).map_err(Error::io("read", path))?);
    let fonts = (0..Font::count(&data)).filter_map(|index| Font::read(&data, index));
    let fonts: Vec<Font> = fonts.filter(|font| !font.is_empty()).collect();
    if fonts.is_empty() { Err(Error::Font { path: path.to_owned() }) } else { Ok(fonts) }
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
}
