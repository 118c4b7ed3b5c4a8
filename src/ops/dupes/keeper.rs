//! Which of several media that show the same is the one to keep, and why.

use super::super::trash::lies_in_trash;
use super::super::{Described, State};
use crate::catalog::Shares;
use crate::sidecar::booru_name;

/// A rule: keeps the best of some candidates.
type Rule = fn(&mut Vec<&Candidate<'_>>);

/// What is in a trash may be gone tomorrow: nothing outside of it is given up for it.
pub(super) const NOT_IN_TRASH: &str = "it is in no trash";

/// The rules in their order. The first that leaves one candidate is the reason.
const RULES: [(Rule, &str); 6] = [
    (|left| keep_greatest(left, |one| u64::from(!one.is_in_trash)), NOT_IN_TRASH),
    (|left| keep_greatest(left, |one| u64::from(one.media.state == State::Present)), "it can be reached now"),
    (keep_largest, "it has the most pixels"),
    (|left| keep_greatest(left, |one| u64::from(one.media.facts.frames)), "it has the most frames"),
    (|left| keep_greatest(left, |one| u64::from(one.is_original)), "its name holds the MD5 of a download as it was"),
    (|left| keep_greatest(left, |one| one.media.facts.bytes), "it has the most bytes"),
];

/// Areas inside borders that differ by less than this share are the same size: they are measured on thumbnails.
const SAME_SIZE: f64 = 0.01;
/// The same for the area of a drawing without its background.
const SAME_DRAWING: f64 = 0.03;

/// A media that could be kept.
pub(super) struct Candidate<'a> {
    media: &'a Described,
    /// How many pixels lie inside bars and borders.
    shown: f64,
    /// How many pixels the drawing has, without its background.
    drawn: f64,
    is_original: bool,
    is_in_trash: bool,
}

impl<'a> Candidate<'a> {
    /// A picture that was not measured counts as drawn from edge to edge.
    pub(super) fn new(media: &'a Described, shares: Option<Shares>) -> Self {
        let shares = shares.unwrap_or(Shares { shown: 1.0, drawn: 1.0 });
        let pixels = f64::from(media.facts.width) * f64::from(media.facts.height);
        let name = media.path.file_name().unwrap_or_default().to_string_lossy();
        let said = booru_name::read(&name);
        let is_original = said.md5.is_some() && !name.to_lowercase().contains("sample");
        let mut there = media.files.iter().filter(|file| file.state != State::Missing).peekable();
        let is_in_trash = there.peek().is_some() && there.all(|file| lies_in_trash(&file.path));
        Self { media, shown: pixels * shares.shown, drawn: pixels * shares.drawn, is_original, is_in_trash }
    }
}

/// Returns the index of the one to keep and the reason; `None` if there are no candidates.
pub(super) fn choose(candidates: &[Candidate<'_>]) -> Option<(usize, &'static str)> {
    let mut left: Vec<&Candidate<'_>> = candidates.iter().collect();
    let place = |one: &Candidate<'_>| candidates.iter().position(|other| std::ptr::eq(one, other));
    for (rule, reason) in RULES {
        rule(&mut left);
        if let [only] = left.as_slice() {
            return Some((place(only)?, reason));
        }
    }
    let first = left.into_iter().min_by(|a, b| a.media.path.cmp(&b.media.path))?;
    Some((place(first)?, "it comes first by name"))
}

fn keep_greatest(left: &mut Vec<&Candidate<'_>>, rank: fn(&Candidate<'_>) -> u64) {
    let greatest = left.iter().map(|one| rank(one)).max();
    left.retain(|one| Some(rank(one)) == greatest);
}

/// Keeps those with the most pixels inside borders, and those whose drawing has as many: black bars around a dark picture
/// cannot be told from the picture, and must not win.
fn keep_largest(left: &mut Vec<&Candidate<'_>>) {
    let Some(largest) = left.iter().copied().max_by(|a, b| a.shown.total_cmp(&b.shown)) else { return };
    let (shown, drawn) = (largest.shown * (1.0 - SAME_SIZE), largest.drawn * (1.0 - SAME_DRAWING));
    left.retain(|one| one.shown >= shown || one.drawn >= drawn);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::MediaFacts;
    use crate::fingerprint::ContentHash;

    fn media(name: &str, (width, height): (u32, u32), bytes: u64) -> Described {
        Described {
            hash: ContentHash::of(name.as_bytes()),
            facts: MediaFacts {
                format: "jpeg".to_owned(),
                width,
                height,
                frames: 1,
                duration_ms: None,
                loop_count: None,
                animated: false,
                bytes,
                damage: None,
            },
            added_at_ms: 0,
            date: 0,
            state: State::Present,
            path: name.into(),
            files: Vec::new(),
            tags: Vec::new(),
            quotes: Vec::new(),
        }
    }

    fn kept<'a>(candidates: &[(&'a Described, (f64, f64))]) -> (&'a str, &'static str) {
        let all =
            candidates.iter().map(|&(media, (shown, drawn))| Candidate::new(media, Some(Shares { shown, drawn })));
        let all: Vec<Candidate<'_>> = all.collect();
        let (at, reason) = choose(&all).unwrap();
        (candidates[at].0.path.to_str().unwrap(), reason)
    }

    #[test]
    fn the_largest_picture_is_kept_and_bars_count_for_nothing() {
        let (large, small) = (media("large.jpg", (1920, 1080), 900), media("small.jpg", (1280, 720), 2000));
        let barred = media("barred.jpg", (1280, 1280), 2100);
        let found = kept(&[(&small, (1.0, 1.0)), (&large, (1.0, 1.0)), (&barred, (0.5625, 0.5625))]);
        assert_eq!(found, ("large.jpg", "it has the most pixels"));
        assert_eq!(kept(&[(&small, (1.0, 1.0)), (&barred, (0.5625, 0.5625))]).1, "it has the most bytes");
        let mut away = large.clone();
        away.state = State::Offline;
        assert_eq!(kept(&[(&small, (1.0, 1.0)), (&away, (1.0, 1.0))]), ("small.jpg", "it can be reached now"));
    }

    #[test]
    fn bars_that_cannot_be_told_from_a_dark_picture_do_not_win() {
        // What is drawn has 640 x 360 pixels in both; the bars of the one look like its paper.
        let (original, barred) = (media("original.png", (1280, 720), 3000), media("barred.jpg", (1680, 720), 800));
        let shares = [(1.0, 0.25), (1.0, 640.0 * 360.0 / (1680.0 * 720.0))];
        assert_eq!(kept(&[(&barred, shares[1]), (&original, shares[0])]), ("original.png", "it has the most bytes"));
    }

    #[test]
    fn a_download_as_it_was_is_kept_before_one_with_more_bytes() {
        let original = media("0123456789abcdef0123456789abcdef.jpg", (800, 600), 100);
        let other = media("b.jpg", (800, 600), 200);
        let found = kept(&[(&other, (1.0, 1.0)), (&original, (1.0, 1.0))]);
        assert_eq!(found.1, "its name holds the MD5 of a download as it was");
    }
}
