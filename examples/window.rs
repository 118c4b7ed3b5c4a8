//! A program of its own on the library, as a window or a server would use it: one thread imports, two read beside it.
//!
//! ```sh
//! cargo run --example window -- PICTURES GALLERY
//! ```
//! The importing thread owns the handle that writes, and can be stopped from any other by a flag. Each reader owns a handle of
//! its own (a [`Gallery`] is `Send`, not `Sync`), asks for a page of hashes, and reads thumbnails as the bytes of WebP files:
//! what a window shows, it names by hash.

#![allow(clippy::print_stdout, reason = "it is a program")]

use std::error::Error;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use nakigao::ops::{self, Event, Gallery, ImportOptions, Progress};

const THUMBNAIL_EDGE: u32 = 256;
const PAGE: u64 = 50;
/// After so long the import is cancelled: what it has is kept, and the next one goes on.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a person sees of an import, and how they end it.
#[derive(Default)]
struct Job {
    n_planned: AtomicU64,
    n_done: AtomicU64,
    is_cancelled: AtomicBool,
    is_over: AtomicBool,
}

impl Progress for &Job {
    fn on(&mut self, event: Event<'_>) -> ControlFlow<()> {
        match event {
            // Files first, then the comparison of what is new.
            Event::Planned { items, .. } => {
                self.n_planned.store(items, Relaxed);
                self.n_done.store(0, Relaxed);
            }
            Event::Done { .. } => drop(self.n_done.fetch_add(1, Relaxed)),
            _ => {}
        }
        if self.is_cancelled.load(Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(pictures), Some(dir)) = (arguments.next(), arguments.next()) else {
        return Err("usage: cargo run --example window -- PICTURES GALLERY".into());
    };
    let gallery = Gallery::open_or_create(&dir, &dir.join("thumbs"))?;
    let readers = [gallery.reader()?, gallery.reader()?];
    let job = Job::default();
    thread::scope(|scope| -> Result<(), Box<dyn Error>> {
        for (reader, query) in readers.into_iter().zip(["", "is:animated order:duration"]) {
            let job = &job;
            scope.spawn(move || {
                if let Err(error) = show(reader, query, job) {
                    println!("{query:?}: {error}");
                }
            });
        }
        let report = import(&gallery, &pictures, &job);
        job.is_over.store(true, Relaxed);
        let report = report?;
        println!("{} new, {} known, {} could not be read", report.new, report.unchanged, report.failed);
        Ok(())
    })
}

fn import(gallery: &Gallery, pictures: &Path, mut job: &Job) -> Result<ops::ImportReport, ops::Error> {
    ops::import(gallery, &[pictures.to_owned()], &ImportOptions::default(), &mut job)
}

/// Reads the first page of a query again and again until the import is over, and cancels it when that takes too long.
fn show(mut reader: Gallery, query: &str, job: &Job) -> Result<(), ops::Error> {
    let (asked, started) = (ops::parse_query(query)?, Instant::now());
    loop {
        let was_over = job.is_over.load(Relaxed);
        let page = ops::find_hashes(&reader, &asked, 0, PAGE)?;
        let bytes =
            page.iter().filter_map(|hash| ops::thumbnail(&reader, hash, THUMBNAIL_EDGE).ok()).map(|webp| webp.len());
        let bytes: usize = bytes.sum();
        let (n_done, n_planned) = (job.n_done.load(Relaxed), job.n_planned.load(Relaxed));
        println!("{query:?}: {} media, {bytes} bytes of thumbnails; import: {n_done} of {n_planned}", page.len());
        if was_over {
            return Ok(());
        }
        if started.elapsed() > PATIENCE {
            job.is_cancelled.store(true, Relaxed);
        }
        thread::sleep(Duration::from_millis(500));
        reader.refresh()?;
    }
}
