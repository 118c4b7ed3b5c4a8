//! Lossy LZW: a run of pixels that was seen before becomes one code; here a run also does if it only looks like the pixels.
//!
//! All runs of the trie that are near enough are tried, depth first; the longest wins, less what it is off by. A pixel that is to be
//! written is never left transparent for that (it cost 16 of SSIMULACRA2 in a pan), nor is one drawn that is held.

use super::dither::Painter;
use super::oklab::{Lab, distance_squared};

/// The most codes, of 12 bits. The table is begun anew when it is full: to go on with it is 0.3 to 6 % larger.
const MOST_CODES: usize = 1 << 12;

/// How the tolerance depends on how much the lightness varies around a pixel: errors show in smooth places. 9 % fewer bytes at equal
/// SSIMULACRA2.
const IN_SMOOTH: f32 = 0.35;
const PER_RANGE: f32 = 12.0;
const IN_BUSY: f32 = 1.5;

/// No run.
const NONE: u16 = u16::MAX;

/// Encodes a layer. The first byte is the size of a pixel in bits, as the crate `gif` takes it.
///
/// A colour may be farther from the wanted one than the nearest is, by `tolerance` in Oklab; the nearest may always be taken.
pub(super) fn encode(painter: &mut Painter<'_>, tolerance: f32) -> Vec<u8> {
    let n_pixels = usize::from(painter.palette.transparent()) + 1;
    let mut trie = Trie::new(n_pixels);
    let mut codes = Codes::new(trie.bits);
    let tolerances: Vec<f32> =
        (0..painter.len()).map(|at| tolerance * (IN_SMOOTH + PER_RANGE * painter.range(at)).min(IN_BUSY)).collect();
    let mut stack = Vec::new();
    let (mut run, mut before) = (Vec::new(), None);
    let mut at = 0;
    while at < painter.len() {
        // The code that is learnt next may be this very one, if it repeats the last run and its first pixel.
        let guess = before.map(|before| trie.learn(before, run.first().copied().unwrap_or_default()));
        let found = best(&trie, painter, &tolerances, at, &mut stack);
        let first = trie.pixels(found, &mut run);
        if let Some((before, guess)) = before.zip(guess) {
            if guess != first {
                trie.forget(before);
                trie.learn(before, first);
            }
            codes.widen(trie.next - 1);
        }
        codes.write(found);
        for &pixel in &run {
            painter.settle(at, pixel);
            at += 1;
        }
        before = Some(found);
        if usize::from(trie.next) == MOST_CODES {
            codes.write(trie.clear_code());
            trie.clear();
            codes.clear();
            before = None;
        }
    }
    codes.finish(trie.clear_code() + 1)
}

/// A run that is being tried.
struct Try {
    node: u16,
    n: usize,
    score: f32,
    /// What its last pixel is off by.
    off: Lab,
}

/// Returns the run that stands for most pixels from one on, less what it is off by.
fn best(trie: &Trie, painter: &mut Painter<'_>, tolerances: &[f32], at: usize, stack: &mut Vec<Try>) -> u16 {
    let (mut best, mut best_score) = (0, f32::NEG_INFINITY);
    stack.clear();
    let transparent = painter.palette.transparent();
    match painter.wanted(at, [0.0; 3]) {
        None => stack.push(Try { node: transparent.into(), n: 1, score: 1.0, off: [0.0; 3] }),
        Some(wanted) => {
            let tolerance = tolerances[at];
            let (nearest, distance) = painter.palette.nearest(wanted);
            let least = distance.sqrt();
            for index in painter.palette.of_lightness(wanted[0], least + tolerance) {
                let chosen = painter.palette.lab(index);
                let more = distance_squared(chosen, wanted).sqrt() - least;
                if index == nearest || more <= tolerance {
                    let off = [0, 1, 2].map(|axis| wanted[axis] - chosen[axis]);
                    stack.push(Try { node: index.into(), n: 1, score: 1.0 - more / tolerance, off });
                }
            }
        }
    }
    while let Some(Try { node, n, score, off }) = stack.pop() {
        if score > best_score {
            (best, best_score) = (node, score);
        }
        let run = trie.nodes[usize::from(node)];
        if run.child == NONE || at + n >= tolerances.len() || score + f32::from(run.height) <= best_score {
            continue;
        }
        let wanted = painter.wanted(at + n, off);
        let least = wanted.map(|wanted| painter.palette.nearest(wanted).1.sqrt());
        let mut child = run.child;
        while child != NONE {
            let Node { pixel, sibling, .. } = trie.nodes[usize::from(child)];
            let Some((wanted, least)) = wanted.zip(least) else {
                if pixel == transparent {
                    stack.push(Try { node: child, n: n + 1, score: score + 1.0, off: [0.0; 3] });
                }
                child = sibling;
                continue;
            };
            if pixel != transparent {
                let (chosen, tolerance) = (painter.palette.lab(pixel), tolerances[at + n]);
                let more = distance_squared(chosen, wanted).sqrt() - least;
                if more <= tolerance {
                    let off = [0, 1, 2].map(|axis| wanted[axis] - chosen[axis]);
                    stack.push(Try { node: child, n: n + 1, score: score + 1.0 - more / tolerance, off });
                }
            }
            child = sibling;
        }
    }
    best
}

