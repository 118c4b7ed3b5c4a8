//! Sockets: where the server listens, what a connection may cost, and how it ends.
//!
//! A connection has 10 s for the headers of each request, which are 64 and 32 KiB at most, and 30 s to take some of an answer; 64 connections are served at a time, and
//! others wait until one is closed. At the end, streams of events are told so, and what is being answered gets 3 s more.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, UdpSocket};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::{sleep, timeout};

use super::App;
use super::events::Watch;
use super::open::{self, Said};
use super::socket::Socket;
use crate::ops::{self, Seat, ServeOptions};

const HEADER_LIMIT: Duration = Duration::from_secs(10);
const SEND_LIMIT: Duration = Duration::from_secs(30);
const MAX_HEADERS: usize = 64;
const MAX_HEADER_BYTES: usize = 32 << 10;
const MAX_CONNECTIONS: usize = 64;
const GRACE: Duration = Duration::from_secs(3);

/// Between two looks whether all is answered, at the end.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What is answered may still lie in a buffer.
const LAST_BYTES: Duration = Duration::from_millis(200);

/// The longest that a server which has just begun may take to say where it is: it opens the gallery first.
const SEAT_PATIENCE: Duration = Duration::from_secs(20);

const USUAL_PORT: u16 = 8420;

/// After a failure to accept, such as too many open files.
const BREATH: Duration = Duration::from_millis(100);

/// Ports that are tried after the one that was asked for; then any.
const NEXT_PORTS: u16 = 10;

/// Serves a gallery until a signal asks for the end.
pub(super) fn serve(options: ServeOptions) -> Result<(), String> {
    let seat = seat(&options).map_err(|error| error.to_string())?;
    let key = ops::web_key(&options.gallery).map_err(|error| error.to_string())?;
    let (open_page, json, quiet) = (options.open, options.json, options.quiet);
    if let Seat::Taken { address, read_only } = &seat {
        let silent = "another program begins to serve this gallery and does not say where: end it, or try again";
        let address = address.as_deref().ok_or(silent)?;
        let said = Said { address, key: &key, read_only: *read_only, running: true };
        said.say(json, quiet);
        let differing = differing(&options, address, *read_only);
        if !differing.is_empty() && !quiet {
            open::warn_of_options(&differing);
        }
        if open_page {
            said.open();
        }
        return Ok(());
    }
    let (listeners, port) = bind(options.bind, options.port.unwrap_or(USUAL_PORT))?;
    let address = format!("http://{}", SocketAddr::new(shown_address(options.bind), port));
    let beyond = options.bind.is_some_and(|address| !address.is_loopback());
    let read_only = options.read_only || !options.gallery.is_writable();
    let (app, watch) = App::new(options, key.clone(), port).map_err(|error| error.to_string())?;
    seat.announce(&address, read_only);
    app.read_ahead();
    let said = Said { address: &address, key: &key, read_only, running: false };
    said.say(json, quiet);
    if beyond && !quiet {
        open::warn_of_network(read_only);
    }
    if open_page {
        said.open();
    }
    let (end, ended) = oneshot::channel();
    let mut end = Some(end);
    ctrlc::set_handler(move || match end.take() {
        // The loop may have ended by itself.
        Some(end) => drop(end.send(())),
        None => std::process::exit(130),
    })
    .map_err(|error| format!("cannot wait for a signal: {error}"))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(MAX_CONNECTIONS)
        .build()
        .map_err(|error| format!("cannot start: {error}"))?;
    let follows = runtime.spawn(Arc::clone(&app).follow_changes());
    runtime
        .block_on(accept(listeners, app.router(), &watch, &Arc::downgrade(&app.working), ended))
        .map_err(|error| format!("cannot listen: {error}"))?;
    follows.abort();
    runtime.shutdown_background();
    drop(seat);
    Ok(())
}

/// Takes the seat. One who has it and has not said where it is may have begun a moment ago.
fn seat(options: &ServeOptions) -> Result<Seat, ops::Error> {
    let began = Instant::now();
    loop {
        match ops::take_seat(&options.gallery)? {
            Seat::Taken { address: None, .. } if began.elapsed() < SEAT_PATIENCE => std::thread::sleep(BREATH),
            seat => return Ok(seat),
        }
    }
}

