//! The original of a media, as it lies on the disk.
//!
//! A file from strangers is shown as a picture of the format that its bytes are, and as nothing else: in a sandbox, without scripts.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::super::App;
use super::super::events::Stream;
use super::super::json::{self, Answer, Parameters};
use super::super::problem::Problem;
use super::picture::unchanged;
use crate::ops::{self, OriginalFile};

/// Bytes that are read at a time.
const PART: usize = 256 << 10;

/// A reader that takes nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(60);

/// `GET /o/H`
pub(super) async fn original(
    State(app): State<Arc<App>>,
    Path(hash): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Answer {
    let hash = json::hash(&hash)?;
    let tag = format!("\"{hash}\"");
    if let Some(answer) = unchanged(&app, hash, &headers, &tag).await? {
        return Ok(answer);
    }
    let is_wanted = Parameters::of(&uri)?.find("download").is_some();
    let OriginalFile { file, bytes, path, format } =
        app.look(hash, move |gallery| ops::open_original(gallery, &hash)).await?;
    // What a browser would not show as a picture is not shown at all.
    let shown = match format.as_str() {
        "jpeg" => Some("image/jpeg"),
        "png" => Some("image/png"),
        "gif" => Some("image/gif"),
        "webp" => Some("image/webp"),
        "bmp" => Some("image/bmp"),
        "avif" => Some("image/avif"),
        "ico" => Some("image/x-icon"),
        _ => None,
    };
    let range = match asked_range(&headers, &tag, bytes) {
        Ok(range) => range,
        Err(()) => {
            let refused = Response::builder()
                .status(StatusCode::RANGE_NOT_SATISFIABLE)
                .header(header::CONTENT_RANGE, format!("bytes */{bytes}"));
            return refused.body(Body::empty()).map_err(|error| Problem::failed(error.to_string()));
        }
    };
    let whole = 0..bytes;
    let mut response = Response::builder()
        .status(if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK })
        .header(header::CONTENT_TYPE, shown.unwrap_or("application/octet-stream"))
        .header(header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'")
        .header(header::CACHE_CONTROL, json::KEEP_FOR_EVER)
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::ETAG, tag);
    if let Some(range) = &range {
        response = response.header(header::CONTENT_RANGE, format!("bytes {}-{}/{bytes}", range.start, range.end - 1));
    }
    if is_wanted || shown.is_none() {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        response = response.header(header::CONTENT_DISPOSITION, attachment(&name));
    }
    let range = range.unwrap_or(whole);
    response
        .header(header::CONTENT_LENGTH, range.end - range.start)
        .body(stream(file, range))
        .map_err(|error| Problem::failed(error.to_string()))
}

/// The part that is asked for; `None` for all of it, and where several parts are.
fn asked_range(headers: &HeaderMap, tag: &str, bytes: u64) -> Result<Option<Range<u64>>, ()> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    // Of another content than is meant, a part is of no use.
    if text(header::IF_RANGE).is_some_and(|known| known != tag) {
        return Ok(None);
    }
    let Some((first, last)) = text(header::RANGE)
        .and_then(|range| range.strip_prefix("bytes="))
        .filter(|range| !range.contains(','))
        .and_then(|range| range.trim().split_once('-'))
    else {
        return Ok(None);
    };
    let number = |text: &str| text.parse::<u64>().ok();
    let range = match (first, last) {
        ("", last) => match number(last) {
            Some(n) => bytes.saturating_sub(n)..bytes,
            None => return Ok(None),
        },
        (first, "") => match number(first) {
            Some(first) => first..bytes,
            None => return Ok(None),
        },
        (first, last) => match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last => first..bytes.min(last.saturating_add(1)),
            _ => return Ok(None),
        },
    };
    if range.start < range.end { Ok(Some(range)) } else { Err(()) }
}

/// A header that gives a download the file's name, with every byte that could mean something written as a number (RFC 8187).
fn attachment(name: &str) -> String {
    let mut encoded = String::from("attachment; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b".-_~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// A part of a file, read as it is taken.
fn stream(file: File, range: Range<u64>) -> Body {
    let (sender, receiver) = mpsc::channel(2);
    tokio::spawn(async move {
        let mut left = range.end - range.start;
        let file = Arc::new(file);
        let mut at = range.start;
        while left > 0 {
            let (n, file) = (left.min(PART as u64), Arc::clone(&file));
            let read = tokio::task::spawn_blocking(move || {
                let mut part = Vec::new();
                let mut file = &*file;
                file.seek(SeekFrom::Start(at))?;
                file.take(n).read_to_end(&mut part)?;
                Ok::<_, std::io::Error>(part)
            });
            let Ok(read) = read.await else { return };
            let part = match read {
                Ok(part) if !part.is_empty() => Ok(Bytes::from(part)),
                // It was cut off meanwhile: the connection is closed before the length that was promised.
                Ok(_) => Err(std::io::ErrorKind::UnexpectedEof.into()),
                Err(error) => Err(error),
            };
            let (is_end, n_read) = (part.is_err(), part.as_ref().map_or(0, |part| part.len() as u64));
            if !matches!(timeout(PATIENCE, sender.send(part)).await, Ok(Ok(()))) || is_end {
                return;
            }
            left -= n_read;
            at += n_read;
        }
    });
    Body::new(Stream(receiver))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_was_asked_for_or_all() {
        let asked = |range: &str| {
            let headers = HeaderMap::from_iter([(header::RANGE, range.parse().unwrap())]);
            asked_range(&headers, "\"x\"", 10)
        };
        for (range, part) in [
            ("bytes=0-0", Ok(Some(0..1))),
            ("bytes=3-", Ok(Some(3..10))),
            ("bytes=-3", Ok(Some(7..10))),
            ("bytes=-30", Ok(Some(0..10))),
            ("bytes=8-99", Ok(Some(8..10))),
            ("bytes=10-", Err(())),
            ("bytes=-0", Err(())),
            ("bytes=5-4", Ok(None)),
            ("bytes=0-1,3-4", Ok(None)),
            ("bytes=a-b", Ok(None)),
            ("pages=1-2", Ok(None)),
        ] {
            assert_eq!(asked(range), part, "{range}");
        }
        let other = [(header::RANGE, "bytes=0-0".parse().unwrap()), (header::IF_RANGE, "\"y\"".parse().unwrap())];
        assert_eq!(asked_range(&HeaderMap::from_iter(other), "\"x\"", 10), Ok(None));
    }

    #[test]
    fn a_name_for_a_download_ends_no_header() {
        assert_eq!(attachment("a b\"\r\n泣.gif"), "attachment; filename*=UTF-8''a%20b%22%0D%0A%E6%B3%A3.gif");
    }
}
