//! Packets in pictures built here by their formats' rules, whole and cut anywhere.

use super::super::Word;
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
    in_jpeg(&[segment(0xE0, b"JFIF\0"), main, vec![0xFF], parts])
}

fn png(chunks: &[(&[u8; 4], &[&[u8]])]) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, data) in chunks {
        let data = data.concat();
        png.extend([&u32::try_from(data.len()).unwrap().to_be_bytes()[..], *name, &data, &[0; 4]].concat());
    }
    png
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    fdeflate::compress_to_vec(bytes)
}

/// A box of ISO base media files.
fn boxed(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [&u32::try_from(body.len() + 8).unwrap().to_be_bytes()[..], kind, &body].concat()
}

fn avif(packet: &[u8], is_in_idat: bool, encoding: &[u8]) -> Vec<u8> {
    avif_item(&[b"mime\0application/rdf+xml\0", encoding, b"\0"].concat(), packet, is_in_idat)
}

/// A file whose one item of metadata is in two extents, or in `idat`.
fn avif_item(kind: &[u8], packet: &[u8], is_in_idat: bool) -> Vec<u8> {
    let ftyp = boxed(b"ftyp", &[b"avif\0\0\0\0"]);
    let infe = boxed(b"infe", &[&[2, 0, 0, 0, 0, 7, 0, 0], kind]);
    let iinf = boxed(b"iinf", &[&[0, 0, 0, 0, 0, 1], &infe]);
    let (half, n) = (packet.len() / 2, packet.len());
    let at = if is_in_idat { 0 } else { ftyp.len() + 8 };
    let extent = |at: usize, n: usize| [(at as u32).to_be_bytes(), (n as u32).to_be_bytes()].concat();
    let extents = [extent(at, half), extent(at + half, n - half)].concat();
    let iloc = boxed(b"iloc", &[&[1, 0, 0, 0, 0x44, 0, 0, 1, 0, 7, 0, u8::from(is_in_idat), 0, 0, 0, 2], &extents]);
    let idat = boxed(b"idat", &[if is_in_idat { packet } else { b"" }]);
    let meta = boxed(b"meta", &[&[0; 4], &iinf, &iloc, &idat]);
    [ftyp, boxed(b"mdat", &[packet]), meta].concat()
}

fn jxl(boxes: &[Vec<u8>]) -> Vec<u8> {
    [&b"\0\0\0\x0CJXL \r\n\x87\n"[..], &boxes.concat()].concat()
}

/// A directory with one value, behind the header.
fn tiff(is_little: bool, tag: u16, value: &[u8]) -> Vec<u8> {
    let u16 = |n: u16| if is_little { n.to_le_bytes() } else { n.to_be_bytes() };
    let u32 = |n: u32| if is_little { n.to_le_bytes() } else { n.to_be_bytes() };
    let head: &[u8] = if is_little { b"II*\0" } else { b"MM\0*" };
    let entry = [&u16(tag)[..], &u16(1), &u32(value.len() as u32), &u32(26)].concat();
    [head, &u32(8), &u16(1), &entry, &[0; 4], value].concat()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

fn dataset(record: u8, number: u8, value: &[u8]) -> Vec<u8> {
    [&[0x1C, record, number][..], &(value.len() as u16).to_be_bytes(), value].concat()
}

/// Records of a charset, or none, and some keywords.
fn iptc(charset: &[u8], keywords: &[&[u8]]) -> Vec<u8> {
    let charset = if charset.is_empty() { Vec::new() } else { dataset(1, 90, charset) };
    [charset, dataset(2, 0, &[0, 2]), keywords.iter().flat_map(|word| dataset(2, 25, word)).collect()].concat()
}

/// Photoshop's blocks: one of another kind with an odd name and an odd size, and one of records.
fn blocks(records: &[u8]) -> Vec<u8> {
    let other = b"8BIM\x04\x0D\x02ab\0\0\0\0\x01z\0";
    let size = (records.len() as u32).to_be_bytes();
    let pad: &[u8] = if records.len() % 2 == 1 { &[0] } else { &[] };
    [&other[..], b"8BIM\x04\x04\0\0", &size, records, pad].concat()
}

fn in_jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
    [&[0xFF, 0xD8][..], &segments.concat(), &[0xFF, 0xDA, 0, 2]].concat()
}

