//! Examining one file: it is read once and hashed; a new content is decoded, fingerprinted and thumbnailed. Runs on the
//! workers.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ffi::OsStr;
use std::io::{self, Read as _};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::super::Warning;
use super::super::error::Result;
use super::super::held::{self, extension};
use super::super::original::{RootFolder, is_absence, stamp};
use super::super::plain::reason;
use super::super::store::ThumbStore;
use super::ImportOptions;
use super::budget::{Budget, Purpose, Share, TOTAL_BYTES};
use super::plan::Job;
use super::sources::Within;

use crate::catalog::{FileStamp, MediaFacts, NewMedia, UnreadKind};
use crate::examine::{self, DEFAULT_EDGE, Examined};
use crate::fingerprint::ContentHash;
use crate::media::{self, Format, Limits};
use crate::render;
use crate::sidecar::embedded::Embedded;

/// As many bytes of a file as tell that it is no picture.
const HEAD_BYTES: u64 = 4096;

/// A worker's buffer that holds more than this is freed after the file.
const KEPT_BUFFER_BYTES: usize = 32 << 20;

/// What a worker found out about a job.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The job's number in the plan.
    pub job: usize,
    /// The stamp of the bytes that were read.
    pub stamp: FileStamp,
    /// How many were read.
    pub bytes_read: u64,
    /// What they are; an error if the gallery itself failed.
    pub finding: Result<Finding>,
}

/// What a file turned out to be.
#[derive(Debug)]
pub(super) enum Finding {
    /// A new content, and what lies in it; its thumbnails are written.
    New(Box<NewMedia>, Within),
    /// A content that the catalogue has, or that another worker examines.
    Known(ContentHash),
    /// No media: the reason, and the hash where the file was read.
    Unread { kind: UnreadKind, reason: String, hash: Option<ContentHash> },
    /// Gone since the scan.
    Vanished,
}

/// The device and the stamp of a file that has other names.
type Link = (u64, FileStamp);

/// A picture that was read into a worker's buffer.
struct Read<'b> {
    /// The memory of the buffer, held while the picture is examined.
    _share: Share<'b>,
    hash: ContentHash,
    /// Set where the file has other names.
    link: Option<Link>,
}

/// What all workers share.
pub(super) struct Examiner<'a> {
    root: &'a RootFolder,
    jobs: &'a [Job],
    /// The contents of files with several names: they are read under the first name only.
    links: Mutex<HashMap<Link, ContentHash>>,
    known: Mutex<HashSet<ContentHash>>,
    store: Option<&'a ThumbStore>,
    options: &'a ImportOptions,
    budget: Budget,
    next: AtomicUsize,
    stopped: AtomicBool,
    /// How many thumbnails could not be written, and why the first one could not.
    unwritten: Mutex<Option<(u64, String)>>,
}

/// Goes up when the decoders read a file that they refused before, or refuse it for another reason.
const READER: u32 = 3;

/// The decoders and limits as a text. A file that could not be read is tried again when it differs.
pub(super) fn reader(limits: &Limits) -> String {
    let Limits { pixels, frames, decoded_bytes, time, file_bytes } = limits;
    format!(
        "{} {READER} {pixels} {frames} {decoded_bytes} {} {file_bytes}",
        env!("CARGO_PKG_VERSION"),
        time.as_millis()
    )
}

impl<'a> Examiner<'a> {
    /// Workers for these jobs; without a store no thumbnail is made.
    pub(super) fn new(
        root: &'a RootFolder,
        jobs: &'a [Job],
        known: HashSet<ContentHash>,
        store: Option<&'a ThumbStore>,
        options: &'a ImportOptions,
    ) -> Self {
        Self {
            root,
            jobs,
            links: Mutex::default(),
            known: Mutex::new(known),
            store,
            options,
            budget: Budget::new(TOTAL_BYTES),
            next: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
            unwritten: Mutex::new(None),
        }
    }

    /// Hands out no more jobs.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// The warning that thumbnails could not be written, if some could not.
    pub(super) fn unwritten_thumbnails(&self) -> Option<Warning> {
        let unwritten = self.unwritten.lock().unwrap_or_else(PoisonError::into_inner);
        let (n, reason) = unwritten.clone()?;
        Some(Warning::ThumbnailsUnwritten { folder: self.store?.dir().to_owned(), n, reason })
    }

