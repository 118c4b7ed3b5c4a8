//! A catalogue of a million media with ten million tags, and how long the first page of a query takes in it.
//!
//! ```sh
//! cargo bench --locked --bench million -- DIR [MEDIA]
//! ```
//! Makes the catalogue in DIR, which takes some minutes and gigabytes, or uses the one that is there; every query is then
//! asked through [`ops::find`], as a face would, and stopped after the first page of 100 described media. The
//! numbers are drawn from a fixed seed: tags by Zipf's law in each namespace (few are on very many media, most are rare),
//! paths as collectors have them. Printed are medians and the slowest of five runs, then what a window reads (pages of hashes,
//! 200 described media, completions of a word), how SQLite runs five typical queries, what changes of rules and tags cost (each is taken back again), and how fast bare media are written.

#![allow(clippy::print_stdout, reason = "the figures are the program's answer")]

use std::error::Error;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use nakigao::catalog::{Action, Catalog, FileStamp, MediaFacts, MediaId, NewMedia, Search, Source, TagId};
use nakigao::fingerprint::ContentHash;
use nakigao::ops::{self, Gallery, RuleChange, Selection, TagOptions};
use nakigao::tag::Tag;

const PAGE: usize = 100;
const RUNS: usize = 5;
const BATCH: usize = 20_000;

/// Namespace, tags in it, tags of it on each media.
const VOCABULARY: [(&str, usize, usize); 4] =
    [("series", 2_000, 1), ("character", 20_000, 2), ("emotion", 120, 2), ("general", 30_000, 5)];

const QUERIES: &[&str] = &[
    "",
    "order:filesize",
    "order:date",
    "order:duration",
    "order:random",
    "order:hash",
    "emotion:0",
    "emotion:0 order:date",
    "emotion:0 order:filesize",
    "emotion:119",
    "character:12345",
    "emotion:0 emotion:1",
    "emotion:0 emotion:40",
    "emotion:3 emotion:4 series:5",
    "emotion:30 emotion:31",
    "character:3 emotion:2",
    "character:3 -emotion:0",
    "-emotion:0",
    "emotion:0 -emotion:1 width:>=1920",
    "character:* emotion:50",
    "character:1*",
    "*9",
    "~emotion:5 ~emotion:6",
    "emotion:5 or character:77",
    "width:>=3840 order:filesize",
    "width:1..10",
    "width:1999 height:1999",
    "ratio:16:9 emotion:0",
    "is:animated order:duration",
    "is:animated emotion:1 frames:>150",
    "filetype:gif emotion:2",
    "filesize:>10M order:filesize_asc",
    "date:2024-01-01..2024-01-07",
    "age:<1w",
    "tagcount:0",
    "tagcount:>9",
    "is:duplicate",
    "is:missing",
    "is:untagged",
    "is:unconfirmed",
    "has:character order:date",
    "-has:emotion",
    "path:clannad",
    "path:no_such_folder",
    "path:*/0042/*.gif",
    "hash:0123",
    "emotion:0 emotion:1 emotion:2 emotion:3 order:duration",
    "(emotion:7 or emotion:8) (character:1 or character:2) -series:0",
];

/// What a person types who knows no tags: its words are read first ([`ops::read_words`]).
const TYPED: [&str; 10] = [
    "gif",
    "4k landscape",
    "1920x1080",
    "clannad",
    "your lie in april",
    "涙",
    "no such word",
    "0042 gif",
    "naruto -clannad",
    "12345 order:random",
];

/// What people ask most: the plans of these are printed.
const TYPICAL: [&str; 5] = [
    "character:12345 emotion:0",
    "emotion:3 emotion:4 -series:5",
    "width:>=1920 ratio:16:9 is:animated order:duration",
    "date:2024-01-01..2024-01-07 order:date",
    "is:unconfirmed",
];

/// Media that are written without tags.
const BARE: usize = 200_000;

