//! The page and its code, which are part of the program.
//!
//! All of them have one digest, which is part of their addresses: what a browser keeps is never out of date.

use std::sync::{Arc, OnceLock};

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::App;
use super::json::Answer;
use super::problem::Problem;
use crate::ops::{ContentHash, THUMBNAIL_RECIPE};

/// A file of the page, by its path in `assets/web`.
macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../assets/web/", $path)))),*]
    };
}

/// Everything that pages are made of; a test holds the list to the folder.
const FILES: &[(&str, &str)] = files![
    "api.js",
    "dom.js",
    "events.js",
    "favicon.svg",
    "grid/cells.js",
    "grid/describe.js",
    "grid/grid.js",
    "grid/layout.js",
    "grid/listing.js",
    "grid/pinch.js",
    "grid/play.js",
    "grid/scrubber.js",
    "grid/window.js",
    "help.js",
    "index.html",
    "keys.js",
    "login.js",
    "main.js",
    "query/bar.js",
    "query/complete.js",
    "query/facets.js",
    "query/history.js",
    "query/readings.js",
    "query/saved.js",
    "query/tokens.js",
    "state.js",
    "style/base.css",
    "style/grid.css",
    "style/panel.css",
    "style/viewer.css",
    "text/en.js",
    "text/ja.js",
    "view.js",
    "viewer/frames.js",
    "viewer/info.js",
    "viewer/viewer.js",
    "viewer/zoom.js",
    "words.js",
];

/// The files as they are sent: without the lines of scripts and styles that hold a comment alone, which are a fifth.
fn sent() -> &'static [(&'static str, String)] {
    static SENT: OnceLock<Vec<(&str, String)>> = OnceLock::new();
    SENT.get_or_init(|| FILES.iter().map(|&(path, text)| (path, without_comments(path, text))).collect())
}

fn without_comments(path: &str, text: &str) -> String {
    if !path.ends_with(".js") && !path.ends_with(".css") {
        return text.to_owned();
    }
    let is_comment = |line: &str| {
        let line = line.trim();
        // A type may stand before what it is of.
        let goes_on = line.starts_with("/*") && line.contains("*/") && !line.ends_with("*/");
        !goes_on && ["//", "/*", "*"].iter().any(|sign| line.starts_with(sign))
    };
    text.split_inclusive('\n').filter(|line| !is_comment(line)).collect()
}

fn text(path: &str) -> Option<&'static str> {
    sent().iter().find(|(known, _)| *known == path).map(|(_, text)| text.as_str())
}

/// The digest of all files with their names.
fn digest() -> &'static str {
    static DIGEST: OnceLock<String> = OnceLock::new();
    DIGEST.get_or_init(|| {
        let all: String = sent().iter().map(|(path, text)| format!("{path}\0{text}\0")).collect();
        ContentHash::of(all.as_bytes()).to_string()[..16].to_owned()
    })
}

/// `GET /` and `GET /login`
pub(super) async fn page(State(app): State<Arc<App>>) -> Answer {
    let page = text("index.html").unwrap_or_default();
    let filled = [
        ("{{digest}}", digest().to_owned()),
        ("{{thumb}}", format!("v{THUMBNAIL_RECIPE}")),
        ("{{preview}}", "v1".to_owned()),
        ("{{frame}}", "v1".to_owned()),
        ("{{version}}", env!("CARGO_PKG_VERSION").to_owned()),
        ("{{read_only}}", app.read_only.to_string()),
    ]
    .into_iter()
    .fold(page.to_owned(), |page, (word, value)| page.replace(word, &value));
    Ok(answer("index.html", "no-cache", filled))
}

/// `GET /a/DIGEST/PATH`
pub(super) async fn asset(Path((asked, path)): Path<(String, String)>) -> Answer {
    if asked != digest() {
        return Err(Problem::not_found());
    }
    let text = text(&path).filter(|_| path != "index.html").ok_or_else(Problem::not_found)?;
    Ok(answer(&path, "public, max-age=31536000, immutable", text.to_owned()))
}

/// `GET /favicon.svg`
pub(super) async fn icon() -> Answer {
    let text = text("favicon.svg").ok_or_else(Problem::not_found)?;
    Ok(answer("favicon.svg", "max-age=86400", text.to_owned()))
}

fn answer(path: &str, keep: &'static str, text: String) -> Response {
    let kind = match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a page may weigh: it is there at once on a slow network too.
    const MAX_PAGE_BYTES: usize = 200 << 10;

    #[test]
    fn the_page_is_light_and_has_no_comments() {
        let total: usize = sent().iter().map(|(_, text)| text.len()).sum();
        assert!(total <= MAX_PAGE_BYTES, "{total} bytes");
        let script = "/** A.\n * B\n */\nlet a = 1; // stays\n  // goes\n/** C */\n/** D */ (a).b = 2;\n";
        let left = "let a = 1; // stays\n/** D */ (a).b = 2;\n";
        assert_eq!(without_comments("a.js", script), left);
        assert_eq!(without_comments("a.svg", "// stays"), "// stays");
    }
}
