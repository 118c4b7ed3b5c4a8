//! The browser's face: the gallery as a page, and the JSON that the page speaks (docs/web.md).
//!
//! Every address names a content by its hash, a place in a listing or a number: no text that a client sends leads to a file.
//! What any request may cost, mean or change is decided by `ops`.
//!
//! ```text
//! listen ─▶ guard ─▶ router ─▶ api/… ─▶ hands (threads, each with a handle of the gallery) ─▶ ops
//! ```
//! Start reading at [`run`], then at `guard`.

mod api;
mod assets;
mod cell;
mod events;
mod guard;
mod hands;
mod heap;
mod json;
mod listen;
mod listing;
mod open;
mod problem;
mod socket;
mod token;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::middleware::from_fn_with_state;
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use api::frame::FrameCache;
use events::{MAX_STREAMS, Now, Watch};
use hands::Hands;
use listing::Listings;
use problem::Problem;
use token::Token;

use crate::ops::{self, BoundQuery, ContentHash, Gallery, GroupBy, Ratios, ServeOptions};

/// The longest that an answer may take to begin.
const REQUEST_LIMIT: Duration = Duration::from_secs(30);

/// How long the catalogue must stand still before orders are made again: an import changes it several times a second.
const QUIET: Duration = Duration::from_secs(2);

/// All that requests share.
pub struct App {
    hands: Hands,
    token: Token,
    /// The names in `Host` that are answered, each with its port.
    hosts: Vec<String>,
    /// Any number of ours, with its port, is answered too: other machines reach the server, and only names can be made to lead here
    /// by somebody else.
    any_address: Option<u16>,
    name: String,
    read_only: bool,
    listings: Listings,
    next_listing: AtomicU64,
    ratios: Mutex<Ratios>,
    frames: FrameCache,
    now: watch::Receiver<Now>,
    /// Held by every request until its answer is sent.
    working: Arc<()>,
    /// Places for streams of events.
    streams: Arc<Semaphore>,
}

impl App {
    /// Makes what requests share, for a server on a port that goes by some names; the second part tells when the server ends.
    ///
    /// # Errors
    /// If the gallery cannot be opened once more, to be read.
    pub fn new(options: ServeOptions, key: String, port: u16) -> Result<(Arc<Self>, Watch), ops::Error> {
        // Answers are kept by a listing's number: a later start, by a microsecond for each, gives others. JavaScript's numbers hold it.
        let started = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
        let started = u64::try_from(started).unwrap_or_default();
        // A page may be there before anything is read.
        ops::expect_orders(&options.gallery, &api::listing::menu(), &GroupBy::ALL)?;
        let watch = Watch::start(options.gallery.reader()?, started)?;
        let own = ["127.0.0.1".to_owned(), "localhost".to_owned(), "[::1]".to_owned()];
        let bound = options.bind.map(|address| match address {
            std::net::IpAddr::V6(address) => format!("[{address}]"),
            std::net::IpAddr::V4(address) => address.to_string(),
        });
        let any_address = options.bind.filter(|address| !address.is_loopback()).map(|_| port);
        let mut hosts: Vec<String> = own.into_iter().chain(bound).map(|name| format!("{name}:{port}")).collect();
        // Browsers leave the usual port out.
        let bare = hosts.iter().filter_map(|host| host.strip_suffix(":80")).map(str::to_owned);
        hosts.extend(bare.collect::<Vec<_>>());
        for name in options.hosts {
            // Behind a proxy the port is another one, or none.
            hosts.push(format!("{name}:{port}"));
            hosts.push(name);
        }
        let app = Self {
            read_only: options.read_only || !options.gallery.is_writable(),
            hands: Hands::start(options.gallery, &watch.now())?,
            token: Token::new(key, port),
            hosts,
            any_address,
            name: options.name,
            listings: Listings::default(),
            next_listing: AtomicU64::new(started),
            ratios: Mutex::default(),
            frames: FrameCache::default(),
            now: watch.now(),
            working: Arc::default(),
            streams: Arc::new(Semaphore::new(MAX_STREAMS)),
        };
        Ok((Arc::new(app), watch))
    }

