//! Base64, RFC 4648 section 4: the standard alphabet, padded, no line breaks.
//!
//! For paths that JSON cannot hold, and for pictures sent to a terminal; only tests decode.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Encodes bytes; the length is a multiple of four.
pub(in crate::cli) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let sixth = (bits >> (18 - 6 * at)) & 63;
            out.push(if at > group.len() { '=' } else { char::from(ALPHABET[sixth as usize]) });
        }
    }
    out
}

/// Decodes what [`encode`] made.
#[cfg(test)]
pub(in crate::cli) fn decode(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let sixths: Vec<u32> = text
        .bytes()
        .filter(|byte| *byte != b'=')
        .map(|byte| ALPHABET.iter().position(|letter| *letter == byte).unwrap() as u32)
        .collect();
    for group in sixths.chunks(4) {
        let bits = group.iter().enumerate().fold(0, |bits, (at, sixth)| bits | sixth << (18 - 6 * at));
        out.extend((0..group.len() - 1).map(|at| (bits >> (16 - 8 * at)) as u8));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4648_hold() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text), bytes.as_bytes());
        }
    }
}
