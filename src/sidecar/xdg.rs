//! The extended attribute `user.xdg.tags`, in which KDE keeps the tags of a file, between commas.
//!
//! ```text
//! Nagisa Furukawa,anime/clannad,crying       a stroke is between the levels of a tag
//! ```

use super::error::Error;
use super::statement::Statement;
use super::{encoding, xmp};

/// The most bytes of an extended attribute, by Linux.
const MAX_BYTES: usize = 64 << 10;

/// Reads the value of the attribute.
pub fn read_xdg_tags(bytes: &[u8]) -> Result<Statement, Error> {
    let (_, text) = encoding::decode(bytes, MAX_BYTES)?;
    Ok(xmp::of_keywords(&text.split(',').map(str::to_owned).collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_keywords() {
        let said = read_xdg_tags("Nagisa Furukawa, anime/clannad,crying,,泣き".as_bytes()).unwrap();
        let words: Vec<&str> = said.words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(words, ["clannad", "Nagisa Furukawa", "crying", "泣き"]);
        assert!(read_xdg_tags(b"caf\xE9").is_err() && read_xdg_tags(b"").unwrap().words.is_empty());
    }
}
