//! What pages are told as it happens, by a stream of events that stays open.
//!
//! One thread looks twice a second whether another handle or another program has changed the catalogue.

use std::future::poll_fn;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use http_body::Frame;
use serde_json::json;
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};

use super::App;
use super::problem::Problem;
use crate::ops::{self, Gallery};

/// Between two looks at the catalogue: a change is seen within a second.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Between two events of a stream.
const PAUSE: Duration = Duration::from_millis(200);

/// After so long without an event a comment tells that the server is there.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The most streams at a time: beside them, connections are left for requests.
pub(super) const MAX_STREAMS: usize = 32;

/// Looks at the catalogue between two at the imported folders, whose disks may be slow.
const ROOTS_EVERY: u32 = 4;

/// The state of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Now {
    /// Grows with every change that was seen.
    pub(super) generation: u64,
    /// All media.
    pub(super) total: u64,
    /// The imported folders that cannot be reached.
    pub(super) offline: Arc<Vec<PathBuf>>,
    /// The gallery's file is where it was.
    pub(super) is_there: bool,
    /// The server ends.
    pub(super) is_ending: bool,
}

/// The thread that looks for changes; it ends when this is dropped.
pub struct Watch {
    now: watch::Sender<Now>,
    ends: Arc<AtomicBool>,
}

impl Watch {
    pub(super) fn start(mut gallery: Gallery, generation: u64) -> Result<Self, ops::Error> {
        let (total, offline) = (ops::count_media(&gallery)?, Arc::new(ops::offline_roots(&gallery)?));
        let first = Now { generation, total, offline, is_there: true, is_ending: false };
        let (now, ends) = (watch::Sender::new(first), Arc::new(AtomicBool::new(false)));
        let mut version = gallery.data_version()?;
        let (sender, ended) = (now.clone(), Arc::clone(&ends));
        thread::spawn(move || {
            let mut n_looks = 0_u32;
            while !ended.load(Ordering::Relaxed) {
                thread::sleep(LOOK_EVERY);
                n_looks = n_looks.wrapping_add(1);
                let offline = n_looks.is_multiple_of(ROOTS_EVERY).then(|| {
                    // A vocabulary file that cannot be read is told to whoever needs it.
                    let _ = gallery.refresh();
                    ops::offline_roots(&gallery)
                });
                let offline = offline.and_then(Result::ok);
                let is_there = gallery.is_there();
                let seen = gallery.data_version().unwrap_or(version);
                let total = if seen == version { None } else { ops::count_media(&gallery).ok() };
                version = seen;
                sender.send_if_modified(|now| {
                    let offline = offline.filter(|offline| *offline != *now.offline);
                    let changed = is_there != now.is_there || total.is_some() || offline.is_some();
                    now.offline = offline.map_or_else(|| Arc::clone(&now.offline), Arc::new);
                    now.is_there = is_there;
                    now.generation += u64::from(changed);
                    now.total = total.unwrap_or(now.total);
                    changed
                });
            }
        });
        Ok(Self { now, ends })
    }

    pub(super) fn now(&self) -> watch::Receiver<Now> {
        self.now.subscribe()
    }

    /// Tells all streams that the server ends.
    pub fn end(&self) {
        self.now.send_modify(|now| now.is_ending = true);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
    }
}

/// A body whose parts come one after the other.
pub(super) struct Stream(pub(super) mpsc::Receiver<Result<Bytes, std::io::Error>>);

impl http_body::Body for Stream {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        self.get_mut().0.poll_recv(context).map(|part| part.map(|part| part.map(Frame::data)))
    }
}

/// `GET /api/events`
pub(super) async fn events(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let now = app.now.clone();
    let place = Arc::clone(&app.streams).try_acquire_owned().map_err(|_| Problem::busy())?;
    app.make_orders();
    let (sender, receiver) = mpsc::channel(4);
    let client = sender.clone();
    tokio::spawn(async move {
        let _place = place;
        let (mut told, mut gone) = (pin!(tell(now, sender)), pin!(client.closed()));
        // Whoever goes away gives the place back at once, and not with the next event.
        poll_fn(|context| match gone.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(()),
            Poll::Pending => told.as_mut().poll(context),
        })
        .await;
    });
    let headers = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, Body::new(Stream(receiver))).into_response())
}

/// Tells one page what happens, until the server ends.
async fn tell(mut now: watch::Receiver<Now>, sender: mpsc::Sender<Result<Bytes, std::io::Error>>) {
    let mut name = "hello";
    loop {
        let Now { generation, total, is_ending, .. } = now.borrow_and_update().clone();
        let event = if is_ending {
            "event: bye\ndata: {}\n\n".to_owned()
        } else {
            let data = json!({"generation": generation, "total": total});
            format!("id: {generation}\nevent: {name}\ndata: {data}\n\n")
        };
        if sender.send(Ok(Bytes::from(event))).await.is_err() || is_ending {
            return;
        }
        name = "catalog";
        sleep(PAUSE).await;
        while timeout(HEARTBEAT, now.changed()).await.is_err() {
            if sender.send(Ok(Bytes::from_static(b": here\n\n"))).await.is_err() {
                return;
            }
        }
    }
}
