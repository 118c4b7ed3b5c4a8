//! Micro-benchmarks: one file of each format of the demo, from its bytes to what an import keeps of it.
//!
//! `cargo bench --locked --bench decoders`. They are for comparing two versions of this program; bench/compare.py and
//! bench/gif.rs compare it with others, on real files.

use std::path::Path;

use divan::Bencher;
use divan::counter::BytesCount;
use nakigao::fingerprint::{ContentHash, Look};
use nakigao::media::{self, Format, Limits};
use nakigao::render::{self, Encoding};

/// The edge of a thumbnail.
const EDGE: u32 = 256;

const FILES: [&str; 5] = [
    "Clannad/Nagisa Furukawa/at the foot of the slope.jpg",
    "Naruto/Hinata Hyuga/moonlight.jpg",
    "Clannad/Nagisa Furukawa/dango (screenshot).png",
    "Your Lie in April/Kousei Arima/a lie in April.gif",
    "Clannad/Nagisa Furukawa/渚の涙.gif",
];

fn main() {
    divan::main();
}

fn read(file: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gallery").join(file);
    std::fs::read(&path).expect("the demo is in the repository")
}

fn decoded(bytes: &[u8], at_least: u32) -> media::Decoded {
    let format = Format::recognise(bytes, None).expect("a picture of the demo");
    let limits = Limits::default();
    let facts = media::probe(bytes, format, &limits).expect("a sound file");
    media::decode(bytes, &facts, at_least, &limits).expect("a sound file")
}

#[divan::bench(args = FILES)]
fn to_thumbnail_size(bencher: Bencher<'_, '_>, file: &str) {
    let bytes = read(file);
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| decoded(&bytes, EDGE));
}

#[divan::bench(args = FILES)]
fn to_full_size(bencher: Bencher<'_, '_>, file: &str) {
    let bytes = read(file);
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| decoded(&bytes, u32::MAX));
}

#[divan::bench(args = FILES)]
fn content_hash(bencher: Bencher<'_, '_>, file: &str) {
    let bytes = read(file);
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| ContentHash::of(&bytes));
}

#[divan::bench(args = FILES)]
fn look(bencher: Bencher<'_, '_>, file: &str) {
    let picture = render::thumbnail(&decoded(&read(file), EDGE).poster, EDGE);
    bencher.bench(|| Look::of(&picture));
}

#[divan::bench(args = FILES)]
fn thumbnail_and_encode(bencher: Bencher<'_, '_>, file: &str) {
    let picture = decoded(&read(file), EDGE).poster;
    bencher.bench(|| render::encode(&render::thumbnail(&picture, EDGE), Encoding::THUMBNAIL));
}
