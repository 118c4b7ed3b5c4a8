//! What a file is that is named as a picture and is none, in words that say what to do.
//!
//! Called for bytes in which [`Format::recognise`](super::Format::recognise) found nothing. Collections are full of
//! such files: downloads that saved an error page, pointers that Git LFS never replaced, disks that filled up.

/// Says why these bytes are no picture, as the rest of a sentence that begins with the file's name.
pub fn why_not_a_picture(bytes: &[u8]) -> String {
    let head = bytes.get(..1024).unwrap_or(bytes);
    if let Some(reason) = signature(head) {
        return reason.to_owned();
    }
    match bytes {
        [] => "is an empty file".to_owned(),
        _ if bytes.iter().all(|&byte| byte == 0) => {
            format!("is {} bytes of zero, not a picture (a write or download that never finished?)", bytes.len())
        }
        _ => by_text(head).unwrap_or("is not a picture that is known here").to_owned(),
    }
}

/// Binary formats that people name as pictures, or that share a container with one.
fn signature(head: &[u8]) -> Option<&'static str> {
    let brand = head.get(8..12).unwrap_or_default();
    Some(match head {
        [_, _, _, _, b'f', b't', b'y', b'p', ..] if brand == b"qt  " => "is a QuickTime video, not a picture",
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => "is an MP4 video, not a picture",
        [0x1A, 0x45, 0xDF, 0xA3, ..] => "is a WebM or Matroska video, not a picture",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'A', b'V', b'I', b' ', ..] => "is an AVI video, not a picture",
        [b'O', b'g', b'g', b'S', ..] => "is an Ogg sound or video, not a picture",
        [b'F', b'L', b'V', 1, ..] => "is a Flash video, not a picture",
        [b'C' | b'F', b'W', b'S', ..] => "is a Flash animation, which is not supported",
        [b'P', b'K', 3 | 5, 4 | 6, ..] => "is a ZIP archive, not a picture (an ugoira?)",
        [b'7', b'z', 0xBC, 0xAF, ..] | [b'R', b'a', b'r', b'!', ..] | [0x1F, 0x8B, ..] => {
            "is an archive, not a picture"
        }
        [b'8', b'B', b'P', b'S', ..] => "is a Photoshop document, which is not supported",
        [b'%', b'P', b'D', b'F', ..] => "is a PDF document, which is not supported",
        [b'g', b'i', b'm', b'p', b' ', b'x', b'c', b'f', ..] => "is a GIMP document, which is not supported",
        [0x76, 0x2F, 0x31, 0x01, ..] => "is an OpenEXR picture, which is not supported",
        [b'#', b'?', b'R' | b'A', ..] => "is a Radiance HDR picture, which is not supported",
        [b'D', b'D', b'S', b' ', ..] => "is a DDS texture, which is not supported",
        [0, 0, 0, 12, b'j', b'P', ..] | [0xFF, 0x4F, 0xFF, 0x51, ..] => {
            "is a JPEG 2000 picture, which is not supported"
        }
        [0x8A, b'M', b'N', b'G', ..] => "is an MNG animation, which is not supported",
        [0x7F, b'E', b'L', b'F', ..] | [b'M', b'Z', ..] => "is a program, not a picture",
        [b'I', b'D', b'3', ..] => "is a sound, not a picture",
        _ => return None,
    })
}

fn by_text(head: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let lower = text.to_ascii_lowercase();
    let begins = |word: &str| lower.starts_with(word);
    if text.starts_with("version https://git-lfs") {
        Some("is a Git LFS pointer, not the picture: run `git lfs pull`")
    } else if begins("<!doctype html") || begins("<html") || begins("<head") || lower.contains("<html") {
        Some("is a web page, not a picture (a failed download?)")
    } else if begins("<svg") || lower.contains("<svg") {
        Some("is an SVG drawing, which is not supported")
    } else if begins("<?xml") || begins("<error") {
        Some("is an XML document, not a picture (a failed download?)")
    } else if begins("{") || begins("[{") {
        Some("is JSON, not a picture (a failed download?)")
    } else if is_text(head) {
        Some("is a text, not a picture")
    } else {
        None
    }
}

/// No control characters but white space, and UTF-8 but for a last character that may have been cut.
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
            (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "run `git lfs pull`"),
            (b"\n<!DOCTYPE html>\n<title>404</title>", "web page"),
            (b"<?xml version=\"1.0\"?>\n<!DOCTYPE html><html>", "web page"),
            (b"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG"),
            (b"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "XML"),
            (b"{\"error\": \"not found\"}", "JSON"),
            ("404: 見つかりません".as_bytes(), "is a text"),
            (b"\0\0\0\x18ftypmp42\0\0\0\0", "MP4"),
            (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01", "WebM"),
            (b"PK\x03\x04\x14\0", "ZIP"),
            (b"\x93\x01\x02\xff\xfe", "is not a picture that is known here"),
        ] {
            let said = why_not_a_picture(bytes);
            assert!(said.contains(reason), "{said:?} for {:?}", String::from_utf8_lossy(bytes));
        }
    }
}
