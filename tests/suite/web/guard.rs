//! Who is let in, and which headers every answer has.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use super::{HOST, KEY, Server};

/// Sends one request with some headers and tells how it ended.
fn told(server: &Server, method: &str, path: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = json!({"query": "", "token": KEY, "name": "x"}).to_string();
    server.send(request.body(Body::from(body)).unwrap()).told()
}

#[test]
fn only_whoever_has_the_key_and_comes_from_here_is_let_in() {
    let server = Server::with_demo("web-guard");
    let bearer = format!("Bearer {KEY}");
    let cookie = format!("other=1; nakigao_8420={KEY}");
    let (key, json) = (("authorization", bearer.as_str()), ("content-type", "application/json"));
    let (host, own) = (("host", HOST), ("x-nakigao", "1"));
    let site = |value| ("sec-fetch-site", value);
    let (navigates, document) = (("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"));
    let image = ("sec-fetch-dest", "image");
    let ok = (200, "");
    for (method, path, headers, end) in [
        // The name that the server is called by, before all else.
        ("GET", "/", vec![], (400, "bad_request")),
        ("GET", "/", vec![host], ok),
        ("GET", "/", vec![("host", "LOCALHOST:8420")], ok),
        ("GET", "/", vec![("host", "[::1]:8420")], ok),
        ("GET", "/", vec![("host", "attic:8420")], ok),
        ("GET", "/", vec![("host", "attic")], ok),
        ("GET", "/", vec![("host", "evil.example:8420")], (421, "host")),
        ("GET", "/", vec![("host", "127.0.0.1:8421")], (421, "host")),
        ("GET", "/", vec![("host", "127.0.0.1")], (421, "host")),
        ("GET", "/", vec![("host", "127.0.0.1:8420.evil.example")], (421, "host")),
        ("GET", "/", vec![host, ("host", "evil.example")], (400, "bad_request")),
        ("GET", "http://evil.example/", vec![host], (421, "host")),
        // The key.
        ("GET", "/api/gallery", vec![host], (401, "login")),
        ("GET", "/api/gallery", vec![host, key], ok),
        ("GET", "/api/gallery", vec![host, ("cookie", &cookie)], ok),
        ("GET", "/api/gallery", vec![host, ("cookie", "nakigao_8420=0")], (401, "login")),
        ("GET", "/api/gallery", vec![host, ("cookie", &cookie[9..].replace("8420", "8421"))], (401, "login")),
        ("GET", "/api/gallery", vec![host, ("authorization", &bearer[..bearer.len() - 1])], (401, "login")),
        ("GET", "/api/gallery", vec![host, ("authorization", "Bearer ")], (401, "login")),
        ("GET", "/t/256-v2/x.webp", vec![host], (401, "login")),
        ("GET", "/o/x", vec![host], (401, "login")),
        // Pages of other sites, whatever they have.
        ("GET", "/api/gallery", vec![host, key, site("same-origin")], ok),
        ("GET", "/api/gallery", vec![host, key, site("none")], ok),
        ("GET", "/api/gallery", vec![host, key, site("cross-site"), image], (403, "origin")),
        ("GET", "/", vec![host, site("same-site"), image], (403, "origin")),
        ("GET", "/", vec![host, site("cross-site"), navigates, document], ok),
        ("GET", "/", vec![host, site("cross-site"), navigates, ("sec-fetch-dest", "iframe")], (403, "origin")),
        ("GET", "/api/gallery", vec![host, key, ("origin", "null")], (403, "origin")),
        ("GET", "/api/gallery", vec![host, key, ("origin", "http://127.0.0.1:8420")], ok),
        ("GET", "/api/gallery", vec![host, key, ("origin", "http://127.0.0.1:8421")], (403, "origin")),
        ("GET", "/api/gallery", vec![host, key, site("same-origin"), ("origin", "null")], (403, "origin")),
        ("GET", "/api/gallery", vec![host, key, site("same-origin"), site("cross-site")], (403, "origin")),
        // What changes something.
        ("POST", "/api/listings", vec![host, key, json, own], ok),
        ("POST", "/api/listings", vec![host, key, own], (415, "type")),
        ("POST", "/api/listings", vec![host, key, own, ("content-type", "text/plain")], (415, "type")),
        (
            "POST",
            "/api/listings",
            vec![host, key, own, ("content-type", "application/x-www-form-urlencoded")],
            (415, "type"),
        ),
        ("POST", "/api/listings", vec![host, key, own, ("content-type", "application/json; charset=utf-8")], ok),
        ("POST", "/api/listings", vec![host, key, json], (403, "origin")),
        ("POST", "/api/listings", vec![host, json, own], (401, "login")),
        ("POST", "/api/listings", vec![host, key, json, own, site("cross-site"), navigates, document], (403, "origin")),
        ("DELETE", "/api/saved", vec![host, key, json, own], (404, "not_found")),
        ("OPTIONS", "/api/saved", vec![host, key], (415, "type")),
        // What there is not.
        ("GET", "/nothing", vec![host, key], (404, "not_found")),
        ("GET", "/api/listings", vec![host, key], (405, "bad_request")),
    ] {
        let (status, code) = told(&server, method, path, &headers);
        assert_eq!((status, code.as_str()), end, "{method} {path} {headers:?}");
    }
}

#[test]
fn the_key_is_given_for_a_cookie_and_not_guessed_for_long() {
    let server = Server::with_demo("web-login");
    let login = |token: &str| {
        let request = Request::post("/api/login").header("host", HOST).header("content-type", "application/json");
        let body = json!({"token": token}).to_string();
        server.send(request.header("x-nakigao", "1").body(Body::from(body)).unwrap())
    };
    let answer = login(KEY);
    assert_eq!(answer.status, 204);
    let cookie = answer.header("set-cookie").to_owned();
    for part in ["nakigao_8420=", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    for _ in 0..10 {
        assert_eq!(login("").told(), (401, "login".to_owned()));
    }
    let refused = login("");
    assert_eq!((refused.told(), refused.header("retry-after")), ((429, "busy".to_owned()), "1"));
    assert_eq!(login(KEY).status, 204, "nobody else's tries keep the owner out");
    let request = Request::get("/api/gallery").header("host", HOST).header("cookie", cookie.split(';').next().unwrap());
    assert_eq!(server.send(request.body(Body::empty()).unwrap()).status, 200);
}

#[test]
fn every_answer_says_what_a_page_may_do() {
    let server = Server::with_demo("web-headers");
    for path in ["/", "/api/gallery", "/nothing", "/api/listings/0/cells?from=0&n=1"] {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy");
        for part in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        let others = ["x-content-type-options", "cross-origin-resource-policy", "cross-origin-opener-policy"];
        assert_eq!(others.map(|name| answer.header(name)), ["nosniff", "same-origin", "same-origin"], "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
    }
}
