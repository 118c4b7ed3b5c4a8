//! JPEG: a small encoder that can do what the usual one cannot, namely four components, subsampled colours, several
//! scans, restarts and any header segment.
//!
//! The Huffman codes are of one length (4 bits for DC, 8 for AC): wasteful, and short to write.

use std::f64::consts::PI;

/// One component: its sampling factors and its samples at full size.
pub(crate) struct Component {
    pub(crate) sampling: (usize, usize),
    pub(crate) samples: Vec<f64>,
}

pub(crate) struct Jpeg {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) components: Vec<Component>,
    /// Header segments after the start: marker and content.
    pub(crate) segments: Vec<(u8, Vec<u8>)>,
    pub(crate) progressive: bool,
    /// Blocks groups (MCUs) between restarts; 0 for none.
    pub(crate) restart: usize,
}

/// The quantiser of all coefficients.
const STEP: f64 = 2.0;

/// The coefficients of a component, block by block, in zigzag order.
struct Blocks {
    /// Blocks in a row, filled up to whole MCUs.
    across: usize,
    /// Blocks that hold pixels: what a scan of this component alone codes.
    real: (usize, usize),
    sampling: (usize, usize),
    coefficients: Vec<[i32; 64]>,
}

impl Jpeg {
    /// Colours as luma and two chromas, full size unless `sampling` of the luma says otherwise.
    pub(crate) fn ycc(picture: &image::RgbImage, sampling: (usize, usize)) -> Self {
        let [y, cb, cr] = ycc(picture.pixels().map(|p| p.0.map(f64::from)));
        let whole = (1, 1);
        Self::of(picture.dimensions(), vec![(sampling, y), (whole, cb), (whole, cr)])
    }

    pub(crate) fn of(size: (u32, u32), components: Vec<((usize, usize), Vec<f64>)>) -> Self {
        let components = components.into_iter().map(|(sampling, samples)| Component { sampling, samples }).collect();
        let (width, height) = (size.0 as usize, size.1 as usize);
        Self { width, height, components, segments: Vec::new(), progressive: false, restart: 0 }
    }

    pub(crate) fn with(mut self, marker: u8, content: Vec<u8>) -> Self {
        self.segments.push((marker, content));
        self
    }

    pub(crate) fn file(&self) -> Vec<u8> {
        let most = |f: fn(&Component) -> usize| self.components.iter().map(f).max().unwrap_or(1);
        let max = (most(|c| c.sampling.0), most(|c| c.sampling.1));
        let mcus = (self.width.div_ceil(8 * max.0), self.height.div_ceil(8 * max.1));
        let blocks: Vec<Blocks> = self.components.iter().map(|c| self.blocks(c, max, mcus)).collect();
        let mut out = vec![0xFF, 0xD8];
        for (marker, content) in &self.segments {
            segment(&mut out, *marker, content);
        }
        let table: Vec<u8> = std::iter::once(0).chain([STEP as u8; 64]).collect();
        segment(&mut out, 0xDB, &table);
        let (h, w) = ((self.height as u16).to_be_bytes(), (self.width as u16).to_be_bytes());
        let mut frame = vec![8, h[0], h[1], w[0], w[1], self.components.len() as u8];
        for (n, component) in self.components.iter().enumerate() {
            frame.extend([n as u8 + 1, (component.sampling.0 << 4 | component.sampling.1) as u8, 0]);
        }
        segment(&mut out, if self.progressive { 0xC2 } else { 0xC0 }, &frame);
        segment(&mut out, 0xC4, &[&[0, 0, 0, 0, 12][..], &[0; 12], &(0..12).collect::<Vec<u8>>()].concat());
        let symbols = ac_symbols();
        segment(&mut out, 0xC4, &[&[0x10, 0, 0, 0, 0, 0, 0, 0, symbols.len() as u8][..], &[0; 8], &symbols].concat());
        if self.restart > 0 {
            segment(&mut out, 0xDD, &(self.restart as u16).to_be_bytes());
        }
        let all: Vec<usize> = (0..blocks.len()).collect();
        if self.progressive {
            scan(&mut out, &blocks, &all, mcus, 0, Band { from: 0, to: 0, high: 0, low: 1 });
            for n in all.clone() {
                scan(&mut out, &blocks, &[n], mcus, 0, Band { from: 1, to: 5, high: 0, low: 0 });
                scan(&mut out, &blocks, &[n], mcus, 0, Band { from: 6, to: 63, high: 0, low: 0 });
            }
            scan(&mut out, &blocks, &all, mcus, 0, Band { from: 0, to: 0, high: 1, low: 0 });
        } else {
            scan(&mut out, &blocks, &all, mcus, self.restart, Band { from: 0, to: 63, high: 0, low: 0 });
        }
        out.extend([0xFF, 0xD9]);
        out
    }

