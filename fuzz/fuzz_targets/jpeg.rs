//! The JPEG decoder on hostile bytes: no panic, no hang, limits kept at every size.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nakigao::media::{Format, Limits, decode, probe};

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { pixels: 1 << 20, ..Limits::default() };
    if let Ok(facts) = probe(bytes, Format::Jpeg, &limits) {
        for at_least in [16, 100, u32::MAX] {
            let _ = decode(bytes, &facts, at_least, &limits);
        }
    }
});
