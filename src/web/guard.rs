//! What is refused before anything is looked at, and the headers of every answer.
//!
//! ```text
//! Host exactly one of ours (421) → not sent by a foreign page (403) → unsafe: JSON (415) and our header (403) → the key (401)
//! ```
//! A page of another site can make a browser send requests here, also under a name of its own that leads to this machine
//! (DNS rebinding). The first is told by `Sec-Fetch-Site` and `Origin`, the second by the name.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::json;
use super::problem::Problem;
use super::{App, REQUEST_LIMIT};

/// What pages may do: nothing but what comes from here, and no text becomes a script.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; \
                      form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/// Lets a request through, or answers it.
pub(super) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_stream = request.uri().path() == "/api/events";
    let working = Arc::clone(&app.working);
    let mut response = match check(&app, &request) {
        Err(problem) => problem.into_response(),
        Ok(()) if is_stream => next.run(request).await,
        Ok(()) => match tokio::time::timeout(REQUEST_LIMIT, next.run(request)).await {
            Ok(response) => response,
            Err(_) => Problem::busy().into_response(),
        },
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        // An original has a stricter policy of its own.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response.map(|body| Body::new(Held { body, _working: working }))
}

/// An answer that is being sent: the server does not end before it.
struct Held {
    body: Body,
    _working: Arc<()>,
}

impl http_body::Body for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.body.size_hint()
    }
}

fn check(app: &App, request: &Request) -> Result<(), Problem> {
    let headers = request.headers();
    let host = only(headers, header::HOST).ok_or_else(|| Problem::bad_request("a Host header is needed"))?;
    let is_number = |host: &str| {
        let address = host.parse::<std::net::SocketAddr>();
        app.any_address.is_some_and(|port| address.is_ok_and(|address| address.port() == port))
    };
    let is_ours = |host: &str| app.hosts.iter().any(|known| known.eq_ignore_ascii_case(host)) || is_number(host);
    let named = request.uri().authority().map(|authority| authority.as_str());
    if !is_ours(host) || named.is_some_and(|named| !is_ours(named)) {
        let detail = "this server does not go by that name";
        return Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, "host", detail));
    }
    if !json::is_text(request.uri().path()) {
        return Err(Problem::not_found());
    }
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let foreign = || Problem::new(StatusCode::FORBIDDEN, "origin", "another site's page asked for this");
    if !is_from_here(headers, host, is_safe) {
        return Err(foreign());
    }
    if !is_safe {
        let kind = only(headers, header::CONTENT_TYPE).unwrap_or_default();
        if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
            let detail = "requests that change something are JSON";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "type", detail));
        }
        if only(headers, HeaderName::from_static("x-nakigao")) != Some("1") {
            return Err(foreign());
        }
    }
    let path = request.uri().path();
    let is_open = matches!(path, "/" | "/login" | "/favicon.svg" | "/api/login") || path.starts_with("/a/");
    if is_open || app.token.is_known(headers) { Ok(()) } else { Err(Problem::login()) }
}

/// Whether no page of another origin made a browser send this.
fn is_from_here(headers: &HeaderMap, host: &str, is_safe: bool) -> bool {
    let is_own = |origin: &str| {
        let name = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        name.is_some_and(|name| name.eq_ignore_ascii_case(host))
    };
    let text = |name: &'static str| only(headers, HeaderName::from_static(name));
    if headers.contains_key(header::ORIGIN) && !only(headers, header::ORIGIN).is_some_and(is_own) {
        return false;
    }
    match headers.contains_key("sec-fetch-site").then(|| text("sec-fetch-site").unwrap_or_default()) {
        Some("same-origin" | "none") => true,
        // A link on another site.
        Some(_) => is_safe && text("sec-fetch-mode") == Some("navigate") && text("sec-fetch-dest") == Some("document"),
        // An old browser, plain http in a local network, or no browser: what changes something has a header that no foreign page
        // can send, and what is asked for by an image of a foreign page comes without the cookie.
        None => true,
    }
}

/// The value of a header that is there once.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).into_iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}
