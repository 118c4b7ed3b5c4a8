//! Explains why a file named as a picture is none, and what to do.
//!
//! Called for bytes in which [`Format::recognise`](super::Format::recognise) found nothing. Collections hold many such
//! files: saved error pages, Git LFS pointers, files of zeros from a full disk.

use super::error::Error;

/// Says why these bytes are no picture that is read here. The text goes on a sentence that begins with the file's name.
pub fn why_not_a_picture(bytes: &[u8]) -> Error {
    let head = bytes.get(..1024).unwrap_or(bytes);
    if let Some(why) = signature(head) {
        return why;
    }
    match bytes {
        [] => Error::broken("is an empty file"),
        _ if bytes.iter().all(|&byte| byte == 0) => Error::broken(format!(
            "is {} byte{} of zero, not a picture (a write or download that never finished?)",
            bytes.len(),
            if bytes.len() == 1 { "" } else { "s" }
        )),
        _ => by_text(head).unwrap_or_else(|| Error::broken("is not a picture that is known here")),
    }
}

fn other(what: &str) -> Error {
    Error::broken(format!("is {what}, not a picture"))
}

/// Recognises binary formats that people name as pictures, or that share a container with one.
fn signature(head: &[u8]) -> Option<Error> {
    let brand = head.get(8..12).unwrap_or_default();
    Some(match head {
        [_, _, _, _, b'f', b't', b'y', b'p', ..] if brand == b"qt  " => other("a QuickTime video"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => other("an MP4 video"),
        [0x1A, 0x45, 0xDF, 0xA3, ..] => other("a WebM or Matroska video"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'A', b'V', b'I', b' ', ..] => other("an AVI video"),
        [b'O', b'g', b'g', b'S', ..] => other("an Ogg sound or video"),
        [b'F', b'L', b'V', 1, ..] => other("a Flash video"),
        [b'C' | b'F', b'W', b'S', ..] => Error::unsupported("a Flash animation"),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => Error::broken("is a ZIP archive, not a picture (an ugoira?)"),
        [b'7', b'z', 0xBC, 0xAF, ..] | [b'R', b'a', b'r', b'!', ..] | [0x1F, 0x8B, ..] => other("an archive"),
        [b'8', b'B', b'P', b'S', ..] => Error::unsupported("a Photoshop document"),
        [b'%', b'P', b'D', b'F', ..] => Error::unsupported("a PDF document"),
        [b'g', b'i', b'm', b'p', b' ', b'x', b'c', b'f', ..] => Error::unsupported("a GIMP document"),
        [0x76, 0x2F, 0x31, 0x01, ..] => Error::unsupported("OpenEXR"),
        [b'#', b'?', b'R' | b'A', ..] => Error::unsupported("Radiance HDR"),
        [b'D', b'D', b'S', b' ', ..] => Error::unsupported("a DDS texture"),
        [0, 0, 0, 12, b'j', b'P', ..] | [0xFF, 0x4F, 0xFF, 0x51, ..] => Error::unsupported("JPEG 2000"),
        [b'I', b'I', 0xBC, ..] | [b'W', b'M', b'P', b'H', b'O', b'T', b'O', ..] => Error::unsupported("JPEG XR"),
        [0x8A, b'M', b'N', b'G', ..] => Error::unsupported("an MNG animation"),
        [0x8B, b'J', b'N', b'G', ..] => Error::unsupported("JNG"),
        [0x7F, b'E', b'L', b'F', ..] | [b'M', b'Z', ..] => other("a program"),
        [b'I', b'D', b'3', ..] => other("a sound"),
        _ => return None,
    })
}

fn by_text(head: &[u8]) -> Option<Error> {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let lower = text.to_ascii_lowercase();
    let begins = |word: &str| lower.starts_with(word);
    let download = |what: &str| Error::broken(format!("is {what}, not a picture (a failed download?)"));
    Some(if text.starts_with("version https://git-lfs") {
        Error::broken("is a Git LFS pointer, not the picture: run \"git lfs pull\"")
    } else if begins("<!doctype html") || begins("<html") || begins("<head") || lower.contains("<html") {
        download("a web page")
    } else if begins("<svg") || lower.contains("<svg") {
        Error::unsupported("an SVG drawing")
    } else if begins("<?xml") || begins("<error") {
        download("an XML document")
    } else if begins("{") || begins("[{") {
        download("JSON")
    } else if is_text(head) {
        other("a text")
    } else {
        return None;
    })
}

/// Whether the bytes are UTF-8 without control characters other than white space; the last character may be cut.
fn is_text(head: &[u8]) -> bool {
    let is_whole_or_cut = std::str::from_utf8(head).map_or_else(|e| e.error_len().is_none(), |_| true);
    is_whole_or_cut && !head.iter().any(|&byte| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_told_apart() {
        for (bytes, reason) in [
            (&b""[..], "is an empty file"),
            (&[0; 5000], "is 5000 bytes of zero"),
            (&[0], "is 1 byte of zero"),
            (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "run \"git lfs pull\""),
            (b"\n<!DOCTYPE html>\n<title>404</title>", "web page"),
            (b"<?xml version=\"1.0\"?>\n<!DOCTYPE html><html>", "web page"),
            (b"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG"),
            (b"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "XML"),
            (b"{\"error\": \"not found\"}", "JSON"),
            ("404: 見つかりません".as_bytes(), "is a text"),
            (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000 is not supported"),
            (b"8BPS\0\x01", "a Photoshop document is not supported"),
            (b"\0\0\0\x18ftypmp42\0\0\0\0", "MP4"),
            (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01", "WebM"),
            (b"PK\x03\x04\x14\0", "ZIP"),
            (b"\x93\x01\x02\xff\xfe", "is not a picture that is known here"),
        ] {
            let message = why_not_a_picture(bytes).to_string();
            assert!(message.contains(reason), "{message:?} for {:?}", String::from_utf8_lossy(bytes));
        }
    }
}
