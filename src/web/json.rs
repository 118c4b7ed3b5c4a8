//! Bodies and parameters: JSON in and out, the words behind a question mark, hashes in paths.

use std::str::FromStr;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::timeout;

use super::problem::Problem;
use crate::ops::{ContentHash, Display};

/// The longest body of a request: a query has 16 KiB at most.
const MAX_BODY_BYTES: usize = 1 << 20;

/// The longest that a body may take to come.
const BODY_LIMIT: Duration = Duration::from_secs(10);

/// For answers under an address that names all they depend on.
pub(super) const KEEP_FOR_EVER: &str = "private, max-age=31536000, immutable";

/// What a handler returns.
pub(super) type Answer = Result<Response, Problem>;

/// Reads a body.
pub(super) async fn body<T: DeserializeOwned>(body: Body) -> Result<T, Problem> {
    let too_large = |_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "the request is too long");
    let bytes = timeout(BODY_LIMIT, to_bytes(body, MAX_BODY_BYTES)).await.map_err(|_| Problem::too_slow())?;
    let bytes = bytes.map_err(too_large)?;
    serde_json::from_slice(&bytes).map_err(|error| Problem::bad_request(format!("the body is not understood: {error}")))
}

/// Answers with an object, which nobody keeps.
pub(super) fn json(value: &Value) -> Response {
    text(value.to_string())
}

/// The same with an object that was written out already.
pub(super) fn text(object: String) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (headers, object).into_response()
}

/// Answers that it is done, with nothing.
pub(super) fn done() -> Response {
    (StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, "no-store")]).into_response()
}

/// The parameters behind the question mark of an address.
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(super) fn of(uri: &Uri) -> Result<Self, Problem> {
        let pairs = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decoded(name)?, decoded(value)?))
        });
        let unreadable = || Problem::bad_request("the parameters are no UTF-8");
        Ok(Self(pairs.collect::<Option<_>>().ok_or_else(unreadable)?))
    }

    /// The first of this name.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn text(&self, name: &str) -> Result<&str, Problem> {
        self.find(name).ok_or_else(|| Problem::bad_request(format!("the parameter {name:?} is missing")))
    }

    pub(super) fn number(&self, name: &str) -> Result<usize, Problem> {
        let wrong = || Problem::bad_request(format!("the parameter {name:?} is no number"));
        number(self.text(name)?).ok_or_else(wrong)
    }
}

/// A form's spelling of a text: `%E6%B3%A3`, and `+` for a blank.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes().iter().copied();
    while let Some(byte) = rest.next() {
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        bytes.push(match byte {
            b'%' => (digit(rest.next())? << 4 | digit(rest.next())?) as u8,
            b'+' => b' ',
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

/// A number in digits alone: with a sign before it the same thing would have two addresses.
pub(super) fn number<T: FromStr>(text: &str) -> Option<T> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// Whether a path's escapes are those of a text.
pub(super) fn is_text(path: &str) -> bool {
    decoded(path).is_some()
}

/// The content that a part of a path names: 64 digits, and nothing else ever leads to a file.
pub(super) fn hash(text: &str) -> Result<ContentHash, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

/// The language in which names are shown to whoever asks.
pub(super) fn language(headers: &HeaderMap) -> Display {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if asked.trim_start().to_ascii_lowercase().starts_with("ja") { Display::Japanese } else { Display::English }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_as_forms_write_them() {
        let read = |uri: &str| Parameters::of(&uri.parse().unwrap());
        let found = read("/x?text=%E6%B3%A3%20a+b&n=12&empty=&n=13").unwrap();
        assert_eq!(found.text("text").unwrap(), "泣 a b");
        assert_eq!((found.number("n").unwrap(), found.find("empty"), found.find("no")), (12, Some(""), None));
        assert!(found.text("no").is_err() && found.number("text").is_err());
        for wrong in ["/x?a=%ff", "/x?a=%4", "/x?a=%zz"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(read("/x").is_ok());
    }
}
