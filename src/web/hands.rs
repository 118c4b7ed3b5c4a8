//! The threads that do the work. Sockets are served by one thread that waits for nothing; whatever asks the gallery or decodes
//! a picture is handed to one of these, each with a handle of its own.
//!
//! Queues are short: who finds one full is told so at once, and whoever went away meanwhile is not served.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::{oneshot, watch};

use super::events::Now;
use super::problem::Problem;
use crate::guard::guarded;
use crate::ops::{self, Gallery};

/// Requests that wait for a thread.
const QUEUE: usize = 64;

/// Threads that read the catalogue.
const READERS: usize = 3;

/// Threads that decode; each may take the memory of a large picture.
const DECODERS: usize = 2;

/// The longest that one statement of a request may take. All of a million media by series took 9 s unoptimised, on a busy machine.
const STATEMENT_LIMIT: Duration = Duration::from_secs(10);

/// How old a look at folders and vocabulary files may be.
const LOOK_AGAIN_AFTER: Duration = Duration::from_secs(3);

type Job = Box<dyn FnOnce(&Gallery) + Send>;

/// Hands work to threads.
pub(super) struct Hands {
    readers: SyncSender<Job>,
    decoders: SyncSender<Job>,
    editor: SyncSender<Job>,
}

impl Hands {
    /// Starts the threads. They end when this is dropped and what they do is done.
    pub(super) fn start(gallery: Gallery, now: &watch::Receiver<Now>) -> Result<Self, ops::Error> {
        let pool = |n: usize| -> Result<SyncSender<Job>, ops::Error> {
            let (sender, receiver) = sync_channel(QUEUE);
            let receiver = Arc::new(Mutex::new(receiver));
            for _ in 0..n {
                let (reader, receiver, now) = (gallery.reader()?, Arc::clone(&receiver), now.clone());
                thread::spawn(move || work(reader, &receiver, &now, Some(STATEMENT_LIMIT)));
            }
            Ok(sender)
        };
        let (readers, decoders) = (pool(READERS)?, pool(DECODERS)?);
        let (editor, receiver) = sync_channel(QUEUE);
        let now = now.clone();
        thread::spawn(move || work(gallery, &Mutex::new(receiver), &now, None));
        Ok(Self { readers, decoders, editor })
    }

    /// Asks the gallery ahead of requests, if nothing else is to be done.
    pub(super) fn read_ahead(&self, work: impl FnOnce(&Gallery) + Send + 'static) {
        // What was not read ahead is read when it is needed.
        let _ = self.readers.try_send(Box::new(work));
    }

    /// Asks the gallery.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Gallery) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        hand(&self.readers, work).await
    }

    /// Decodes a picture.
    pub(super) async fn decode<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Gallery) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        hand(&self.decoders, work).await
    }

    /// Changes the gallery; one change after the other.
    pub(super) async fn edit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Gallery) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        hand(&self.editor, work).await
    }
}

async fn hand<T: Send + 'static>(
    queue: &SyncSender<Job>,
    work: impl FnOnce(&Gallery) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let (reply, answer) = oneshot::channel();
    let job = Box::new(move |gallery: &Gallery| {
        if reply.is_closed() {
            return;
        }
        let failed = || Err(Problem::failed("the server made a mistake"));
        // Nobody may be there any more to hear it.
        let _ = reply.send(guarded(|| work(gallery)).unwrap_or_else(failed));
    });
    queue.try_send(job).map_err(|_| Problem::busy())?;
    answer.await.unwrap_or_else(|_| Err(Problem::failed("the server is ending")))
}

fn work(mut gallery: Gallery, queue: &Mutex<Receiver<Job>>, now: &watch::Receiver<Now>, limit: Option<Duration>) {
    let (mut looked, mut seen) = (Instant::now(), now.borrow().generation);
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        let generation = now.borrow().generation;
        // Whoever was told of a change sees it.
        if looked.elapsed() > LOOK_AGAIN_AFTER || generation != seen {
            // The limit of the last request is long over. What cannot be looked at now is as it was.
            let _ = gallery.limit_time(None);
            let _ = gallery.refresh();
            (looked, seen) = (Instant::now(), generation);
        }
        let _ = gallery.limit_time(limit);
        job(&gallery);
    }
}
