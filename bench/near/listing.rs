//! A gallery of many media that are compared already, and how long its near-duplicates take to list and a picture to find.
//!
//! ```sh
//! cargo bench --locked --bench listing -- DIR [MEDIA]
//! ```
//! Makes the gallery in DIR, or uses the one that is there. For every tenth media there is a group: of a hundred groups 85 are of
//! two to four stills, 10 of two animations, 5 of an animation and one of its frames, all with the descriptions, thumbnails and
//! sizes of pictures of the demo gallery; the stills of a group are a chain, so that some were never compared with the one to keep.
//! The rest are noise, every tenth of it with the description of an animation. Printed are the first listing, in which is made
//! what no one needed before, the median and the slowest of five more, and the same of `similar`.

#![allow(clippy::print_stdout, reason = "the figures are the program's answer")]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use image::{Rgba, RgbaImage};
use nakigao::catalog::{Catalog, FileStamp, LikenessKind, LikenessRow, MediaFacts, MediaId, NewMedia, RootId};
use nakigao::examine::{self, DEFAULT_EDGE, Examined};
use nakigao::fingerprint::{ContentHash, Signature};
use nakigao::media::Limits;
use nakigao::ops::{self, DupesOptions, Gallery, Unwatched};

const RUNS: usize = 5;
const BATCH: usize = 10_000;
/// Pictures of noise that are told apart.
const N_NOISES: usize = 500;
const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/gallery/");
const STILLS: [&str; 2] =
    ["Clannad/Nagisa Furukawa/at the foot of the slope.jpg", "Clannad/Tomoya Okazaki/slope (small).jpg"];
const SCENES: [&str; 2] = ["Naruto/Hinata Hyuga/he noticed me.gif", "Naruto/Hinata Hyuga/he noticed me (cut).gif"];
const FRAME: [&str; 2] =
    ["Clannad/Nagisa Furukawa/the big dango family.gif", "Clannad/Nagisa Furukawa/dango (screenshot).png"];
const LONELY: &str = "Naruto/Sasuke Uchiha/only the rain.gif";

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let dir = PathBuf::from(arguments.first().ok_or("usage: cargo bench --bench listing -- DIR [MEDIA]")?);
    let n_media = arguments.get(1).map_or(Ok(10_000), |n| n.parse())?;
    if !dir.join("catalog.db").exists() {
        make(&dir, n_media)?;
    }
    let gallery = Gallery::open(&dir, &dir.join("thumbs"))?;
    println!("{} media", ops::stats(&gallery)?.totals.media);
    let everything = ops::parse_query("")?;
    let options = DupesOptions { near: true, alternates: false };
    timed("dupes --near", || {
        let mut found: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for group in ops::dupes(&gallery, &everything, options, &mut Unwatched)? {
            let of_kind = found.entry(group.kind.name()).or_default();
            *of_kind = (of_kind.0 + 1, of_kind.1 + group.members.len());
        }
        let found = found.iter().map(|(kind, (groups, members))| format!("{kind}: {groups} groups of {members}"));
        Ok(found.collect::<Vec<_>>().join(", "))
    })?;
    for asked in [STILLS[0], SCENES[0]] {
        let path = Path::new(DEMO).join(asked);
        timed(&format!("similar {asked}"), || {
            Ok(format!("{} found", ops::similar_to_named(&gallery, &path, 20)?.len()))
        })?;
    }
    Ok(())
}

/// Prints how long something takes at first and again.
fn timed(name: &str, work: impl Fn() -> Outcome<String>) -> Outcome<()> {
    let mut times = Vec::new();
    let mut said = String::new();
    for _ in 0..=RUNS {
        let started = Instant::now();
        said = work()?;
        times.push(started.elapsed().as_secs_f64());
    }
    let first = times.remove(0);
    times.sort_by(f64::total_cmp);
    println!("{name}: first {first:.2} s, then {:.3} s, at most {:.3} s ({said})", times[RUNS / 2], times[RUNS - 1]);
    Ok(())
}

/// A picture or animation of the demo, after which others are made.
struct Model {
    bytes: Vec<u8>,
    examined: Examined,
}

impl Model {
    fn of(path: &str) -> Outcome<Self> {
        let (bytes, limits) = (fs::read(Path::new(DEMO).join(path))?, Limits::default());
        let facts = examine::identify(&bytes, None, &limits)?;
        let examined = examine::examine(&bytes, &facts, &BTreeSet::from([DEFAULT_EDGE]), &limits)?;
        Ok(Self { bytes, examined })
    }
}

struct Models {
    stills: [Model; 2],
    scenes: [Model; 2],
    frame: [Model; 2],
}

/// A gallery that is being made.
struct Maker<'a> {
    dir: &'a Path,
    catalog: &'a Catalog,
    root: RootId,
    n_made: usize,
}