/// The options that the server at an address does not obey.
fn differing(options: &ServeOptions, address: &str, read_only: bool) -> Vec<&'static str> {
    let known = address.strip_prefix("http://").and_then(|known| known.parse::<SocketAddr>().ok());
    let is_other = |asked: IpAddr| {
        let is_it = |known: SocketAddr| known.ip() == shown_address(Some(asked));
        !known.is_some_and(is_it) || asked.is_unspecified() && known.is_some_and(|known| known.ip().is_loopback())
    };
    let mut differing = Vec::new();
    if options.read_only && !read_only {
        differing.push("--read-only");
    }
    if options.bind.is_some_and(is_other) {
        differing.push("--bind");
    }
    if options.port.is_some_and(|port| port != 0 && known.is_none_or(|known| known.port() != port)) {
        differing.push("--port");
    }
    // Which names it answers to is not known.
    if !options.hosts.is_empty() {
        differing.push("--host");
    }
    differing
}

/// The address that is shown of a server: of one that listens on all, that by which other devices reach this machine.
fn shown_address(bind: Option<IpAddr>) -> IpAddr {
    match bind {
        None => Ipv4Addr::LOCALHOST.into(),
        Some(address) if !address.is_unspecified() => address,
        Some(_) => own_address().unwrap_or(Ipv4Addr::LOCALHOST.into()),
    }
}

/// The address of this machine in its network. Nothing is sent: the system only says where it would send from.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address for documents (RFC 5737), which nobody has.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// Listens on the port that was asked for, the first free one after it, or any.
fn bind(address: Option<IpAddr>, port: u16) -> Result<(Vec<TcpListener>, u16), String> {
    let first = address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let ports = (0..=NEXT_PORTS).filter_map(|n| port.checked_add(n)).chain([0]);
    for port in ports {
        let listener = match TcpListener::bind(SocketAddr::new(first, port)) {
            Ok(listener) => listener,
            Err(error) if error.kind() == ErrorKind::AddrInUse => continue,
            Err(error) => return Err(format!("cannot listen on {first} port {port}: {}", ops::plain(&error))),
        };
        let port = listener.local_addr().map_err(|error| error.to_string())?.port();
        let mut listeners = vec![listener];
        if address.is_none() {
            match TcpListener::bind(SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), port)) {
                Ok(listener) => listeners.push(listener),
                // Another program's: whoever goes to `localhost` would meet it.
                Err(error) if error.kind() == ErrorKind::AddrInUse => continue,
                // A machine without IPv6.
                Err(_) => {}
            }
        }
        return Ok((listeners, port));
    }
    Err(format!("no port is free on {first}"))
}

/// Answers connections until `ended`.
pub(super) async fn accept(
    listeners: Vec<TcpListener>,
    router: Router,
    watch: &Watch,
    working: &Weak<()>,
    ended: oneshot::Receiver<()>,
) -> std::io::Result<()> {
    let (graceful, places) = (Arc::new(GracefulShutdown::new()), Arc::new(Semaphore::new(MAX_CONNECTIONS)));
    let mut loops = Vec::new();
    for listener in listeners {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let (router, graceful, places) = (router.clone(), Arc::clone(&graceful), Arc::clone(&places));
        loops.push(tokio::spawn(async move {
            loop {
                let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
                let Ok((socket, _)) = listener.accept().await else {
                    sleep(BREATH).await;
                    continue;
                };
                // Headers and a short body go in one packet each.
                let _ = socket.set_nodelay(true);
                let connection = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(HEADER_LIMIT)
                    .max_headers(MAX_HEADERS)
                    .max_buf_size(MAX_HEADER_BYTES)
                    .serve_connection(
                        TokioIo::new(Socket::new(socket, SEND_LIMIT)),
                        TowerToHyperService::new(router.clone()),
                    );
                let watched = graceful.watch(connection);
                tokio::spawn(async move {
                    // A connection that breaks concerns nobody.
                    let _ = watched.await;
                    drop(place);
                });
            }
        }));
    }
    // Dropped without a word by a test that is done.
    let _ = ended.await;
    loops.iter().for_each(tokio::task::JoinHandle::abort);
    for one in loops {
        let _ = one.await;
    }
    watch.end();
    if let Ok(graceful) = Arc::try_unwrap(graceful) {
        let mut closing = tokio::spawn(timeout(GRACE, graceful.shutdown()));
        // A connection on which nothing was asked yet, or half a request was sent, is not waited for. One place is the app's own.
        while !closing.is_finished() && working.strong_count() > 1 {
            sleep(LOOK_EVERY).await;
        }
        let _ = timeout(LAST_BYTES, &mut closing).await;
    }
    Ok(())
}
