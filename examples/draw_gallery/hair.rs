//! Hair: locks with a root and a tip, laid over each other, and the band of light across them.

use crate::geom::{P, Shape, curve, lerp, p, part, smooth};
use crate::paint::{Colour, Paint};
use crate::view::Pen;

/// The colours of a head of hair.
#[derive(Clone, Debug)]
pub(crate) struct Tone {
    pub(crate) dark: Colour,
    pub(crate) base: Colour,
    pub(crate) light: Colour,
    pub(crate) shine: Colour,
    pub(crate) line: Colour,
}

/// One lock: the way of its middle from root to tip, and its greatest half-width.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lock {
    pub(crate) way: &'static [(f32, f32)],
    pub(crate) wide: f32,
    /// The width of the root and of the tip as parts of the greatest.
    pub(crate) root: f32,
    pub(crate) tip: f32,
}

/// A lock that ends in a point.
pub(crate) const fn lock(way: &'static [(f32, f32)], wide: f32) -> Lock {
    Lock { way, wide, root: 0.55, tip: 0.0 }
}

/// A lock that begins and ends as given.
pub(crate) const fn tuft(way: &'static [(f32, f32)], wide: f32, root: f32, tip: f32) -> Lock {
    Lock { way, wide, root, tip }
}

impl Lock {
    /// The middle line, moved by the wind the more the nearer to the tip.
    fn line(&self, wind: f32) -> Vec<P> {
        let last = (self.way.len() - 1) as f32;
        let moved: Vec<P> =
            (self.way.iter().enumerate()).map(|(i, &(x, y))| p(x + wind * (i as f32 / last).powi(2), y)).collect();
        curve(&moved)
    }

    fn half_width(&self, s: f32) -> f32 {
        let from_root = lerp(self.root, 1.0, smooth(0.0, 0.4, s));
        let to_tip = lerp((1.0 - s.powf(2.4)).max(0.0).powf(0.85), 1.0, self.tip);
        self.wide * from_root * to_tip
    }

    /// Its silhouette.
    pub(crate) fn shape(&self, wind: f32) -> Shape {
        Shape::ribbon(&self.line(wind), |s| self.half_width(s))
    }

    /// Draws it.
    pub(crate) fn draw(&self, pen: &mut Pen<'_>, tone: &Tone, wind: f32) {
        let line = self.line(wind);
        let body = self.shape(wind);
        let (root, tip) = (line[0], line[line.len() - 1]);
        let colours = [tone.base.mix(tone.dark, 0.25), tone.base, tone.base.mix(tone.light, 0.35), tone.light];
        pen.fill(&body, Paint::linear(root, tip, &colours));
        let edge = |side: f32, from: f32, to: f32, inset: f32| {
            let last = (line.len() - 1) as f32;
            let moved: Vec<P> = (line.iter().enumerate())
                .map(|(i, &at)| {
                    let (before, after) = (line[i.saturating_sub(1)], line[(i + 1).min(line.len() - 1)]);
                    at + (after - before).normal() * (side * self.half_width(i as f32 / last) * inset)
                })
                .collect();
            part(&moved, from, to)
        };
        // One side in shade makes a lock round.
        let shaded = Shape::between(&edge(-1.0, 0.15, 1.0, 1.0), &edge(-1.0, 0.15, 1.0, 0.35));
        pen.fill(&shaded, tone.dark.fade(0.38));
        if self.wide > 0.05 {
            pen.ink(&edge(0.4, 0.25, 0.85, 1.0), 0.014, tone.light.fade(0.55));
            pen.ink(&edge(0.05, 0.3, 0.92, 1.0), 0.012, tone.dark.fade(0.6));
        }
        for side in [-1.0, 1.0] {
            pen.ink(&edge(side, 0.12, 1.0, 1.0), 0.024, tone.line.fade(0.9));
        }
    }
}

/// Where the light lies on the hair: the height of the band in the middle, how far it sinks towards the temples, and its
/// strength.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gloss {
    pub(crate) level: f32,
    pub(crate) sink: f32,
    pub(crate) strength: f32,
}

impl Lock {
    /// Lays its share of the band of light over the lock: strokes side by side that merge in the middle.
    fn shine(&self, pen: &mut Pen<'_>, tone: &Tone, gloss: &Gloss, wind: f32) {
        let line = self.line(wind);
        let last = line.len() - 1;
        let above = |q: &P| q.y < gloss.level + gloss.sink * q.x * q.x;
        let Some(at) = line.iter().rposition(above).filter(|&i| i > 2 && i < last * 3 / 4) else { return };
        let centre = at as f32 / last as f32;
        let length: f32 = line.windows(2).map(|w| (w[1] - w[0]).length()).sum();
        let count = ((self.wide / 0.045).round() as usize).clamp(2, 5);
        for i in 0..count {
            let across = (i as f32 + 0.5) / count as f32 * 2.0 - 1.0;
            let reach = (0.07 + 0.05 * ((at * 5 + i * 3) % 4) as f32) / length * (1.0 - 0.35 * across.abs());
            let moved: Vec<P> = (line.iter().enumerate())
                .map(|(k, &q)| {
                    let (before, after) = (line[k.saturating_sub(1)], line[(k + 1).min(last)]);
                    q + (after - before).normal() * (across * 0.92 * self.half_width(k as f32 / last as f32))
                })
                .collect();
            let stroke = part(&moved, centre - reach, centre + reach * 1.15);
            let wide = self.half_width(centre) / count as f32 * 1.12;
            let body = Shape::ribbon(&stroke, |s| wide * (4.0 * s * (1.0 - s)).max(0.0).sqrt());
            pen.fill(&body, tone.shine.fade(gloss.strength));
        }
    }
}

/// Draws locks one over the other.
pub(crate) fn locks(pen: &mut Pen<'_>, tone: &Tone, locks: &[Lock], wind: f32, gloss: Option<&Gloss>) {
    for lock in locks {
        lock.draw(pen, tone, wind);
        if let Some(gloss) = gloss {
            lock.shine(pen, tone, gloss, wind);
        }
    }
}
