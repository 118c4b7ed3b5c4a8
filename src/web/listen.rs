//! Sockets: where the server listens, what a connection may cost, and how it ends.
//!
//! A connection has 10 s for the headers of each request, which are 64 and 32 KiB at most, and 30 s to take some of an answer; 64 connections are served at a time, and
//! others wait until one is closed. At the end, streams of events are told so, and what is being answered gets 3 s more.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::{sleep, timeout};

use super::events::Watch;
use super::socket::Socket;
use super::{App, open};
use crate::ops::{self, Seat, ServeOptions};

const HEADER_LIMIT: Duration = Duration::from_secs(10);
const SEND_LIMIT: Duration = Duration::from_secs(30);
const MAX_HEADERS: usize = 64;
const MAX_HEADER_BYTES: usize = 32 << 10;
const MAX_CONNECTIONS: usize = 64;
const GRACE: Duration = Duration::from_secs(3);

/// After a failure to accept, such as too many open files.
const BREATH: Duration = Duration::from_millis(100);

/// Ports that are tried after the one that was asked for; then any.
const NEXT_PORTS: u16 = 10;

/// Serves a gallery until a signal asks for the end.
pub(super) fn serve(options: ServeOptions) -> Result<(), String> {
    let key = ops::web_key(&options.gallery).map_err(|error| error.to_string())?;
    let seat = ops::take_seat(&options.gallery).map_err(|error| error.to_string())?;
    if let Seat::Taken { address: Some(address) } = &seat {
        open::say(&format!("{address}/login#{key}"), "this gallery is being served already, at", options.quiet);
        if options.open {
            open::browser(&format!("{address}/login#{key}"));
        }
        return Ok(());
    }
    let (listeners, port) = bind(options.bind, options.port)?;
    let host = match options.bind {
        Some(IpAddr::V4(address)) if !address.is_unspecified() => address.to_string(),
        Some(IpAddr::V6(address)) if !address.is_unspecified() => format!("[{address}]"),
        _ => "127.0.0.1".to_owned(),
    };
    let address = format!("http://{host}:{port}");
    seat.announce(&address);
    let (open_page, quiet) = (options.open, options.quiet);
    let beyond = options.bind.is_some_and(|address| !address.is_loopback());
    let (is_read_only, page) = (options.read_only, format!("{address}/login#{key}"));
    let (app, watch) = App::new(options, key, port).map_err(|error| error.to_string())?;
    app.read_ahead();
    open::say(&page, "serving the gallery until Ctrl-C, at", quiet);
    if beyond && !quiet {
        open::warn_of_network(is_read_only);
    }
    if open_page {
        open::browser(&page);
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
    runtime
        .block_on(accept(listeners, app.router(), &watch, ended))
        .map_err(|error| format!("cannot listen: {error}"))?;
    runtime.shutdown_background();
    drop(seat);
    Ok(())
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
        let _ = timeout(GRACE, graceful.shutdown()).await;
    }
    Ok(())
}
