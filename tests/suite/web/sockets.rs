//! The program itself on a port: what a connection may send, how the server is found, and how it ends.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::MetadataExt;
use std::process::{Child, Stdio};
use std::time::Duration;

use nakigao::ops::{self, ImportOptions, Selection, TagOptions};

use super::super::support::Place;

/// A running server, ended by force if a test fails.
struct Running {
    child: Child,
    address: String,
    key: String,
}

impl Running {
    fn start(place: &Place) -> Self {
        Self::of(begin(place, &[]))
    }

    fn of(mut child: Child) -> Self {
        let (address, key) = address(&mut child);
        Self { child, address, key }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address.trim_start_matches("http://")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    /// The head that all requests have.
    fn head(&self, line: &str) -> String {
        let host = self.address.trim_start_matches("http://");
        format!("{line} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\n", self.key)
    }

    /// Sends some bytes and reads until the connection ends.
    fn exchange(&self, bytes: &str) -> String {
        let mut stream = self.connect();
        // It may be closed before all of it is sent.
        let _ = stream.write_all(bytes.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn signal(&self) {
        let id = rustix::process::Pid::from_raw(self.child.id() as i32).unwrap();
        rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a server with some more options.
fn begin(place: &Place, more: &[&str]) -> Child {
    let mut command = place.program();
    command.args(["--gallery", "gallery", "serve", "--no-open", "--port", "0"]).args(more);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// The address and the key that a server prints.
fn address(child: &mut Child) -> (String, String) {
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let (address, key) = line.trim_end().split_once("/login#").unwrap();
    (address.to_owned(), key.to_owned())
}

/// How often a status line stands in an answer.
fn count(answer: &str, status: &str) -> usize {
    answer.matches(&format!("HTTP/1.1 {status} ")).count()
}

#[test]
fn a_connection_is_answered_whatever_it_sends() {
    let place = Place::with_demo("web-sockets");
    place.import(&ImportOptions::default());
    let server = Running::start(&place);
    let end = "Connection: close\r\n\r\n";
    let get = server.head("GET /api/gallery");
    assert_eq!(count(&server.exchange(&format!("{get}{end}")), "200"), 1);
    assert_eq!(count(&server.exchange(&format!("{get}\r\n{get}\r\n{get}{end}")), "200"), 3, "one behind the other");
    let many: String = (0..100).map(|n| format!("x-{n}: 1\r\n")).collect();
    assert_eq!(count(&server.exchange(&format!("{get}{many}{end}")), "431"), 1, "too many headers");
    let long = "x".repeat(64 << 10);
    // What was sent and not read may cost the answer, never the server.
    let is_refused = |answer: &str| answer.is_empty() || count(answer, "431") + count(answer, "414") == 1;
    let answer = server.exchange(&format!("{get}x-long: {long}\r\n{end}"));
    assert!(is_refused(&answer), "too long headers: {answer}");
    let line = server.head(&format!("GET /api/check?query={long}"));
    let answer = server.exchange(&format!("{line}{end}"));
    assert!(is_refused(&answer), "too long an address: {answer}");
    assert_eq!(count(&server.exchange("\0\x16\x03\x01 no http\r\n\r\n"), "400"), 1);
    assert_eq!(count(&server.exchange("GET / HTTP/1.1\r\n\r\n"), "400"), 1, "no host");
    assert_eq!(count(&server.exchange("GET / HTTP/1.0\r\n\r\n"), "400"), 0, "an answer of the older protocol");
    let post = server.head("POST /api/listings");
    let json = "Content-Type: application/json\r\nX-Nakigao: 1\r\n";
    let chunked = "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\n{\"que\r\n7\r\nry\":\"\"}\r\n0\r\n\r\n";
    assert_eq!(count(&server.exchange(&format!("{post}{json}{chunked}")), "200"), 1, "in pieces");
    let torn = "Content-Length: 100\r\nConnection: close\r\n\r\n{\"query\":";
    let mut stream = server.connect();
    stream.write_all(format!("{post}{json}{torn}").as_bytes()).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    assert_eq!(count(&answer, "200"), 0, "half a body: {answer}");
    assert_eq!(count(&server.exchange(&format!("{get}{end}")), "200"), 1, "it goes on");
}

#[test]
fn what_does_not_come_to_its_end_is_given_up_in_ten_seconds() {
    let place = Place::with_demo("web-slow");
    place.import(&ImportOptions::default());
    let server = Running::start(&place);
    let post = server.head("POST /api/listings");
    let body = format!("{post}Content-Type: application/json\r\nX-Nakigao: 1\r\nContent-Length: 100\r\n\r\n{{");
    let (mut slow_body, mut slow_head) = (server.connect(), server.connect());
    slow_body.write_all(body.as_bytes()).unwrap();
    slow_head.write_all(post.as_bytes()).unwrap();
    let mut answer = [0; 4096];
    let n = slow_body.read(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer[..n]);
    assert!(count(&answer, "408") == 1 && answer.contains("\"timeout\""), "{answer}");
    let mut nothing = String::new();
    slow_head.read_to_string(&mut nothing).unwrap();
    assert_eq!(count(&nothing, "200"), 0, "{nothing}");
}

#[test]
fn the_address_that_is_printed_opens_however_the_server_is_bound() {
    let place = Place::with_demo("web-bound");
    place.import(&ImportOptions::default());
    for bind in ["0.0.0.0", "127.0.0.1", "::", "::1"] {
        let server = Running::of(begin(&place, &["--bind", bind]));
        let get = server.head("GET /api/gallery");
        let answer = server.exchange(&format!("{get}Connection: close\r\n\r\n"));
        assert_eq!(count(&answer, "200"), 1, "{bind}: {}: {answer}", server.address);
    }
}

#[test]
fn a_change_by_another_program_is_told_and_the_end_too() {
    let place = Place::with_demo("web-events");
    place.import(&ImportOptions::default());
    let mut server = Running::start(&place);
    let mut stream = BufReader::new(server.connect());
    stream.get_mut().write_all(format!("{}\r\n", server.head("GET /api/events")).as_bytes()).unwrap();
    let mut until = |wanted: &str| {
        let mut line = String::new();
        while stream.read_line(&mut line).unwrap() > 0 && !line.contains(wanted) {
            line.clear();
        }
        assert!(line.contains(wanted), "{wanted}");
    };
    until("event: hello");
    let tagged = TagOptions { add: vec!["beside".parse().unwrap()], ..TagOptions::default() };
    let all = Selection::by_query(ops::parse_query("").unwrap());
    ops::tag(&place.gallery(), &all, &tagged).unwrap();
    until("event: catalog");
    server.signal();
    until("event: bye");
    assert!(server.child.wait().unwrap().success());
}

#[test]
fn one_server_of_a_gallery_is_found_by_the_next_and_has_a_key_of_its_own() {
    let place = Place::with_demo("web-seat");
    place.import(&ImportOptions::default());
    let first = Running::start(&place);
    let second = Running::start(&place);
    assert_eq!((&second.address, &second.key), (&first.address, &first.key));
    let key = place.path("gallery/web.key");
    assert_eq!(fs::metadata(&key).unwrap().mode() & 0o777, 0o600);
    assert_eq!(fs::read_to_string(&key).unwrap().trim_end(), first.key);
    drop((first, second));
    // Left by a server that was killed; and a key that others could read.
    fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    let third = Running::start(&place);
    assert_ne!(fs::read_to_string(&key).unwrap().trim_end(), "");
    assert_eq!(fs::metadata(&key).unwrap().mode() & 0o777, 0o600);
    assert_eq!(
        count(&third.exchange(&format!("{}Connection: close\r\n\r\n", third.head("GET /api/gallery"))), "200"),
        1
    );
}

#[test]
fn a_gallery_that_is_deleted_under_the_server_is_told_to_be_gone() {
    let place = Place::with_demo("web-gone");
    place.import(&ImportOptions::default());
    let server = Running::start(&place);
    let mut stream = BufReader::new(server.connect());
    stream.get_mut().write_all(format!("{}\r\n", server.head("GET /api/events")).as_bytes()).unwrap();
    let mut line = String::new();
    while !line.contains("hello") {
        line.clear();
        stream.read_line(&mut line).unwrap();
    }
    fs::remove_dir_all(place.path("gallery")).unwrap();
    while !line.contains("catalog") {
        line.clear();
        stream.read_line(&mut line).unwrap();
    }
    let answer = server.exchange(&format!("{}Connection: close\r\n\r\n", server.head("GET /api/gallery")));
    assert!(count(&answer, "500") == 1 && answer.contains("not where it was"), "{answer}");
}

#[test]
fn servers_that_start_at_once_become_one_with_one_key() {
    let place = Place::with_demo("web-at-once");
    place.import(&ImportOptions::default());
    let children: Vec<Child> = (0..4).map(|_| begin(&place, &[])).collect();
    let servers: Vec<Running> = children.into_iter().map(Running::of).collect();
    let kept = fs::read_to_string(place.path("gallery/web.key")).unwrap();
    for server in &servers {
        assert_eq!((&server.address, server.key.as_str()), (&servers[0].address, kept.trim_end()));
    }
    // One that cannot do what is asked says so.
    for (options, named) in [
        (&["--read-only"][..], "--read-only"),
        (&["--bind", "0.0.0.0"], "--bind"),
        (&["--port", "9"], "--port"),
        (&["--host", "foo"], "--host"),
    ] {
        let mut command = place.program();
        command.args(["--gallery", "gallery", "serve", "--no-open"]).args(options);
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && said.contains("already") && said.contains(named), "{said}");
        assert_eq!(said.matches("--").count(), 1, "{said}");
    }
    let mut command = place.program();
    let output = command.args(["--gallery", "gallery", "--json", "serve", "--no-open"]).output().unwrap();
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let wanted = serde_json::json!({
        "address": servers[0].address, "key": servers[0].key, "read_only": false, "running": true,
    });
    assert_eq!((said, String::from_utf8(output.stderr).unwrap()), (wanted, String::new()));
}

#[test]
fn names_and_addresses_are_looked_at_before_anything_is_served() {
    let place = Place::with_demo("web-words");
    place.import(&ImportOptions::default());
    for (option, value) in [("--host", "http://attic"), ("--host", "attic:80"), ("--host", "a b"), ("--bind", "attic")]
    {
        let output = place.run(&["serve", "--no-open", option, value]);
        assert_eq!(output.status.code(), Some(2), "{option} {value}");
    }
    let server = Running::of(begin(&place, &["--bind", "localhost", "--host", "attic"]));
    assert!(server.address.starts_with("http://127.0.0.1:"), "{}", server.address);
}

#[test]
fn the_end_waits_for_no_half_request_and_a_place_is_free_when_its_page_is_gone() {
    let place = Place::with_demo("web-half");
    place.import(&ImportOptions::default());
    let mut server = Running::start(&place);
    let listen = || {
        let mut stream = BufReader::new(server.connect());
        stream.get_mut().write_all(format!("{}\r\n", server.head("GET /api/events")).as_bytes()).unwrap();
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        (line.contains(" 200 "), stream)
    };
    let mut streams: Vec<_> = (0..32).map(|_| listen()).collect();
    assert!(streams.iter().all(|(is_open, _)| *is_open) && !listen().0, "there are 32 places");
    streams.truncate(8);
    // Fewer tries than there is time for before a heartbeat gives places back.
    assert!((0..1_000).any(|_| listen().0), "a place is free");
    drop(streams);
    let mut half = server.connect();
    half.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
    server.exchange(&format!("{}Connection: close\r\n\r\n", server.head("GET /api/gallery")));
    server.signal();
    assert!(server.child.wait().unwrap().success());
}

#[test]
fn a_folder_that_goes_and_comes_back_is_told() {
    let place = Place::with_demo("web-roots");
    place.import(&ImportOptions::default());
    let server = Running::start(&place);
    let mut stream = BufReader::new(server.connect());
    stream.get_mut().write_all(format!("{}\r\n", server.head("GET /api/events")).as_bytes()).unwrap();
    let mut until = |wanted: &str| {
        let mut line = String::new();
        while stream.read_line(&mut line).unwrap() > 0 && !line.contains(wanted) {
            line.clear();
        }
    };
    let get =
        |path: &str| server.exchange(&format!("{}Connection: close\r\n\r\n", server.head(&format!("GET {path}"))));
    let hash = ops::list_hashes(&place.gallery(), &Selection::default()).unwrap()[0];
    until("event: hello");
    fs::rename(place.pictures(), place.path("elsewhere")).unwrap();
    until("event: catalog");
    let root = serde_json::to_string(&place.pictures().canonicalize().unwrap_or(place.pictures())).unwrap();
    assert!(get("/api/gallery").contains(&format!("\"offline\":[{root}]")), "{root}");
    let refused = get(&format!("/o/{hash}"));
    assert!(count(&refused, "503") == 1 && refused.contains(&format!("\"root\":{root}")), "{refused}");
    fs::rename(place.path("elsewhere"), place.pictures()).unwrap();
    until("event: catalog");
    assert!(get("/api/gallery").contains("\"offline\":[]"));
    assert_eq!(count(&get(&format!("/o/{hash}")), "200"), 1);
}
