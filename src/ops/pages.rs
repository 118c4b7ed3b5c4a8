//! The pages of a contact sheet: drawn and written one after another, so that memory is one page whatever their number.

use std::path::{Path, PathBuf};

use image::RgbaImage;

use super::error::Result;
use super::fonts::{FontFinder, FontSources};
use super::moving::{MovedPage, MovingCells};
use super::moving_format::MovingFormat;
use super::{Described, Error, Event, Motion, Outputs, Phase, Progress, Unseen};
use crate::render::sheet::{Cell, CellGroup, Layout, Mark, Page, Rect, SheetStyle, Slot};
use crate::render::{self, Encoding, Fonts};

/// Texts with characters that no font draws; a box stands for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undrawn {
    /// How many labels, titles and headings have some.
    pub labels: u64,
    /// Which characters, each once, in the order in which they were met.
    pub characters: Vec<char>,
}

impl Undrawn {
    /// Counts a text that is about to be drawn.
    pub(super) fn count(&mut self, fonts: &Fonts, text: &str) {
        let characters = fonts.undrawn(FontFinder::shown(text));
        self.merge(&Self { labels: u64::from(!characters.is_empty()), characters });
    }

    /// Adds the texts of another page.
    pub fn merge(&mut self, other: &Self) {
        self.labels += other.labels;
        for c in &other.characters {
            if !self.characters.contains(c) {
                self.characters.push(*c);
            }
        }
    }
}

/// What stands in a cell, beside its picture.
pub(super) struct Caption {
    pub(super) media: Described,
    pub(super) label: String,
}

/// What was drawn in a cell, and where.
pub(super) struct Drawn<'a> {
    pub(super) slot: &'a Slot,
    pub(super) area: Rect,
    pub(super) caption: Caption,
    /// Why the picture could not be shown.
    pub(super) unseen: Option<Unseen>,
    /// Why an animation stands still on a page that moves.
    pub(super) unmoved: Option<Unseen>,
}

/// The pages that were written.
#[derive(Default)]
pub(super) struct Written {
    pub(super) files: Vec<PathBuf>,
    /// What is written on each page without a font for it.
    pub(super) undrawn: Vec<Undrawn>,
    /// How each page was encoded that moves.
    pub(super) moved: Vec<MovedPage>,
}

/// The encoding that a sheet's name asks for.
fn encoding(output: &Path) -> Result<Encoding> {
    let extension = output.extension().map(|ext| ext.to_string_lossy().into_owned());
    extension
        .and_then(|ext| Encoding::from_extension(&ext))
        .ok_or_else(|| Error::OutputFormat { path: output.to_owned() })
}

/// A sheet whose style is settled and whose pages are not laid out yet.
pub(super) struct Pages {
    pub(super) style: SheetStyle,
    pub(super) finder: FontFinder,
    /// The shape of each cell in rows of one height; none in a grid.
    pub(super) shapes: Option<Vec<(u32, u32)>>,
    /// Whether small groups of a grid stand side by side.
    pub(super) is_flowing: bool,
    /// Whether they move at the least quality, since they were too large at it with larger cells.
    pub(super) is_least: bool,
    /// Of each cell, which part of the bar below its row it has, from 0 to 1, in place of a mark of its length; none without bars.
    pub(super) shares: Option<Vec<(f64, f64)>>,
    format: PageFormat,
    output: PathBuf,
}

/// How a page is written.
#[derive(Clone, Copy)]
enum PageFormat {
    Still(Encoding),
    Moving(Motion, MovingFormat),
}

impl Pages {
    /// Of pages that stand still, or move.
    ///
    /// # Errors
    /// If the output's name says no format of such, or a font cannot be read.
    pub(super) fn new(output: &Path, style: SheetStyle, fonts: &FontSources, motion: Option<Motion>) -> Result<Self> {
        let moving = |motion| match MovingFormat::of_name(output) {
            Some(format) => Ok(PageFormat::Moving(motion, format)),
            None => Err(Error::MovingFormat { path: output.to_owned() }),
        };
        let format = motion.map_or_else(|| encoding(output).map(PageFormat::Still), moving)?;
        Ok(Self {
            style,
            finder: FontFinder::new(fonts)?,
            shapes: None,
            is_flowing: false,
            is_least: false,
            shares: None,
            format,
            output: output.to_owned(),
        })
    }

    /// Lays out the cells of some groups.
    pub(super) fn layout(&self, groups: &[CellGroup]) -> Result<Layout> {
        Ok(match &self.shapes {
            Some(shapes) => Layout::justified(&self.style, groups, shapes)?,
            None if self.is_flowing => Layout::flowing(&self.style, groups)?,
            None => Layout::new(&self.style, groups)?,
        })
    }