    /// Reads what the first page asks for: of a million media it takes as long as the browser needs to start.
    fn read_ahead(self: &Arc<Self>) {
        let shared = Arc::clone(self);
        self.hands.read_ahead(move |gallery| {
            let mut known = shared.ratios.lock().unwrap_or_else(PoisonError::into_inner);
            let listing = ops::listing(gallery, &BoundQuery::everything(), None);
            // What fails now is told to whoever asks.
            let _ = listing.and_then(|listing| ops::list_ratios(gallery, &listing, &mut known));
        });
    }

    /// Makes the orders and sections of the page's menu, one after the other, so that a request waits for one at most.
    fn make_orders(self: &Arc<Self>) {
        let app = Arc::downgrade(self);
        self.hands.read_ahead(move |gallery| {
            if ops::remake_orders(gallery).unwrap_or_default()
                && let Some(app) = app.upgrade()
            {
                app.make_orders();
            }
        });
    }

    /// Makes again what pages ask for whenever the catalogue has changed, as long as there is a page.
    async fn follow_changes(self: Arc<Self>) {
        let mut now = self.now.clone();
        while now.changed().await.is_ok() {
            while timeout(QUIET, now.changed()).await.is_ok_and(|changed| changed.is_ok()) {}
            if self.streams.available_permits() < MAX_STREAMS {
                self.make_orders();
            }
        }
    }

    /// All addresses that are answered.
    pub fn router(self: &Arc<Self>) -> Router {
        let state = Arc::clone(self);
        api::routes().layer(from_fn_with_state(Arc::clone(self), guard::guard)).with_state(state)
    }

    /// Asks the gallery.
    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Gallery) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.check_there()?;
        self.hands.read(work).await
    }

    /// Changes the gallery.
    async fn edit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Gallery) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.check_there()?;
        if self.read_only {
            return Err(Problem::read_only());
        }
        self.hands.edit(work).await
    }

    /// Opens the file of a media.
    async fn look<T: Send + 'static>(
        &self,
        hash: ContentHash,
        work: impl FnOnce(&Gallery) -> Result<T, ops::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        self.read(move |gallery| work(gallery).map_err(|error| unseen(gallery, &hash, error))).await
    }

    /// Makes something of the picture of a media.
    async fn decode<T: Send + 'static>(
        &self,
        hash: ContentHash,
        work: impl FnOnce(&Gallery) -> Result<T, ops::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        self.check_there()?;
        self.hands.decode(move |gallery| work(gallery).map_err(|error| unseen(gallery, &hash, error))).await
    }

    /// Fails once the gallery was deleted or moved away: what is open of it still answers, and nothing of it lasts.
    fn check_there(&self) -> Result<(), Problem> {
        let is_there = self.now.borrow().is_there;
        is_there.then_some(()).ok_or_else(|| Problem::failed("the gallery is not where it was any more"))
    }

    /// A new number for a listing.
    fn listing_number(&self) -> String {
        format!("{:x}", self.next_listing.fetch_add(1, Ordering::Relaxed))
    }
}

/// Why the picture of a media cannot be seen, with its name.
fn unseen(gallery: &Gallery, hash: &ContentHash, error: ops::Error) -> Problem {
    let ops::Error::Unseen(reason) = &error else { return error.into() };
    let media = ops::describe_all(gallery, &[*hash]).unwrap_or_default();
    let (roots, offline) =
        (ops::root_paths(gallery).unwrap_or_default(), ops::offline_roots(gallery).unwrap_or_default());
    let Some(media) = media.first() else { return Problem::unseen(reason, "", None) };
    let root = offline.iter().find(|root| media.files.iter().any(|file| file.path.starts_with(root)));
    Problem::unseen(reason, &cell::name(&roots, &media.path), root.map(PathBuf::as_path))
}

/// Serves a gallery until a signal asks for the end.
pub fn run(options: ServeOptions) -> ExitCode {
    heap::give_back_large_pieces();
    match listen::serve(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            open::say_error(&message);
            ExitCode::FAILURE
        }
    }
}
