//! Why the picture of a media cannot be seen.

use std::io;

use super::plain::reason;
use crate::{media, render};

/// Why the picture of a media cannot be seen now.
#[derive(Debug, thiserror::Error)]
pub enum Unseen {
    /// None of its files is at its place.
    #[error("its file is missing")]
    Missing,
    /// Its files lie in roots that cannot be reached.
    #[error("its disk is offline")]
    Offline,
    /// The file at its place holds another content.
    #[error("the file has changed: import it again")]
    Changed,
    /// The file cannot be read.
    #[error("{}", reason(.0))]
    Unread(#[source] io::Error),
    /// A format that the catalogue names and this program does not know.
    #[error("{0} is a format of a newer version")]
    NewerFormat(String),
    /// The file cannot be decoded.
    #[error(transparent)]
    Undecoded(#[from] media::Error),
    /// It is shorter than the frames that were asked for.
    #[error("there is no frame {number}: it has {frames}, numbered from 0")]
    NoSuchFrame {
        /// The number that it does not have.
        number: u32,
        /// How many it has.
        frames: u32,
    },
    /// Its thumbnail cannot be encoded.
    #[error(transparent)]
    Unencoded(#[from] render::Error),
}