impl Maker<'_> {
    /// Adds a media that is like a model; only of `whole` ones there is a file that can be read.
    fn add(&mut self, model: &Model, whole: bool) -> Outcome<MediaId> {
        self.n_made += 1;
        let mut bytes = model.bytes.clone();
        // Decoders end before it.
        bytes.extend(self.n_made.to_le_bytes());
        let hash = ContentHash::of(&bytes);
        let facts = &model.examined.facts;
        let path = format!("{:07}.{}", self.n_made, facts.format.name());
        if whole {
            fs::write(self.dir.join("pictures").join(&path), &bytes)?;
        }
        for (edge, webp) in &model.examined.thumbnails {
            let webp = webp.as_ref().map_err(ToString::to_string)?;
            let name = hash.to_string();
            let shelf = self.dir.join(format!("thumbs/{edge}-v2/{}", &name[..2]));
            fs::create_dir_all(&shelf)?;
            fs::write(shelf.join(format!("{name}.webp")), webp)?;
        }
        let new = NewMedia {
            hash,
            facts: MediaFacts {
                format: facts.format.name().to_owned(),
                width: facts.width,
                height: facts.height,
                frames: facts.frames,
                duration_ms: facts.duration.map(|duration| duration.as_millis() as i64),
                loop_count: None,
                animated: model.examined.animated,
                bytes: bytes.len() as u64,
                damage: None,
            },
            has_alpha: false,
            signature: Some(model.examined.signature.clone()),
        };
        self.insert(&new, &path)
    }

    fn insert(&self, new: &NewMedia, path: &str) -> Outcome<MediaId> {
        let media = self.catalog.insert_media(new, 0)?;
        let stamp = FileStamp { bytes: new.facts.bytes, mtime_ns: 0, inode: self.n_made as u64 };
        self.catalog.insert_file(self.root, path.as_bytes(), media, stamp)?;
        self.catalog.refresh_media(media)?;
        self.catalog.set_compared(media)?;
        Ok(media)
    }

    /// Adds a media that is like no other.
    fn add_noise(&mut self, signature: &Signature, animated: bool) -> Outcome<()> {
        self.n_made += 1;
        let new = NewMedia {
            hash: ContentHash::of(&self.n_made.to_le_bytes()),
            facts: MediaFacts {
                format: if animated { "gif" } else { "jpeg" }.to_owned(),
                width: 1920,
                height: 1080,
                frames: if animated { 60 } else { 1 },
                duration_ms: animated.then_some(4000),
                loop_count: None,
                animated,
                bytes: 1_000_000,
                damage: None,
            },
            has_alpha: false,
            signature: Some(signature.clone()),
        };
        self.insert(&new, &format!("noise/{:04}/{:07}.{}", self.n_made / 100, self.n_made, new.facts.format))
            .map(|_| ())
    }

    fn add_group(&mut self, number: usize, models: &Models) -> Outcome<()> {
        let (kind, [first, rest], n_rest) = match number % 100 {
            0..85 => (LikenessKind::Stills, &models.stills, 1 + number % 3),
            85..95 => (LikenessKind::Scenes, &models.scenes, 1),
            _ => (LikenessKind::Frame, &models.frame, 1),
        };
        // Which frame a still is, is looked up in the file.
        let mut last = self.add(first, kind == LikenessKind::Frame)?;
        for _ in 0..n_rest {
            let next = self.add(rest, false)?;
            self.pair(kind, last, next)?;
            last = next;
        }
        Ok(())
    }

    fn pair(&self, kind: LikenessKind, one: MediaId, other: MediaId) -> Outcome<()> {
        let (a, b) = (one.min(other), one.max(other));
        let row = LikenessRow { a, b, kind, certain: true, distance: 3, transform: 0 };
        Ok(self.catalog.put_likeness(&row)?)
    }
}

fn make(dir: &Path, n_media: usize) -> Outcome<()> {
    let started = Instant::now();
    fs::create_dir_all(dir.join("pictures"))?;
    let catalog = Catalog::open_or_create(&dir.join("catalog.db"))?;
    let root = catalog.ensure_root(&dir.join("pictures").canonicalize()?, 0)?;
    let mut maker = Maker { dir, catalog: &catalog, root, n_made: 0 };
    let pair = |paths: [&str; 2]| -> Outcome<[Model; 2]> { Ok([Model::of(paths[0])?, Model::of(paths[1])?]) };
    let models = Models { stills: pair(STILLS)?, scenes: pair(SCENES)?, frame: pair(FRAME)? };
    let lonely = Model::of(LONELY)?;
    let noises: Vec<Signature> = (0..N_NOISES as u64).map(|seed| Signature::of_still(&noise(seed))).collect();
    let n_groups = n_media / 10;
    let mut group = 0;
    while maker.n_made < n_media {
        let end = n_media.min(maker.n_made + BATCH);
        catalog.atomically(|| {
            while maker.n_made < end {
                if group < n_groups {
                    maker.add_group(group, &models)?;
                    group += 1;
                } else {
                    let animated = maker.n_made.is_multiple_of(10);
                    let noise = &noises[maker.n_made % N_NOISES];
                    maker.add_noise(if animated { &lonely.examined.signature } else { noise }, animated)?;
                }
            }
            Ok::<(), Box<dyn Error>>(())
        })?;
    }
    catalog.optimise()?;
    println!("made {n_media} media and {n_groups} groups in {:.0} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// A picture of 8 × 8 grey squares that no other seed gives.
fn noise(seed: u64) -> RgbaImage {
    let grey = |x: u32, y: u32| {
        let cell = seed * 64 + u64::from(y / 16 * 8 + x / 16) + 1;
        let mixed = (cell ^ (cell >> 7)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 56) as u8
    };
    RgbaImage::from_fn(128, 128, |x, y| Rgba([grey(x, y), grey(x, y), grey(x, y), 255]))
}