/// A linear congruential generator: the same numbers on every machine.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// A rank by Zipf's law with exponent 1: rank k is drawn about 1/k as often as the first.
    fn rank(&mut self, n: usize) -> usize {
        let uniform = self.next() as f64 / (1u64 << 31) as f64;
        (((n as f64 + 1.0).powf(uniform) - 1.0) as usize).min(n - 1)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let dir = PathBuf::from(arguments.first().ok_or("usage: cargo bench --bench million -- DIR [MEDIA]")?);
    let n_media = arguments.get(1).map_or(Ok(1_000_000), |n| n.parse())?;
    if !dir.join("catalog.db").exists() {
        make(&dir, n_media)?;
    }
    let opened = Instant::now();
    let gallery = Gallery::open(&dir, &dir.join("thumbs"))?;
    let stats = ops::stats(&gallery)?;
    println!(
        "{} media, {} tag links; opened and counted in {:.0?}",
        stats.totals.media,
        stats.totals.tag_links,
        opened.elapsed()
    );
    println!("| query | first page | median ms | slowest ms |\n| --- | ---: | ---: | ---: |");
    let (mut slow, mut over) = (0, 0);
    for query in QUERIES.iter().chain(&TYPED) {
        let mut times = Vec::new();
        let mut n_found = 0;
        for _ in 0..RUNS {
            let started = Instant::now();
            n_found = 0;
            let mut asked = ops::parse_query(query)?;
            if TYPED.contains(query) {
                asked = ops::read_words(&gallery, asked)?.asked;
            }
            ops::find(&gallery, &asked, |_| {
                n_found += 1;
                if n_found == PAGE { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })?;
            times.push(started.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        let (median, slowest) = (times[RUNS / 2], times[RUNS - 1]);
        over += usize::from(median >= 100.0);
        slow += usize::from(median >= 20.0);
        println!("| `{query}` | {n_found} | {median:.1} | {slowest:.1} |");
    }
    println!("{slow} of {} over 20 ms, {over} over 100 ms", QUERIES.len() + TYPED.len());
    read_as_a_window(&gallery)?;
    drop(gallery);
    explain(&dir)?;
    change(&Gallery::open(&dir, &dir.join("thumbs"))?)?;
    insert_bare(&dir)
}

/// Prints what reads cost that a window makes as a person scrolls and types.
fn read_as_a_window(gallery: &Gallery) -> Result<(), Box<dyn Error>> {
    println!("\n| read | answers | median ms | slowest ms |\n| --- | ---: | ---: | ---: |");
    let timed = |name: &str, work: &dyn Fn() -> Result<usize, ops::Error>| -> Result<(), ops::Error> {
        let mut runs = Vec::new();
        for _ in 0..20 {
            let started = Instant::now();
            let n = work()?;
            runs.push((started.elapsed().as_secs_f64() * 1e3, n));
        }
        runs.sort_by(|a, b| a.0.total_cmp(&b.0));
        println!("| {name} | {} | {:.2} | {:.2} |", runs[0].1, runs[10].0, runs[19].0);
        Ok(())
    };
    for typed in ["", "c", "char", "character:", "character:1", "character:123", "1", "123", "nag", "emotion:cry"] {
        timed(&format!("`{typed}` completed"), &|| Ok(ops::complete_tag(gallery, typed, 50)?.len()))?;
    }
    for (query, from) in [("", 0), ("", 10_000), ("order:date", 0), ("order:date", 10_000), ("emotion:1", 1_000)] {
        let asked = ops::parse_query(query)?;
        timed(
            &format!("hashes of `{query}` from {from}"),
            &|| Ok(ops::find_hashes(gallery, &asked, from, 200)?.len()),
        )?;
    }
    let page = ops::find_hashes(gallery, &ops::parse_query("order:date")?, 1_000, 200)?;
    timed("a page described", &|| Ok(ops::describe_all(gallery, &page)?.len()))?;
    timed("each by itself", &|| {
        page.iter().map(|hash| ops::show(gallery, hash)).collect::<Result<Vec<_>, _>>().map(|all| all.len())
    })?;
    Ok(())
}

/// Prints how SQLite runs the typical queries.
fn explain(dir: &Path) -> Result<(), Box<dyn Error>> {
    let catalog = Catalog::open(&dir.join("catalog.db"))?;
    for text in TYPICAL {
        let asked = ops::parse_query(text)?;
        println!("\n`{text}`");
        for line in catalog.explain(&Search::compile(&catalog, &asked.query, asked.now, asked.seed)?)? {
            println!("    {line}");
        }
    }
    Ok(())
}

/// Prints what changes cost that touch many media.
fn change(gallery: &Gallery) -> Result<(), Box<dyn Error>> {
    println!("\n| change | media | s |\n| --- | ---: | ---: |");
    let tag = |text: &str| Tag::parse(text).expect("a tag");
    let timed = |name: &str, work: &mut dyn FnMut() -> Result<u64, ops::Error>| -> Result<(), ops::Error> {
        let started = Instant::now();
        let n = work()?;
        println!("| {name} | {n} | {:.2} |", started.elapsed().as_secs_f64());
        Ok(())
    };
    let (child, parent) = (tag("character:10"), tag("series:of_the_benchmark"));
    let rule = RuleChange::Imply(child.clone(), parent.clone());
    timed("`tags imply` adds", &mut || Ok(ops::change_rule(gallery, &rule)?.put_on))?;
    let rule = RuleChange::RemoveImplication(child, parent);
    timed("`tags remove-implication`", &mut || Ok(ops::change_rule(gallery, &rule)?.taken_off))?;
    for n in [10_000, 100_000] {
        let selection = Selection::by_query(ops::parse_query(&format!("order:date limit:{n}"))?);
        let add = vec![tag("emotion:of_the_benchmark")];
        let options = TagOptions { add, ..TagOptions::default() };
        timed("`tag --where` puts on", &mut || Ok(ops::tag(gallery, &selection, &options)?.selected))?;
        timed("`undo`", &mut || ops::undo(gallery, 1).map(|_| n))?;
    }
    Ok(())
}

/// Prints how fast media and their files are written, without tags.
fn insert_bare(dir: &Path) -> Result<(), Box<dyn Error>> {
    let path = dir.join("bare.db");
    let catalog = Catalog::open_or_create(&path)?;
    let root = catalog.ensure_root(Path::new("/"), 0)?;
    let mut numbers = Numbers(7);
    let started = Instant::now();
    for batch in 0..BARE / BATCH {
        catalog.atomically(|| {
            (batch * BATCH..(batch + 1) * BATCH).try_for_each(|n| insert(&catalog, root, n, &mut numbers).map(|_| ()))
        })?;
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("\n{BARE} media with their files, 15 indexes: {:.0} a second", BARE as f64 / seconds);
    drop(catalog);
    Ok(std::fs::remove_file(path)?)
}

fn make(dir: &Path, n_media: usize) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(dir)?;
    let catalog = Catalog::open_or_create(&dir.join("catalog.db"))?;
    let started = Instant::now();
    let mut numbers = Numbers(20_261_124);
    let root = catalog.ensure_root(Path::new("/"), 0)?;
    let tags: Vec<Vec<TagId>> = catalog.atomically(|| {
        VOCABULARY
            .iter()
            .map(|(namespace, n, _)| ensure_tags(&catalog, namespace, *n))
            .collect::<Result<_, nakigao::catalog::Error>>()
    })?;
    let entry = catalog.open_entry(&Action::Words("bench".to_owned()), Source::Folder, 0)?;
    let mut done = 0;
    while done < n_media {
        let batch = BATCH.min(n_media - done);
        catalog.atomically(|| {
            for number in done..done + batch {
                let media = insert(&catalog, root, number, &mut numbers)?;
                // One in fifty has no tags yet.
                if numbers.below(50) == 0 {
                    continue;
                }
                for (ids, (_, n, each)) in tags.iter().zip(VOCABULARY) {
                    for _ in 0..each {
                        catalog.put_on(media, ids[numbers.rank(n)], Source::Folder, true, entry)?;
                    }
                }
            }
            Ok::<(), nakigao::catalog::Error>(())
        })?;
        done += batch;
    }
    catalog.optimise()?;
    let seconds = started.elapsed().as_secs_f64();
    println!("made {n_media} media in {seconds:.0} s: {:.0} media a second with their tags", n_media as f64 / seconds);
    Ok(())
}

fn ensure_tags(catalog: &Catalog, namespace: &str, n: usize) -> Result<Vec<TagId>, nakigao::catalog::Error> {
    (0..n)
        .map(|number| {
            let name = format!("{namespace}:{number}");
            catalog.ensure_tag(&Tag::parse(&name).expect("a namespace and a number are a tag"))
        })
        .collect()
}

fn insert(
    catalog: &Catalog,
    root: nakigao::catalog::RootId,
    number: usize,
    numbers: &mut Numbers,
) -> Result<MediaId, nakigao::catalog::Error> {
    const SIZES: [(u32, u32); 8] =
        [(1920, 1080), (3840, 2160), (2560, 1440), (1280, 720), (500, 281), (480, 270), (1080, 1920), (1999, 1999)];
    const SERIES: [&str; 5] = ["Clannad", "Your Lie in April", "Naruto", "涙", "unsorted"];
    let animated = numbers.below(4) == 0;
    let (width, height) = SIZES[numbers.below(SIZES.len())];
    let frames = if animated { 2 + numbers.below(198) as u32 } else { 1 };
    let bytes = 20_000 + numbers.rank(30_000_000) as u64;
    let new = NewMedia {
        hash: ContentHash::of(&number.to_le_bytes()),
        facts: MediaFacts {
            format: if animated { "gif" } else { ["png", "jpeg", "webp"][numbers.below(3)] }.to_owned(),
            width,
            height,
            frames,
            duration_ms: animated.then(|| i64::from(frames) * 40),
            loop_count: animated.then_some(0),
            animated,
            bytes,
            damage: None,
        },
        has_alpha: false,
        signature: None,
    };
    let media = catalog.insert_media(&new, 1_700_000_000_000 + number as i64)?;
    let mtime_ns = (1_600_000_000 + numbers.below(190_000_000) as i64) * 1_000_000_000;
    let n_files = 1 + usize::from(numbers.below(30) == 0);
    for copy in 0..n_files {
        let folder = SERIES[numbers.below(SERIES.len())];
        let path = format!("pictures/{folder}/{:04}/{number:07}-{copy}.{}", numbers.below(5_000), new.facts.format);
        let stamp = FileStamp { bytes, mtime_ns, inode: number as u64 };
        catalog.insert_file(root, path.as_bytes(), media, stamp)?;
    }
    catalog.refresh_media(media)?;
    Ok(media)
}
