//! What services take. Limits change: each row says where it was read and when, and `docs/sharing.md` shows the same table.
//!
//! A megabyte is 1,000,000 bytes here, so that a copy is small enough wherever one is 1,048,576.

use std::time::Duration;

use super::format::ShareFormat::{self, Gif, Jpeg, Png, WebP};

/// A service, or a place in one.
#[derive(Debug)]
pub struct Service {
    /// The word for it.
    pub name: &'static str,
    /// What it takes of what moves.
    pub animation: Allowed,
    /// What it takes of stills.
    pub still: Allowed,
    /// When its limits were read, as year-month-day.
    pub read: &'static str,
    /// Where they were read.
    pub source: &'static str,
}

/// What a service allows. Formats come in the order in which they are preferred.
#[derive(Debug)]
pub struct Allowed {
    /// The formats.
    pub formats: &'static [ShareFormat],
    /// The most bytes.
    pub max_bytes: u64,
    /// The most pixels across and down.
    pub within: Option<(u32, u32)>,
    /// Whether it must have just so many pixels: what is smaller lies in the middle of a transparent picture.
    pub is_exact: bool,
    /// The most frames.
    pub max_frames: Option<usize>,
    /// The longest run.
    pub max_length: Option<Duration>,
}

const fn allowed(formats: &'static [ShareFormat], max_bytes: u64) -> Allowed {
    Allowed { formats, max_bytes, within: None, is_exact: false, max_frames: None, max_length: None }
}

const KB: u64 = 1000;
const MB: u64 = 1_000_000;

/// GIF comes first wherever it is taken: it plays in every program that shows the service.
pub const SERVICES: [Service; 7] = [
    Service {
        name: "discord",
        animation: allowed(&[Gif, WebP], 10 * MB),
        still: allowed(&[Png, Jpeg, WebP], 10 * MB),
        read: "2026-11-29",
        source: "discord.com/developers/docs/reference#uploading-files (10 MiB; a newer copy says 20)",
    },
    Service {
        name: "discord-emoji",
        animation: Allowed { within: Some((128, 128)), ..allowed(&[Gif, WebP], 256 * KB) },
        still: Allowed { within: Some((128, 128)), ..allowed(&[Png, Jpeg, WebP], 256 * KB) },
        read: "2026-11-30",
        source: "docs.discord.com/developers/resources/emoji; sapphirejs.dev EmojiLimits",
    },
    Service {
        name: "discord-sticker",
        animation: Allowed {
            within: Some((320, 320)),
            is_exact: true,
            max_length: Some(Duration::from_secs(5)),
            ..allowed(&[Gif, Png], 512 * KB)
        },
        still: Allowed { within: Some((320, 320)), is_exact: true, ..allowed(&[Png], 512 * KB) },
        read: "2026-11-30",
        source: "discord-api-types.dev RESTPostAPIGuildStickerFormDataBody",
    },
    Service {
        name: "x",
        animation: Allowed { within: Some((1280, 1080)), max_frames: Some(350), ..allowed(&[Gif], 15 * MB) },
        still: Allowed { within: Some((8192, 8192)), ..allowed(&[Png, Jpeg, WebP], 5 * MB) },
        read: "2026-11-30",
        source: "docs.x.com/x-api/media; size and frames: wildandfreetools.com/blog/gif-size-limits-all-platforms-2026",
    },
    Service {
        name: "telegram",
        animation: allowed(&[Gif], 50 * MB),
        still: Allowed { within: Some((5000, 5000)), ..allowed(&[Png, Jpeg], 10 * MB) },
        read: "2026-11-30",
        source: "Bot API, sendAnimation and sendPhoto (docs.rs/tg_bot_models; hexdocs.pm/ex_tdlib)",
    },
    Service {
        name: "imgur",
        animation: allowed(&[Gif], 200 * MB),
        still: allowed(&[Png, Jpeg], 5 * MB),
        read: "2026-11-30",
        source: "gifpanel.com/blog/gif-file-size-limits-by-platform; a PNG above 5 MB becomes a JPEG there",
    },
    Service {
        name: "mastodon",
        animation: Allowed { within: Some((1920, 1080)), ..allowed(&[Gif], 8 * MB) },
        still: allowed(&[Png, Jpeg, WebP], 8 * MB),
        read: "2026-11-30",
        source: "wisechecker.com/mastodon-gif-posting-supported-sources-workarounds (default; servers differ, newer ones take 16 MB)",
    },
];

impl Service {
    /// Finds a service by its word.
    pub fn named(name: &str) -> Option<&'static Self> {
        SERVICES.iter().find(|service| service.name == name)
    }
}