/// A run of pixels that has a code: another run and a pixel.
#[derive(Clone, Copy)]
struct Node {
    pixel: u8,
    before: u16,
    /// The run learnt last that is longer by a pixel, and the one learnt before this one that is longer than `before`.
    child: u16,
    sibling: u16,
    /// How many pixels longer the longest run is that begins so, at most.
    height: u16,
}

/// The runs that have codes.
struct Trie {
    nodes: Vec<Node>,
    bits: u32,
    /// The code that is learnt next.
    next: u16,
}

impl Trie {
    fn new(n_pixels: usize) -> Self {
        // A GIF has two bits at least; there are 256 pixels at most.
        let bits = n_pixels.next_power_of_two().trailing_zeros().max(2);
        let root = |pixel: usize| Node { pixel: pixel as u8, before: NONE, child: NONE, sibling: NONE, height: 0 };
        let mut trie = Self { nodes: (0..MOST_CODES).map(root).collect(), bits, next: 0 };
        trie.clear();
        trie
    }

    fn clear_code(&self) -> u16 {
        1 << self.bits
    }

    fn clear(&mut self) {
        // Behind the pixels are the codes that clear the table and end the picture.
        self.next = self.clear_code() + 2;
        let n_roots = 1 << self.bits;
        self.nodes.iter_mut().take(n_roots).for_each(|node| (node.child, node.height) = (NONE, 0));
    }

    /// Learns a run and a pixel; returns the pixel. A run that is known already takes a code, too.
    fn learn(&mut self, before: u16, pixel: u8) -> u8 {
        let sibling = self.nodes[usize::from(before)].child;
        self.nodes[usize::from(self.next)] = Node { pixel, before, child: NONE, sibling, height: 0 };
        self.nodes[usize::from(before)].child = self.next;
        self.next += 1;
        let (mut node, mut height) = (before, 1);
        while node != NONE && self.nodes[usize::from(node)].height < height {
            self.nodes[usize::from(node)].height = height;
            (node, height) = (self.nodes[usize::from(node)].before, height + 1);
        }
        pixel
    }

    /// Forgets what was learnt last, which is longer than `before`.
    fn forget(&mut self, before: u16) {
        self.next -= 1;
        self.nodes[usize::from(before)].child = self.nodes[usize::from(self.next)].sibling;
    }

    /// Writes down the pixels of a run; returns the first.
    fn pixels(&self, node: u16, run: &mut Vec<u8>) -> u8 {
        run.clear();
        let mut at = node;
        while at != NONE {
            run.push(self.nodes[usize::from(at)].pixel);
            at = self.nodes[usize::from(at)].before;
        }
        run.reverse();
        run.first().copied().unwrap_or_default()
    }
}

/// Codes as bits, the lowest first.
struct Codes {
    out: Vec<u8>,
    bits: u32,
    width: u32,
    waiting: u32,
    n_waiting: u32,
}

impl Codes {
    fn new(bits: u32) -> Self {
        let mut codes = Self { out: vec![bits as u8], bits, width: bits + 1, waiting: 0, n_waiting: 0 };
        codes.write(1 << bits);
        codes
    }

    fn clear(&mut self) {
        self.width = self.bits + 1;
    }

    /// Makes room for a code that was learnt: a reader learns it one code later.
    fn widen(&mut self, learnt: u16) {
        self.width += u32::from(u32::from(learnt) == 1 << self.width);
    }

    fn write(&mut self, code: u16) {
        self.waiting |= u32::from(code) << self.n_waiting;
        self.n_waiting += self.width;
        while self.n_waiting >= 8 {
            self.out.push(self.waiting as u8);
            self.waiting >>= 8;
            self.n_waiting -= 8;
        }
    }

    fn finish(mut self, end: u16) -> Vec<u8> {
        self.write(end);
        if self.n_waiting > 0 {
            self.out.push(self.waiting as u8);
        }
        self.out
    }
}