    /// Runs one worker: takes jobs until there are none, it is stopped, or `send` returns false.
    pub(super) fn work(&self, send: impl Fn(Outcome) -> bool) {
        let mut buffer = Vec::new();
        while !self.stopped.load(Ordering::Relaxed) {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = self.jobs.get(number) else { return };
            if !send(self.examine(number, job, &mut buffer)) {
                return;
            }
            if buffer.capacity() > KEPT_BUFFER_BYTES {
                buffer = Vec::new();
            }
        }
    }

    fn examine(&self, number: usize, job: &Job, buffer: &mut Vec<u8>) -> Outcome {
        let mut outcome =
            Outcome { job: number, stamp: job.candidate.stamp, bytes_read: 0, finding: Ok(Finding::Vanished) };
        let path = Path::new(OsStr::from_bytes(&job.candidate.path));
        outcome.finding = match job.candidate.special {
            Some(what) => Ok(special(path, what)),
            None => match self.read(path, &mut outcome, buffer) {
                Ok(Read { _share, hash, link }) => {
                    let finding = self.identify(path, buffer, (hash, outcome.bytes_read));
                    if let Some(link) = link
                        && matches!(finding, Ok(Finding::New(..) | Finding::Known(_)))
                    {
                        self.links().insert(link, hash);
                    }
                    finding
                }
                Err(finding) => Ok(finding),
            },
        };
        outcome
    }

    fn links(&self) -> MutexGuard<'_, HashMap<Link, ContentHash>> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads as much of a picture as can be needed into the buffer, and hashes all of it. Of another file only the beginning is
    /// read, and nothing of one that was read under another name.
    fn read(&self, path: &Path, outcome: &mut Outcome, buffer: &mut Vec<u8>) -> std::result::Result<Read<'_>, Finding> {
        buffer.clear();
        let mut file = self.root.open_file(path.as_os_str().as_bytes()).map_err(|error| from_io(&error))?;
        let metadata = file.metadata().map_err(|error| from_io(&error))?;
        outcome.stamp = stamp(&metadata);
        let link = (metadata.nlink() > 1).then(|| (metadata.dev(), outcome.stamp));
        if let Some(hash) = link.and_then(|link| self.links().get(&link).copied()) {
            return Err(Finding::Known(hash));
        }
        (&file).take(HEAD_BYTES).read_to_end(buffer).map_err(|error| from_io(&error))?;
        outcome.bytes_read = buffer.len() as u64;
        if Format::sniff(buffer).is_none() && !extension(path).is_some_and(|ext| Format::extension_names_picture(&ext))
        {
            return Err(unread(UnreadKind::Skipped, "neither its name nor its bytes are a picture's"));
        }
        let limit = self.options.limits.file_bytes;
        if metadata.len() > limit {
            let found = format!("a file of {} bytes", metadata.len());
            let over = media::Error::Limit { limit: "max-file-bytes", found, allowed: limit.to_string() };
            return Err(from_media(&over, None));
        }
        // The beginning of a long file tells how much of it is needed. Its share is given back before more is taken, so that
        // no worker waits for memory while it holds some.
        let share = self.budget.take(metadata.len().min(media::HEAD_BYTES), Purpose::File);
        let held = held::plan(&mut file, metadata.len(), extension(path).as_deref(), &self.options.limits, buffer)
            .map_err(|error| from_io(&error))?;
        let share = if held > media::HEAD_BYTES {
            drop(share);
            self.budget.take(held, Purpose::File)
        } else {
            share
        };
        let (hash, n_bytes) = held::read(&mut file, held, limit, buffer).map_err(|error| from_io(&error))?;
        outcome.bytes_read = n_bytes;
        let after = file.metadata().map_err(|error| from_io(&error))?;
        if stamp(&after) != outcome.stamp || after.len() != outcome.bytes_read {
            return Err(unread(
                UnreadKind::Unreadable,
                "it changed while it was being read: import again when it is whole",
            ));
        }
        Ok(Read { _share: share, hash, link })
    }

    /// Tells what a file of `n_bytes` bytes is from those that were read into memory.
    fn identify(&self, path: &Path, bytes: &[u8], (hash, n_bytes): (ContentHash, u64)) -> Result<Finding> {
        if !self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(hash) {
            return Ok(Finding::Known(hash));
        }
        Ok(match self.decode(path, (hash, n_bytes), bytes) {
            Ok(finding) => finding,
            Err(error) => not_beyond(from_media(&error, Some(hash)), bytes.len() as u64, n_bytes),
        })
    }

    fn decode(
        &self,
        path: &Path,
        (hash, n_bytes): (ContentHash, u64),
        bytes: &[u8],
    ) -> std::result::Result<Finding, media::Error> {
        let ImportOptions { limits, thumbs, .. } = self.options;
        let facts = examine::identify(bytes, extension(path).as_deref(), limits)?;
        // Media are compared by the thumbnail of the default size, so it is always made; a rehearsal makes none.
        let edges: BTreeSet<u32> = match self.store {
            Some(_) => thumbs.iter().copied().chain([DEFAULT_EDGE]).collect(),
            None => BTreeSet::new(),
        };
        let _share = self.budget.take(examine::working_bytes(&facts, &edges), Purpose::Decode);
        let Examined { facts, damage, animated, signature, thumbnails } =
            examine::examine(bytes, &facts, &edges, limits)?;
        self.keep_thumbnails(&hash, &thumbnails);
        let media = NewMedia {
            hash,
            facts: MediaFacts {
                format: facts.format.name().to_owned(),
                width: facts.width,
                height: facts.height,
                frames: facts.frames,
                duration_ms: facts.duration.map(millis),
                loop_count: facts.loop_count,
                animated,
                bytes: n_bytes,
                damage: damage.map(|damage| damage.to_string()),
            },
            has_alpha: facts.has_alpha,
            signature: Some(signature),
        };
        let within = Within {
            packets: if self.options.sidecars { examine::packets(bytes) } else { Embedded::default() },
            prompts: self.options.prompts.then(|| examine::prompts(bytes)),
        };
        Ok(Finding::New(Box::new(media), within))
    }

    /// Stores thumbnails. If they cannot be written, the media is imported all the same; one warning says so for all.
    fn keep_thumbnails(&self, hash: &ContentHash, thumbnails: &[(u32, std::result::Result<Vec<u8>, render::Error>)]) {
        let Some(store) = self.store else { return };
        let failure = thumbnails.iter().find_map(|(edge, webp)| match webp {
            Ok(webp) => store.put(hash, *edge, webp).err().map(|error| error.to_string()),
            Err(error) => Some(error.to_string()),
        });
        if let Some(failure) = failure {
            let mut unwritten = self.unwritten.lock().unwrap_or_else(PoisonError::into_inner);
            unwritten.get_or_insert((0, failure)).0 += 1;
        }
    }
}

