//! Packets in pictures built here by their formats' rules, whole and cut anywhere.

use super::*;

const PACKET: &[u8] = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>\x01\x02 tears</x:xmpmeta>";

fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    [&[0xFF, marker][..], &u16::try_from(payload.len() + 2).unwrap().to_be_bytes(), payload].concat()
}

fn extension(length: u32, offset: u32, part: &[u8]) -> Vec<u8> {
    let head = [JPEG_MORE, &[b'A'; 32], &length.to_be_bytes(), &offset.to_be_bytes()].concat();
    segment(0xE1, &[&head, part].concat())
}

fn jpeg() -> Vec<u8> {
    let main = segment(0xE1, &[JPEG_MAIN, PACKET].concat());
    let parts = [extension(6, 3, b"def"), extension(6, 0, b"abc")].concat();
    [&[0xFF, 0xD8][..], &segment(0xE0, b"JFIF\0"), &main, &[0xFF], &parts, &[0xFF, 0xDA, 0, 2]].concat()
}

fn png() -> Vec<u8> {
    let chunk = |name: &[u8], data: &[u8]| {
        [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], name, data, &[0; 4]].concat()
    };
    let text = |flag: u8| chunk(b"iTXt", &[PNG_KEYWORD, &[flag, 0, b'e', b'n', 0, 0], PACKET].concat());
    [PNG_SIGNATURE, &chunk(b"IHDR", &[0; 13]), &text(1), &text(0), &chunk(b"IEND", &[])].concat()
}

fn webp() -> Vec<u8> {
    let chunk = |name: &[u8], data: &[u8]| {
        let pad = vec![0; data.len() % 2];
        [name, &u32::try_from(data.len()).unwrap().to_le_bytes()[..], data, &pad].concat()
    };
    [&b"RIFF\0\0\0\0WEBP"[..], &chunk(b"VP8X", &[1; 9]), &chunk(b"XMP ", PACKET)].concat()
}

fn gif(data: &[u8]) -> Vec<u8> {
    let head = [&b"GIF89a"[..], &[1, 0, 1, 0, 0x80, 0, 0], &[9; 6]].concat();
    let netscape = b"\x21\xFF\x0BNETSCAPE2.0\x03\x01\0\0\0";
    let image = [&[0x2C][..], &[0; 9], &[2, 1, 0xFF, 0]].concat();
    [&head, &netscape[..], &image, b"\x21\xFF\x0BXMP DataXMP", data, b"\x3B"].concat()
}

fn gif_raw() -> Vec<u8> {
    let trailer: Vec<u8> = [1].into_iter().chain((0..=255).rev()).chain([0]).collect();
    gif(&[PACKET, &trailer].concat())
}

fn gif_blocks() -> Vec<u8> {
    let blocks: Vec<u8> = PACKET.chunks(20).flat_map(|part| [&[part.len() as u8][..], part].concat()).collect();
    gif(&[&blocks, &[0][..]].concat())
}

#[test]
fn every_format_has_its_place() {
    for (name, bytes, n) in [
        ("jpeg", jpeg(), 2),
        ("png", png(), 1),
        ("webp", webp(), 1),
        ("gif", gif_raw(), 1),
        ("blocks", gif_blocks(), 1),
    ] {
        let found = find(&bytes);
        assert_eq!(found.len(), n, "{name}");
        assert_eq!(found[0], PACKET, "{name}");
        for end in 0..bytes.len() {
            find(&bytes[..end]);
        }
    }
    assert_eq!(find(&jpeg())[1], &b"abcdef"[..]);
    let comment = segment(0xFE, &[&b"XML:com.adobe.xmp: "[..], PACKET].concat());
    assert_eq!(find(&[&[0xFF, 0xD8][..], &comment].concat()), [PACKET]);
    assert!(find(b"BM").is_empty());
}

#[test]
fn an_extension_counts_only_whole() {
    for parts in [
        extension(6, 0, b"abc"),
        [extension(6, 0, b"abc"), extension(6, 2, b"def")].concat(),
        [extension(6, 0, b"abc"), extension(7, 3, b"def")].concat(),
        [extension(6, 0, b"abc"), extension(6, 0, b"abc")].concat(),
    ] {
        assert!(find(&[&[0xFF, 0xD8][..], &parts].concat()).is_empty());
    }
}