fn jpeg_of_iptc(records: &[u8]) -> Vec<u8> {
    let blocks = blocks(records);
    let parts = blocks.split_at(blocks.len() / 2);
    let part = |part: &[u8]| segment(0xED, &[JPEG_PHOTOSHOP, part].concat());
    in_jpeg(&[part(parts.0), part(parts.1)])
}

fn xmp(subject: &[&str], paths: &[&str]) -> Vec<u8> {
    let list = |name: &str, items: &[&str]| {
        let items: String = items.iter().map(|item| format!("<rdf:li>{item}</rdf:li>")).collect();
        format!("<{name}><rdf:Bag>{items}</rdf:Bag></{name}>")
    };
    format!(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description \
         xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:lr='http://ns.adobe.com/lightroom/1.0/'>{}{}\
         </rdf:Description></rdf:RDF>",
        list("dc:subject", subject),
        list("lr:hierarchicalSubject", paths)
    )
    .into_bytes()
}

/// The words that a picture states, and what could not be read.
fn words(bytes: &[u8]) -> (Vec<String>, Option<String>) {
    let Embedded { statements, unread } = read(bytes);
    let shown = |word: &Word| match &word.namespace {
        Some(namespace) => format!("{namespace}:{}", word.text),
        None => word.text.clone(),
    };
    (statements.iter().flat_map(|statement| &statement.words).map(shown).collect(), unread)
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

fn packet(bytes: &[u8]) -> Packet<'_> {
    Packet::Xmp(Cow::Borrowed(bytes))
}

#[test]
fn every_format_has_its_place_for_xmp() {
    let text: &[&[u8]] = &[b"XML:com.adobe.xmp\0", &[0, 0, b'e', b'n', 0, 0], PACKET];
    let hex: String = PACKET.iter().map(|byte| format!("{byte:02x}")).collect();
    let raw = zlib(format!("\nxmp\n    {}\n{hex}\n", PACKET.len()).as_bytes());
    let brob = boxed(b"brob", &[b"Exif", b"?"]);
    for (name, bytes, n) in [
        ("jpeg", jpeg(), 2),
        ("png", png(&[(b"IHDR", &[&[0; 13]]), (b"iTXt", text), (b"IEND", &[])]), 1),
        ("png, compressed", png(&[(b"iTXt", &[text[0], &[1, 0, 0, 0], &zlib(PACKET)])]), 1),
        ("png, raw profile", png(&[(b"zTXt", &[b"Raw profile type xmp\0\0", &raw])]), 1),
        ("webp", webp(), 1),
        ("gif", gif_raw(), 1),
        ("blocks", gif_blocks(), 1),
        ("tiff", tiff(true, 0x02BC, PACKET), 1),
        ("avif", avif(PACKET, false, b""), 1),
        ("avif, idat", avif(PACKET, true, b""), 1),
        ("jxl", jxl(&[brob, boxed(b"xml ", &[PACKET])]), 1),
    ] {
        let found = find(&bytes, |_| true);
        assert_eq!(found.len(), n, "{name}");
        assert_eq!(found[0], packet(PACKET), "{name}");
        for end in 0..bytes.len() {
            read(&bytes[..end]);
        }
    }
    assert_eq!(find(&jpeg(), |_| true)[1], packet(b"abcdef"));
    let comment = segment(0xFE, &[&b"XML:com.adobe.xmp: "[..], PACKET].concat());
    assert_eq!(find(&in_jpeg(&[comment]), |_| true), [packet(PACKET)]);
    assert!(find(b"BM", |_| true).is_empty());
}