/// Adds to the reason why a file is broken that only its beginning was looked at, if that is so.
fn not_beyond(mut finding: Finding, held: u64, n_bytes: u64) -> Finding {
    if let (Finding::Unread { kind: UnreadKind::Broken, reason, .. }, true) = (&mut finding, held < n_bytes) {
        reason.push_str(&format!(
            " (of {n_bytes} bytes the first {held} were looked at: its pixels need no more, or max-decoded-bytes allows no more)"
        ));
    }
    finding
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

fn unread(kind: UnreadKind, reason: &str) -> Finding {
    Finding::Unread { kind, reason: reason.to_owned(), hash: None }
}

fn special(path: &Path, what: &str) -> Finding {
    if extension(path).is_some_and(|ext| Format::extension_names_picture(&ext)) {
        unread(UnreadKind::Broken, &format!("it is {what}, not a file"))
    } else {
        unread(UnreadKind::Skipped, what)
    }
}

fn from_io(error: &io::Error) -> Finding {
    if is_absence(error) { Finding::Vanished } else { unread(UnreadKind::Unreadable, &reason(error)) }
}

fn from_media(error: &media::Error, hash: Option<ContentHash>) -> Finding {
    let kind = match error {
        media::Error::Broken { .. } => UnreadKind::Broken,
        media::Error::Unsupported { .. } => UnreadKind::Unsupported,
        media::Error::Limit { .. } => UnreadKind::Limit,
    };
    Finding::Unread { kind, reason: error.to_string(), hash }
}