    fn blocks(&self, component: &Component, max: (usize, usize), mcus: (usize, usize)) -> Blocks {
        let (across, down) = (mcus.0 * component.sampling.0, mcus.1 * component.sampling.1);
        let (step_x, step_y) = (max.0 / component.sampling.0, max.1 / component.sampling.1);
        let sample = |x: usize, y: usize| {
            let mut sum = 0.0;
            for dy in 0..step_y {
                for dx in 0..step_x {
                    // The last pixel goes on beyond the edge.
                    let (x, y) = ((x * step_x + dx).min(self.width - 1), (y * step_y + dy).min(self.height - 1));
                    sum += component.samples[y * self.width + x];
                }
            }
            sum / (step_x * step_y) as f64
        };
        let block = |n: usize| {
            let (left, top) = (n % across * 8, n / across * 8);
            transform(|x, y| sample(left + x, top + y) - 128.0)
        };
        let real = (self.width.div_ceil(8 * step_x), self.height.div_ceil(8 * step_y));
        Blocks { across, real, sampling: component.sampling, coefficients: (0..across * down).map(block).collect() }
    }
}

/// Luma and chromas of RGB, as JFIF has them.
pub(crate) fn ycc(colours: impl Iterator<Item = [f64; 3]>) -> [Vec<f64>; 3] {
    let mut planes = [Vec::new(), Vec::new(), Vec::new()];
    for [r, g, b] in colours {
        let y = 0.299 * r + 0.587 * g + 0.114 * b;
        for (plane, value) in planes.iter_mut().zip([y, (b - y) / 1.772 + 128.0, (r - y) / 1.402 + 128.0]) {
            plane.push(value);
        }
    }
    planes
}

fn segment(out: &mut Vec<u8>, marker: u8, content: &[u8]) {
    out.extend([0xFF, marker]);
    out.extend((content.len() as u16 + 2).to_be_bytes());
    out.extend(content);
}

fn transform(sample: impl Fn(usize, usize) -> f64) -> [i32; 64] {
    let cosine = |at: usize, frequency: usize| ((2 * at + 1) as f64 * frequency as f64 * PI / 16.0).cos();
    let scale = |frequency: usize| if frequency == 0 { 0.5_f64.sqrt() } else { 1.0 };
    let zigzag = zigzag();
    std::array::from_fn(|n| {
        let (u, v) = zigzag[n];
        let mut sum = 0.0;
        for y in 0..8 {
            for x in 0..8 {
                sum += sample(x, y) * cosine(x, u) * cosine(y, v);
            }
        }
        (sum * scale(u) * scale(v) / 4.0 / STEP).round() as i32
    })
}

/// Column and row of each coefficient, along the diagonals, every other one upwards.
fn zigzag() -> Vec<(usize, usize)> {
    let mut places: Vec<(usize, usize)> = (0..64).map(|n| (n % 8, n / 8)).collect();
    places.sort_by_key(|&(x, y)| (x + y, if (x + y) % 2 == 0 { x } else { y }));
    places
}

/// Run and size in a byte, and the two symbols without a size: end of block, sixteen zeros.
fn ac_symbols() -> Vec<u8> {
    let sized = (0..16).flat_map(|run| (1..=10).map(move |size| run << 4 | size));
    [0x00, 0xF0].into_iter().chain(sized).collect()
}