    /// Lays out a cell for each of `items`, and draws and writes page after page. Before the first is drawn, it is known that all
    /// of them can be encoded and may be written.
    ///
    /// `caption` and `picture` say what stands in a cell ([`Error::Unseen`] is shown in the picture's place), `done` is told of each
    /// that was drawn. When `progress` breaks off, the page that is begun is not written.
    pub(super) fn draw<T>(
        mut self,
        groups: &[CellGroup],
        items: &[T],
        (caption, picture): (impl Fn(&T) -> Result<Caption>, impl Fn(&T, &Described, &Slot) -> Result<RgbaImage>),
        mut done: impl FnMut(Drawn<'_>),
        outputs: &mut Outputs<'_>,
        progress: &mut dyn Progress,
    ) -> Result<Written> {
        let fixed: Vec<&str> = groups.iter().filter_map(|group| group.heading.as_deref()).collect();
        self.finder.provide(&mut self.style.fonts, self.style.title.clone().as_deref().into_iter().chain(fixed));
        let layout = self.layout(groups)?;
        let Self { mut style, mut finder, is_least, shares, format, output, .. } = self;
        layout.check(match format {
            PageFormat::Still(encoding) => encoding.max_edge(),
            PageFormat::Moving(_, format) => format.max_edge(),
        })?;
        let files: Vec<PathBuf> =
            (0..layout.n_pages()).map(|number| page_path(&output, number, layout.n_pages())).collect();
        files.iter().try_for_each(|file| outputs.admit(file))?;
        let mut written = Written::default();
        if progress.on(Event::Planned { phase: Phase::Work, items: items.len() as u64, bytes: 0 }).is_break() {
            return Ok(written);
        }
        let mut items = items.iter();
        let mut shares = shares.map(Vec::into_iter);
        // What may be too large is written when all pages are known to fit.
        let mut held = Vec::new();
        'pages: for (number, file) in (0..).zip(&files) {
            let slots = layout.slots_on(number);
            let on_page: Vec<(&T, Caption)> =
                items.by_ref().take(slots.len()).map(|item| Ok((item, caption(item)?))).collect::<Result<_>>()?;
            finder.provide(&mut style.fonts, on_page.iter().map(|(_, caption)| caption.label.as_str()));
            let mut undrawn = Undrawn::default();
            let labels = on_page.iter().map(|(_, caption)| caption.label.as_str());
            for text in style.title.as_deref().into_iter().chain(layout.headings_on(number)).chain(labels) {
                undrawn.count(&style.fonts, text);
            }
            let mut page = Page::new(&layout, &style, number);
            let mut moving = match format {
                PageFormat::Moving(motion, format) => Some(MovingCells::new(motion, format, is_least)?),
                PageFormat::Still(_) => None,
            };
            for (slot, (item, caption)) in slots.iter().zip(on_page) {
                let lines: Vec<&str> = caption.label.lines().collect();
                let mut unmoved = None;
                let (area, unseen) = match picture(item, &caption.media, slot) {
                    Ok(picture) => {
                        let length = length(caption.media.facts.duration_ms, caption.media.facts.frames);
                        let has_mark = caption.media.facts.animated && shares.is_none();
                        let mark = has_mark.then_some(Mark::Animation(&length));
                        if let (Some(moving), Some(_)) = (&mut moving, mark) {
                            unmoved = match moving.add(slot, style.fit, &length, &caption.media) {
                                Err(Error::Unseen(reason)) => Some(reason),
                                added => added.map(|()| None)?,
                            };
                        }
                        (page.draw(slot, &Cell { picture: &picture, label: &lines, mark }), None)
                    }
                    Err(Error::Unseen(reason)) => {
                        page.draw_missing(slot, &reason.to_string(), &lines);
                        (slot.area, Some(reason))
                    }
                    Err(error) => return Err(error),
                };
                if let Some(share) = shares.as_mut().and_then(Iterator::next) {
                    page.draw_share(slot, share);
                }
                let flow = progress.on(Event::Done { path: &caption.media.path, bytes: 0 });
                done(Drawn { slot, area, caption, unseen, unmoved });
                if flow.is_break() {
                    break 'pages;
                }
            }
            match (moving, format) {
                (Some(moving), _) => {
                    let encoded = moving.encode(&mut page, file, progress);
                    if matches!(encoded, Err(Error::TooManyBytes { .. })) {
                        outputs.withdraw(&files);
                    }
                    let Some((bytes, moved)) = encoded? else { break };
                    held.push((file, bytes));
                    written.moved.push(moved);
                }
                (None, PageFormat::Still(encoding)) => {
                    outputs.write(file, &render::encode(&page.finish(), encoding)?)?;
                }
                (None, PageFormat::Moving(..)) => {}
            }
            written.files.push(file.clone());
            written.undrawn.push(undrawn);
        }
        for (file, bytes) in held {
            outputs.write(file, &bytes)?;
        }
        Ok(written)
    }
}

/// How long an animation is: `1.5 s`, `1:05`, or `24 frames` if no time is known.
fn length(duration_ms: Option<i64>, frames: u32) -> String {
    match duration_ms.map(|ms| (ms, (ms + 50) / 100)) {
        Some((1.., tenths @ ..=99)) => format!("{}.{} s", tenths.max(1) / 10, tenths.max(1) % 10),
        Some((1.., tenths @ 100..=599)) => format!("{} s", (tenths + 5) / 10),
        Some((1.., tenths)) => format!("{}:{:02}", tenths / 600, tenths % 600 / 10),
        _ => format!("{frames} frames"),
    }
}

/// `sheet.png`, or `sheet-02.png` for the second of several pages.
fn page_path(output: &Path, number: u32, n_pages: u32) -> PathBuf {
    if n_pages <= 1 {
        return output.to_owned();
    }
    let digits = n_pages.to_string().len().max(2);
    let mut name = output.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{:0digits$}.", number + 1));
    name.push(output.extension().unwrap_or_default());
    output.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_says_its_unit() {
        for (ms, frames, expected) in [
            (Some(1500), 24, "1.5 s"),
            (Some(20), 2, "0.1 s"),
            (Some(9960), 90, "10 s"),
            (Some(65_000), 900, "1:05"),
            (Some(0), 24, "24 frames"),
            (None, 24, "24 frames"),
        ] {
            assert_eq!(length(ms, frames), expected);
        }
    }
}
