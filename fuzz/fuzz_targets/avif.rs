//! The AVIF container on hostile bytes: boxes, properties, grids and layers; no panic, no hang, limits kept at every size.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nakigao::media::{Format, Limits, decode, probe};

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { pixels: 1 << 20, ..Limits::default() };
    if let Ok(facts) = probe(bytes, Format::Avif, &limits) {
        for at_least in [16, u32::MAX] {
            let _ = decode(bytes, &facts, at_least, &limits);
        }
    }
});