#[test]
fn keywords_of_iptc_and_exif_are_read() {
    let windows = |text: &str| [EXIF, &tiff(true, 0x9C9E, &utf16(text))].concat();
    let exif = segment(0xE1, &windows("crying; rem;夜;"));
    let latin: &[u8] = b"Caf\xE9";
    let long = [&[0x1C, 2, 25, 0x80, 4, 0, 0, 0, 3][..], b"rem"].concat();
    let raw = |name: &str, bytes: &[u8]| {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        let text = format!("Raw profile type {name}\0\n{name}\n      {}\n{hex}\n", bytes.len());
        png(&[(b"tEXt", &[text.as_bytes()])])
    };
    let rem = [&[0, 0, 0, 6][..], &windows("rem")].concat();
    for (bytes, expected) in [
        (jpeg_of_iptc(&iptc(b"\x1B%G", &["crying".as_bytes(), "涙".as_bytes()])), vec!["crying", "涙"]),
        (jpeg_of_iptc(&iptc(b"", &["涙".as_bytes(), latin])), vec!["涙", "Café"]),
        (jpeg_of_iptc(&long), vec!["rem"]),
        (jpeg_of_iptc(&iptc(b"", &[b"Anime|Clannad"])), vec!["series:Clannad"]),
        (in_jpeg(&[exif]), vec!["crying", "rem", "夜"]),
        (tiff(false, 0x83BB, &iptc(b"", &[b"rem"])), vec!["rem"]),
        (tiff(false, 0x8649, &blocks(&iptc(b"", &[b"rem"]))), vec!["rem"]),
        (png(&[(b"eXIf", &[&tiff(false, 0x9C9E, &utf16("rem"))])]), vec!["rem"]),
        (raw("iptc", &blocks(&iptc(b"", &[b"rem"]))), vec!["rem"]),
        (raw("iptc", &iptc(b"", &[b"rem"])), vec!["rem"]),
        (raw("exif", &windows("rem")), vec!["rem"]),
        (jxl(&[boxed(b"Exif", &[&[0; 4], &tiff(true, 0x9C9E, &utf16("rem"))])]), vec!["rem"]),
        (avif_item(b"Exif\0", &rem, false), vec!["rem"]),
    ] {
        let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        assert_eq!(words(&bytes), (expected, None));
        for end in 0..bytes.len() {
            read(&bytes[..end]);
        }
    }
}

