//! Who may look: whoever has the key of the gallery, in a cookie or a header.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::http::{HeaderMap, header};

use crate::ops::ContentHash;

/// The tries of a key that are answered in [`TRIES_WINDOW`]; 128 bits are not guessed at that rate.
const MAX_TRIES: usize = 10;
const TRIES_WINDOW: Duration = Duration::from_secs(60);

/// A year and a month: browsers keep no cookie for longer.
const COOKIE_SECONDS: u64 = 400 * 86_400;

/// How long a code opens the page: a browser that is started for it may be slow.
const CODE_SECONDS: u64 = 120;

/// The key and the tries to guess it.
pub(super) struct Token {
    key: String,
    cookie: String,
    tries: Mutex<Vec<Instant>>,
    /// Codes that were used, with their times.
    used: Mutex<Vec<(u64, String)>>,
}

impl Token {
    /// `port` is in the cookie's name: cookies of one host are shared by all its ports.
    pub(super) fn new(key: String, port: u16) -> Self {
        Self { key, cookie: format!("nakigao_{port}"), tries: Mutex::default(), used: Mutex::default() }
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

    /// Whether a text is the key.
    pub(super) fn is_key(&self, text: &str) -> bool {
        is_equal(&self.key, text)
    }

    /// Whether a text is a code of late that was not used before; it is used by that.
    pub(super) fn take_code(&self, text: &str) -> bool {
        let now = seconds();
        let made = text.split('-').next().and_then(|made| u64::from_str_radix(made, 16).ok());
        let Some(made) = made.filter(|made| now.abs_diff(*made) <= CODE_SECONDS) else { return false };
        let is_ours = text.rsplit_once('-').is_some_and(|(said, seal)| is_equal(&sealed(&self.key, said), seal));
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|(made, _)| now.abs_diff(*made) <= CODE_SECONDS);
        let is_new = is_ours && used.iter().all(|(_, known)| known != text);
        if is_new {
            used.push((made, text.to_owned()));
        }
        is_new
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

/// A code that opens the page once, soon: the words of a command are read by all users of a machine, so that the key is not
/// among them. Whoever has the key can make one.
pub(super) fn new_code(key: &str) -> String {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().subsec_nanos();
    let said = format!("{:x}-{:x}{nanos:x}", seconds(), std::process::id());
    format!("{said}-{}", sealed(key, &said))
}

/// What only somebody with the key can add to a text.
fn sealed(key: &str, said: &str) -> String {
    ContentHash::of(format!("{key} {said}").as_bytes()).to_string()
}

/// Compares all of two texts, however early they differ.
fn is_equal(known: &str, text: &str) -> bool {
    let differing = known.bytes().zip(text.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    text.len() == known.len() && std::hint::black_box(differing) == 0
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_opens_once_and_only_with_the_key() {
        let token = Token::new("0f".repeat(16), 8420);
        let code = new_code(&token.key);
        assert!(!code.contains(&token.key));
        assert_eq!([token.take_code(&code), token.take_code(&code)], [true, false]);
        let old = format!("{:x}-1", seconds() - 2 * CODE_SECONDS);
        let old = format!("{old}-{}", sealed(&token.key, &old));
        for wrong in [new_code("another"), new_code("").replace('-', ""), old, String::new(), "-".to_owned()] {
            assert!(!token.take_code(&wrong), "{wrong}");
        }
    }
}
