//! What is answered instead of what was asked for: a code for programs, a sentence for people (RFC 9457).

use std::path::Path;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::catalog::{self, Trouble};
use crate::ops::{self, Unseen};
use crate::query;

/// Seconds after which a request that found the server busy may be repeated.
const RETRY_AFTER: &str = "1";

/// Why a request was not done.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    values: Value,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), values: json!({}) }
    }

    fn with(self, values: Value) -> Self {
        Self { values, ..self }
    }

    /// A body or a parameter that cannot be read.
    pub(super) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", detail)
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is no such thing here")
    }

    pub(super) fn busy() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "busy", "the server has too much to do: try again in a second")
    }

    /// A body that did not come in time.
    pub(super) fn too_slow() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "timeout", "the request did not come to its end in time")
    }

    pub(super) fn login() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "login", "open the address that the server printed when it was started")
    }

    pub(super) fn read_only() -> Self {
        Self::new(StatusCode::FORBIDDEN, "read_only", "this gallery can only be read")
    }

    pub(super) fn listing_gone() -> Self {
        Self::new(StatusCode::GONE, "listing_gone", "this listing was given up: ask for it again")
    }

    pub(super) fn failed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", detail)
    }

    /// The picture of a file cannot be seen; the file's name is told, and of one that is out of reach its imported folder.
    pub(super) fn unseen(reason: &Unseen, name: &str, root: Option<&Path>) -> Self {
        let (status, code) = match reason {
            Unseen::Missing => (StatusCode::NOT_FOUND, "missing"),
            Unseen::Changed => (StatusCode::CONFLICT, "changed_file"),
            Unseen::Offline => {
                let offline = Self::new(StatusCode::SERVICE_UNAVAILABLE, "offline", reason.to_string());
                return match root {
                    Some(root) => offline.with(json!({"root": root.to_string_lossy(), "name": name})),
                    None => offline,
                };
            }
            _ => return Self::failed(reason.to_string()),
        };
        Self::new(status, code, reason.to_string()).with(json!({"name": name}))
    }
}

/// What is wrong with a query, with its place in UTF-16 code units.
pub(super) fn query_values(text: &str, error: &query::Error) -> Value {
    let utf16 = |at: usize| text.get(..at).map_or(0, |before| before.encode_utf16().count());
    json!({
        "kind": error.code(), "message": error.to_string(), "hint": error.hint(), "replacement": error.replacement(text),
        "from": utf16(error.span.start), "to": utf16(error.span.end),
    })
}

impl From<ops::Error> for Problem {
    fn from(error: ops::Error) -> Self {
        match &error {
            ops::Error::Query { query, error } => {
                Self::new(StatusCode::BAD_REQUEST, "query", error.to_string()).with(query_values(query, error))
            }
            ops::Error::NotInGallery { .. } => Self::not_found(),
            ops::Error::Unseen(reason) => Self::unseen(reason, "", None),
            ops::Error::Offline { root, .. } => {
                let offline = Self::new(StatusCode::SERVICE_UNAVAILABLE, "offline", error.to_string());
                offline.with(json!({"root": root.to_string_lossy()}))
            }
            ops::Error::Locked { .. } => Self::new(StatusCode::LOCKED, "locked", error.to_string()),
            ops::Error::Catalog(catalog::Error::Database { trouble, .. }) => match trouble {
                Trouble::Busy => Self::busy(),
                Trouble::ReadOnly | Trouble::Reader => Self::read_only(),
                Trouble::TooSlow | Trouble::TooLarge => {
                    Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", error.to_string())
                }
                _ => Self::failed(error.to_string()),
            },
            _ => Self::failed(error.to_string()),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({"code": self.code, "detail": self.detail, "values": self.values});
        let mut response = (self.status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
        }
        response
    }
}
