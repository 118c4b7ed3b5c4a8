//! Who may look: whoever has the key of the gallery, in a cookie or a header.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, header};

/// The tries of a key that are answered in [`TRIES_WINDOW`]; 128 bits are not guessed at that rate.
const MAX_TRIES: usize = 10;
const TRIES_WINDOW: Duration = Duration::from_secs(60);

/// A year and a month: browsers keep no cookie for longer.
const COOKIE_SECONDS: u64 = 400 * 86_400;

/// The key and the tries to guess it.
pub(super) struct Token {
    key: String,
    cookie: String,
    tries: Mutex<Vec<Instant>>,
}

impl Token {
    /// `port` is in the cookie's name: cookies of one host are shared by all its ports.
    pub(super) fn new(key: String, port: u16) -> Self {
        Self { key, cookie: format!("nakigao_{port}"), tries: Mutex::default() }
    }

    /// Whether a request comes from somebody who has the key.
    pub(super) fn is_known(&self, headers: &HeaderMap) -> bool {
        let texts = |name| headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
        let in_cookie = texts(header::COOKIE).flat_map(|line| line.split(';')).any(|pair| {
            pair.trim().split_once('=').is_some_and(|(name, value)| name == self.cookie && self.is_key(value))
        });
        in_cookie
            || texts(header::AUTHORIZATION)
                .any(|value| value.strip_prefix("Bearer ").is_some_and(|key| self.is_key(key)))
    }

    /// Whether a text is the key. All of it is compared, however early it differs.
    pub(super) fn is_key(&self, text: &str) -> bool {
        let differing = self.key.bytes().zip(text.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
        text.len() == self.key.len() && std::hint::black_box(differing) == 0
    }

    /// Notes a wrong key; `false` if there were too many of late.
    pub(super) fn may_fail(&self) -> bool {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.retain(|at| at.elapsed() < TRIES_WINDOW);
        let may = tries.len() < MAX_TRIES;
        if may {
            tries.push(Instant::now());
        }
        may
    }

    /// The value of `Set-Cookie` for somebody who has shown the key. A link from elsewhere may open the page with it; nothing that
    /// changes anything is a GET.
    pub(super) fn set_cookie(&self) -> String {
        format!("{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={COOKIE_SECONDS}", self.cookie, self.key)
    }
}