/// What of the coefficients a scan holds: which of them, and which bits.
#[derive(Clone, Copy)]
struct Band {
    from: usize,
    to: usize,
    high: u8,
    low: u8,
}

fn scan(out: &mut Vec<u8>, blocks: &[Blocks], which: &[usize], mcus: (usize, usize), restart: usize, band: Band) {
    let mut head = vec![which.len() as u8];
    which.iter().for_each(|&n| head.extend([n as u8 + 1, 0]));
    head.extend([band.from as u8, band.to as u8, band.high << 4 | band.low]);
    segment(out, 0xDA, &head);
    let mut bits = Bits { out, window: 0, n_bits: 0 };
    let mut last = vec![0; which.len()];
    if let (&[n], true) = (which, blocks.len() > 1) {
        // A scan of one component of several goes over its own blocks, row by row.
        let b = &blocks[n];
        for at in 0..b.real.0 * b.real.1 {
            let (x, y) = (at % b.real.0, at / b.real.0);
            bits.block(&b.coefficients[y * b.across + x], band, &mut last[0]);
        }
    } else {
        for mcu in 0..mcus.0 * mcus.1 {
            if restart > 0 && mcu > 0 && mcu % restart == 0 {
                bits.end();
                bits.out.extend([0xFF, 0xD0 + (mcu / restart - 1) as u8 % 8]);
                last.fill(0);
            }
            for (&n, last) in which.iter().zip(&mut last) {
                let b = &blocks[n];
                for part in 0..b.sampling.0 * b.sampling.1 {
                    let x = mcu % mcus.0 * b.sampling.0 + part % b.sampling.0;
                    let y = mcu / mcus.0 * b.sampling.1 + part / b.sampling.0;
                    bits.block(&b.coefficients[y * b.across + x], band, last);
                }
            }
        }
    }
    bits.end();
}

struct Bits<'a> {
    out: &'a mut Vec<u8>,
    window: u32,
    n_bits: u32,
}

impl Bits<'_> {
    fn put(&mut self, value: u32, n_bits: u32) {
        self.window = self.window << n_bits | value;
        self.n_bits += n_bits;
        while self.n_bits >= 8 {
            self.n_bits -= 8;
            let byte = (self.window >> self.n_bits) as u8;
            self.window &= (1 << self.n_bits) - 1;
            self.out.push(byte);
            if byte == 0xFF {
                self.out.push(0);
            }
        }
    }

    fn end(&mut self) {
        let missing = (8 - self.n_bits % 8) % 8;
        self.put((1 << missing) - 1, missing);
    }

    fn block(&mut self, coefficients: &[i32; 64], band: Band, last: &mut i32) {
        if band.from == 0 {
            let dc = coefficients[0] >> band.low;
            if band.high > 0 {
                self.put((dc & 1) as u32, 1);
                return;
            }
            let difference = dc - *last;
            *last = dc;
            let size = 32 - difference.unsigned_abs().leading_zeros();
            self.put(size, 4);
            self.magnitude(difference, size);
        }
        let mut run = 0;
        for &value in coefficients.get(band.from.max(1)..=band.to).unwrap_or_default() {
            if value == 0 {
                run += 1;
                continue;
            }
            while run > 15 {
                self.symbol(0xF0);
                run -= 16;
            }
            let size = 32 - value.unsigned_abs().leading_zeros();
            self.symbol((run << 4) as u8 | size as u8);
            self.magnitude(value, size);
            run = 0;
        }
        if run > 0 {
            self.symbol(0);
        }
    }

    fn symbol(&mut self, symbol: u8) {
        let code = ac_symbols().iter().position(|&known| known == symbol).unwrap_or(0);
        self.put(code as u32, 8);
    }

    /// A value's low bits; negative ones are written less one.
    fn magnitude(&mut self, value: i32, size: u32) {
        let low = if value < 0 { value - 1 } else { value };
        self.put(low as u32 & ((1 << size) - 1), size);
    }
}
