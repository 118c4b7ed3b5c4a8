//! Twenty readers of one gallery beside an import and a writer of many tags: how long they take, and for how long they are held up.
//!
//! ```sh
//! cargo bench --locked --bench readers -- PICTURES DIR
//! ```
//! Imports PICTURES into a new gallery in DIR. Meanwhile one thread tags a thousand media at a time, and twenty, each with a
//! [`Gallery::reader`] of its own, find, show, complete a word, and list near-duplicates. Printed is of each of these the number
//! of calls, how many failed, the median and the slowest, and for how long one was held up at most: neither running nor waiting
//! for a processor (Linux, `/proc/thread-self/schedstat`, exact to a tick of the kernel), which is what a lock or a disk does. A
//! listing of near-duplicates is also held up by the threads that work for it.

#![allow(clippy::print_stdout, reason = "the figures are the program's answer")]

use std::error::Error;
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use nakigao::ops::{self, DupesOptions, Gallery, ImportOptions, Selection, TagOptions, Unwatched};

const N_READERS: usize = 20;
const NAMES: [&str; 4] = ["find", "show", "complete", "dupes --near"];

/// One call of a reader.
struct Call {
    kind: usize,
    took: Duration,
    held_up: Duration,
    failed: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [pictures, dir] = arguments.as_slice() else {
        return Err("usage: cargo bench --bench readers -- PICTURES DIR".into());
    };
    let (pictures, dir) = (PathBuf::from(pictures), PathBuf::from(dir));
    let writer = Gallery::open_or_create(&dir, &dir.join("thumbs"))?;
    let tagger = Gallery::open(&dir, &dir.join("thumbs"))?;
    let readers: Vec<Gallery> = (0..N_READERS).map(|_| writer.reader()).collect::<Result<_, _>>()?;
    let is_over = &AtomicBool::new(false);
    let (report, n_tagged, calls) = thread::scope(|scope| {
        let readers: Vec<_> =
            readers.into_iter().enumerate().map(|(n, reader)| scope.spawn(move || read(reader, n, is_over))).collect();
        let tagger = scope.spawn(move || put_tags(&tagger, is_over));
        let report = ops::import(&writer, &[pictures], &ImportOptions::default(), &mut Unwatched);
        is_over.store(true, SeqCst);
        let calls: Vec<Call> = readers.into_iter().filter_map(|reader| reader.join().ok()).flatten().collect();
        (report, tagger.join(), calls)
    });
    let report = report?;
    let n_tagged = n_tagged.map_err(|_| "the tagger panicked")??;
    println!("{} files imported in {:.0} s, {n_tagged} times a thousand media tagged", report.new, report.seconds);
    println!(
        "| call | calls | failed | median ms | slowest ms | longest held up ms |\n| --- | ---: | ---: | ---: | ---: | ---: |"
    );
    for (kind, name) in NAMES.iter().enumerate() {
        let mut of_kind: Vec<&Call> = calls.iter().filter(|call| call.kind == kind).collect();
        of_kind.sort_by_key(|call| call.took);
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let Some(slowest) = of_kind.last() else { continue };
        let (median, n_failed) = (of_kind[of_kind.len() / 2], of_kind.iter().filter(|call| call.failed).count());
        let held_up = of_kind.iter().map(|call| call.held_up).max().unwrap_or_default();
        println!(
            "| {name} | {} | {n_failed} | {:.1} | {:.1} | {:.1} |",
            of_kind.len(),
            ms(median.took),
            ms(slowest.took),
            ms(held_up)
        );
    }
    Ok(())
}

fn put_tags(gallery: &Gallery, is_over: &AtomicBool) -> Result<u64, ops::Error> {
    let mut n = 0;
    while !is_over.load(SeqCst) {
        let selection = Selection::by_query(ops::parse_query("limit:1000")?);
        let add = format!("bulk_{}", n % 50).parse().into_iter().collect();
        ops::tag(gallery, &selection, &TagOptions { add, ..TagOptions::default() })?;
        n += 1;
    }
    Ok(n)
}

fn read(reader: Gallery, number: usize, is_over: &AtomicBool) -> Vec<Call> {
    let mut calls = Vec::new();
    for n in number.. {
        if is_over.load(SeqCst) {
            break;
        }
        // One listing of near-duplicates in 64 calls: it takes as long as many of the others.
        let kind = if n % 64 == 0 { 3 } else { n % 3 };
        let (started, busy) = (Instant::now(), busy_time());
        let answered = call(&reader, kind);
        let took = started.elapsed();
        let held_up = took.saturating_sub(busy_time().saturating_sub(busy));
        calls.push(Call { kind, took, held_up, failed: answered.is_err() });
    }
    calls
}

fn call(reader: &Gallery, kind: usize) -> Result<(), ops::Error> {
    let everything = ops::parse_query("order:date")?;
    match NAMES[kind] {
        "find" => {
            let mut left = 100;
            let each = |_| {
                left -= 1;
                if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            ops::find(reader, &everything, each).map(drop)
        }
        "show" => match ops::find_hashes(reader, &everything, 0, 1)?.first() {
            Some(hash) => ops::show(reader, hash).map(drop),
            None => Ok(()),
        },
        "complete" => ops::complete_tag(reader, "na", 50).map(drop),
        _ => {
            let options = DupesOptions { near: true, ..DupesOptions::default() };
            ops::dupes(reader, &everything, options, &mut Unwatched)?;
            ops::n_uncompared(reader).map(drop)
        }
    }
}

/// How long this thread has been running or ready to run.
fn busy_time() -> Duration {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(stat.split_whitespace().take(2).filter_map(|ns| ns.parse::<u64>().ok()).sum())
}