#[test]
fn the_same_keywords_in_several_places_are_one_list() {
    let long = "a name that is so long that IPTC has no room for the end of it in its 64 bytes";
    let main = xmp(&["Character", "Rem", "Steins;Gate", long], &["Character|Rem"]);
    let records = iptc(b"\x1B%G", &[b"Character", b"Rem", b"Steins;Gate", &long.as_bytes()[..64], b"rain"]);
    let exif = [EXIF, &tiff(true, 0x9C9E, &utf16(&format!("Character;Rem;Steins;Gate;{long}")))].concat();
    let photoshop = segment(0xED, &[JPEG_PHOTOSHOP, &blocks(&records)].concat());
    let bytes = in_jpeg(&[segment(0xE1, &exif), segment(0xE1, &[JPEG_MAIN, &main].concat()), photoshop]);
    let expected = ["character:Rem", "Steins;Gate", long, "rain"].map(str::to_owned).to_vec();
    assert_eq!(words(&bytes), (expected, None));
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_kept() {
    let compressed = |bytes: &[u8]| png(&[(b"iTXt", &[b"XML:com.adobe.xmp\0", &[1, 0, 0, 0], bytes])]);
    let cut = |mut bytes: Vec<u8>| {
        bytes.truncate(bytes.len() - 2);
        bytes
    };
    let rem = iptc(b"", &[b"rem"]);
    let many: Vec<u8> = (0..=MAX_WORDS).flat_map(|n| dataset(2, 25, n.to_string().as_bytes())).collect();
    for (bytes, n, reason) in [
        (jpeg_of_iptc(&cut(iptc(b"", &[b"rem", b"rain"]))), 1, "IPTC keywords are damaged"),
        (jpeg_of_iptc(&iptc(b"", &[b"rem", b"\x83\x8C\x83\x80"])), 1, "neither UTF-8 nor Latin-1"),
        (jpeg_of_iptc(&iptc(b"\x1B%G", &[b"Caf\xE9"])), 0, "neither UTF-8 nor Latin-1"),
        (tiff(true, 0x83BB, &many), MAX_WORDS, "more than 4096 keywords"),
        (cut(tiff(true, 0x83BB, &rem)), 0, "EXIF block is damaged"),
        (tiff(true, 0x9C9E, &[0, 0xD8, 0x41, 0, 0, 0]), 0, "no UTF-16"),
        (compressed(&zlib(&vec![b' '; MAX_BYTES + 2])), 0, "damaged, or too long"),
        (compressed(b"?"), 0, "damaged, or too long"),
        (png(&[(b"iTXt", &[b"XML:com.adobe.xmp\0", &[0, 0, 0, 0], b"<x"])]), 0, "XMP packet cannot be read: not XMP"),
        (in_jpeg(&[extension(6, 0, b"abc")]), 0, "a part of its XMP packet is missing"),
        (jxl(&[boxed(b"brob", &[b"xml ", b"?"])]), 0, "Brotli"),
        (avif(PACKET, false, b"deflate"), 0, "in a way that is not read"),
    ] {
        let (words, unread) = words(&bytes);
        assert_eq!(words.len(), n, "{reason}");
        assert!(unread.as_ref().is_some_and(|unread| unread.contains(reason)), "{reason}: {unread:?}");
    }
}

#[test]
fn prompts_leave_room_for_keywords_and_packets_that_are_left_out_are_told() {
    let camera = segment(0xE1, &[EXIF, &tiff(true, 0x010F, b"prompt:{}\0")].concat());
    let tears = segment(0xE1, &[JPEG_MAIN, &xmp(&["tears"], &[])].concat());
    let raw = |packet: &[u8]| {
        let hex: String = packet.iter().map(|byte| format!("{byte:02x}")).collect();
        zlib(format!("\nexif\n    {}\n{hex}\n", packet.len()).as_bytes())
    };
    let raw = raw(&tiff(true, 0x010F, b"prompt:{}\0"));
    let profile: (&[u8; 4], &[&[u8]]) = (b"zTXt", &[b"Raw profile type exif\0\0", &raw]);
    for (name, bytes, has_tears, is_cut) in [
        ("prompts first", in_jpeg(&[vec![camera; 40].concat(), tears.clone()]), true, false),
        ("as many as are read", in_jpeg(&[vec![tears.clone(); MAX_PACKETS].concat()]), true, false),
        ("one more", in_jpeg(&[vec![tears; MAX_PACKETS + 1].concat()]), true, true),
        ("texts of a png", png(&vec![profile; MAX_PACKETS]), false, false),
        ("one more", png(&vec![profile; MAX_PACKETS + 1]), false, true),
    ] {
        let (words, unread) = words(&bytes);
        let is_told = unread.is_some_and(|unread| unread.contains("more than 16 packets"));
        assert_eq!((words.contains(&"tears".to_owned()), is_told), (has_tears, is_cut), "{name}");
    }
}

#[test]
fn an_extension_counts_only_whole() {
    for parts in [
        extension(6, 0, b"abc"),
        [extension(6, 0, b"abc"), extension(6, 2, b"def")].concat(),
        [extension(6, 0, b"abc"), extension(7, 3, b"def")].concat(),
        [extension(6, 0, b"abc"), extension(6, 0, b"abc")].concat(),
    ] {
        assert!(matches!(find(&in_jpeg(&[parts]), |_| true).as_slice(), [Packet::Unread(_)]));
    }
}
