//! Copies to be shared: of a size, a length and a format that a service takes, without metadata.
//!
//! Start reading at [`share()`]. A copy of an animation ([`animation`]) is a timeline of frames ([`timeline`]) that are decoded once
//! ([`clip`]) and encoded until they fit ([`search`]); of a picture that does not move, [`still`] does the same with one.

mod animation;
mod as_it_is;
mod bounds;
mod clip;
mod error;
mod format;
mod layout;
mod looping;
mod made;
mod scene;
mod search;
mod service;
mod still;
mod timeline;

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::copy_name::CopyNames;
use super::described::describe_by_id;
use super::error::Result;
use super::export::{with_suffix, xmp_beside};
use super::fonts::{FontFinder, FontSources};
use super::picture::{bytes, format};
use super::selection::resolve;
use super::{
    ContentHash, Described, Error, Event, Gallery, Outputs, Phase, Progress, Refused, Selection, Undrawn, Unseen,
};
use crate::catalog::MediaId;
use crate::examine;
use crate::media::{Format, Limits};
use crate::render::{Fonts, Repeat};
use crate::tag::composed;

use animation::Moving;
use as_it_is::as_it_is;
use bounds::Bounds;
use layout::CaptionText;
use looping::closing;
use made::Made;
use scene::OtherScene;
use still::Standing;
use timeline::Timeline;

pub use crate::render::Dither;
pub use error::ShareError;
pub use format::ShareFormat;
pub use looping::ShareLoop;
pub use service::{Allowed, SERVICES, Service};

/// What copies are like, and where they go.
#[derive(Clone, Debug, Default)]
pub struct ShareOptions {
    /// A file for one copy, or a folder.
    pub output: PathBuf,
    /// Whose limits hold.
    pub service: Option<&'static Service>,
    /// The most bytes, in place of the service's.
    pub max_bytes: Option<u64>,
    /// The most pixels across; nothing is enlarged.
    pub width: Option<u32>,
    /// Where the copy begins and ends in the time of the source.
    pub from: Option<Duration>,
    /// Where it ends.
    pub to: Option<Duration>,
    /// The copy is what the source shares with this animation.
    pub scene: Option<ContentHash>,
    /// How many times faster it runs.
    pub speed: Option<f64>,
    /// How it begins again.
    pub repeats: ShareLoop,
    /// The format in place of the service's or the source's; what it cannot hold gets another.
    pub format: Option<ShareFormat>,
    /// What is written on it.
    pub caption: Option<String>,
    /// How a GIF shows colours between those that it has; by default softly.
    pub dither: Option<Dither>,
    /// Whether tags and notes are written to an XMP file beside each copy.
    pub tags: bool,
    /// Where fonts are looked for when the embedded ones lack a character.
    pub fonts: FontSources,
}

/// What was made.
#[derive(Debug, Default)]
pub struct ShareReport {
    /// The copies that were written, in order.
    pub copies: Vec<SharedCopy>,
    /// What has none, and why.
    pub refused: Vec<Refused>,
    /// The caption, if it has characters that no font draws.
    pub undrawn: Undrawn,
}

/// A copy that was written.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedCopy {
    /// Where it is.
    pub path: PathBuf,
    /// What it is a copy of.
    pub hash: ContentHash,
    /// The path that is listed under; `None` if it has no file any more.
    pub source: Option<PathBuf>,
    /// Its bytes.
    pub bytes: u64,
    /// Pixels across and down.
    pub size: (u32, u32),
    /// Its format.
    pub format: ShareFormat,
    /// How many frames it has and how long it runs; none of a still.
    pub moves: Option<(usize, Duration)>,
    /// 0 to 100; none where nothing is lost.
    pub quality: Option<u8>,
    /// How often it was encoded until it fitted; 0 if it has the very pixels of its source.
    pub n_encodings: u32,
    /// How well its frames close, of 0 to 1, where such were looked for.
    pub loop_score: Option<f64>,
    /// The XMP file beside it.
    pub sidecar: Option<PathBuf>,
}

/// Writes a copy of each media of a selection.
///
/// # Errors
/// If the selection is wrong, or is several media where the output is a file; if the output may not or cannot be written. What cannot
/// be copied for a reason of its own is in the report.
pub fn share(
    gallery: &Gallery,
    selection: &Selection,
    options: &ShareOptions,
    outputs: &mut Outputs<'_>,
    progress: &mut dyn Progress,
) -> Result<ShareReport> {
    let mut report = ShareReport::default();
    let ids = resolve(gallery, selection)?;
    let target = Target::of(&options.output)?;
    match &target {
        Target::File(_) if ids.len() > 1 => {
            return Err(ShareError::Several { path: options.output.clone(), n: ids.len() }.into());
        }
        Target::File(_) => outputs.check(&options.output)?,
        Target::Folder => outputs.admit_folder(&options.output)?,
    }
    let caption = match &options.caption {
        Some(text) => Some(caption(text, &options.fonts, &mut report.undrawn)?),
        None => None,
    };
    let scene = options.scene.map(|hash| OtherScene::of(gallery, &hash)).transpose()?;
    let mut copying = Copying { gallery, options, target, caption, scene, names: CopyNames::default() };
    if progress.on(Event::Planned { phase: Phase::Work, items: ids.len() as u64, bytes: 0 }).is_break() {
        return Ok(report);
    }
    for id in ids {
        let media = describe_by_id(gallery, id)?.as_on_disk();
        match copying.copy(id, &media, outputs, progress) {
            Ok(Some(copy)) => report.copies.push(copy),
            // It was broken off.
            Ok(None) => break,
            Err(error) if is_of_one(&error) => report.refused.push(Refused { path: media.path.clone(), error }),
            Err(error) => return Err(error),
        }
        if progress.on(Event::Done { path: &media.path, bytes: 0 }).is_break() {
            break;
        }
    }
    Ok(report)
}

/// Whether an error is of one media alone, so that others may be copied.
fn is_of_one(error: &Error) -> bool {
    match error {
        Error::Share(error) => error.is_of_one(),
        error => matches!(error, Error::Unseen(_) | Error::Render(_) | Error::NotOurs { .. }),
    }
}

/// What an output is taken for.
enum Target {
    File(ShareFormat),
    Folder,
}

impl Target {
    /// A folder that is there, or a name without an extension, is a folder.
    fn of(output: &Path) -> Result<Self> {
        let is_folder = output.is_dir() || output.as_os_str().as_encoded_bytes().ends_with(b"/");
        match ShareFormat::of_name(output) {
            Some(format) if !is_folder => Ok(Self::File(format)),
            None if !is_folder && output.extension().is_some() => {
                Err(ShareError::OutputName { path: output.to_owned() }.into())
            }
            _ => Ok(Self::Folder),
        }
    }
}

fn caption(text: &str, sources: &FontSources, undrawn: &mut Undrawn) -> Result<CaptionText> {
    let (text, mut fonts) = (composed(text), Fonts::default());
    FontFinder::new(sources)?.provide(&mut fonts, [text.as_str()]);
    undrawn.count(&fonts, &text);
    Ok(CaptionText { text, fonts })
}

/// What all copies of a command have in common.
struct Copying<'a> {
    gallery: &'a Gallery,
    options: &'a ShareOptions,
    target: Target,
    caption: Option<CaptionText>,
    scene: Option<OtherScene>,
    names: CopyNames,
}

impl Copying<'_> {
    /// Makes and writes a copy; `None` if `progress` breaks off.
    fn copy(
        &mut self,
        id: MediaId,
        media: &Described,
        outputs: &mut Outputs<'_>,
        progress: &mut dyn Progress,
    ) -> Result<Option<SharedCopy>> {
        let (source, read) = (format(media)?, bytes(media)?);
        let mut loop_score = None;
        let Some(made) = (if media.facts.animated {
            let delays = examine::delays(&read, source, &Limits::default()).map_err(Unseen::from)?;
            let whole = Timeline::of(&delays);
            let (timeline, score) = self.timeline(id, media, (&read, source), &whole)?;
            loop_score = score;
            self.moving(media, (&read, source), &whole, timeline, progress)?
        } else {
            self.standing(media, source, &read, progress)?
        }) else {
            return Ok(None);
        };
        let output = &self.options.output;
        let path = match self.target {
            Target::File(_) => output.clone(),
            Target::Folder => output.join(self.names.plain(media, made.format.extension())),
        };
        let tags = if self.options.tags { xmp_beside(self.gallery, media)? } else { None };
        let sidecar = tags.map(|xmp| (with_suffix(path.clone(), ".xmp"), xmp));
        // Both, before one is written: a copy without its tags would pass for whole.
        outputs.admit(&path)?;
        sidecar.iter().try_for_each(|(path, _)| outputs.admit(path))?;
        outputs.write(&path, &made.bytes)?;
        sidecar.iter().try_for_each(|(path, xmp)| outputs.write(path, xmp).map(drop))?;
        let Made { bytes, size, moves, format, quality, n_encodings } = made;
        let (bytes, hash, source) = (bytes.len() as u64, media.hash, media.known_path().map(Path::to_owned));
        Ok(Some(SharedCopy {
            path,
            hash,
            source,
            bytes,
            size,
            format,
            moves,
            quality,
            n_encodings,
            loop_score,
            sidecar: sidecar.map(|(path, _)| path),
        }))
    }

    fn moving(
        &self,
        media: &Described,
        (bytes, source): (&[u8], Format),
        whole: &Timeline,
        timeline: Timeline,
        progress: &mut dyn Progress,
    ) -> Result<Option<Made>> {
        let options = self.options;
        let allowed = options.service.map(|service| &service.animation);
        let bounds = Bounds::new(allowed, options.max_bytes, options.width);
        let format = match self.format(true)? {
            Some(format) => format,
            None => match allowed {
                Some(allowed) => allowed.formats.first().copied().unwrap_or(ShareFormat::Gif),
                None => ShareFormat::like(source, true, true),
            },
        };
        let timeline = bounds.shortened(timeline);
        if self.caption.is_none()
            && timeline == *whole
            && let Some(made) = as_it_is(media, bytes, source, (format, &bounds), Some(&timeline))
        {
            return Ok(Some(made));
        }
        let repeat = match (options.repeats, media.facts.loop_count) {
            (ShareLoop::AsIs, Some(n)) if n > 0 => Repeat::Times(u16::try_from(n).unwrap_or(u16::MAX)),
            _ => Repeat::Forever,
        };
        let (caption, dither) = (self.caption.as_ref(), options.dither.unwrap_or(Dither::Soft));
        Moving { media, bytes, source, timeline, repeat, format, dither, caption }.copy(&bounds, progress)
    }

    /// The frames of a copy, a stretch as fast and looping as was asked for, and how well they close if that was looked for.
    fn timeline(
        &self,
        id: MediaId,
        media: &Described,
        (bytes, source): (&[u8], Format),
        whole: &Timeline,
    ) -> Result<(Timeline, Option<f64>)> {
        let options = self.options;
        let (length, speed) = (whole.length(), options.speed.unwrap_or(1.0));
        let is_cut = self.scene.is_some() || options.from.is_some() || options.to.is_some();
        let found = match options.repeats {
            ShareLoop::Best | ShareLoop::Seamless if !is_cut => closing(bytes, source, whole, options.repeats)?,
            _ => None,
        };
        if let Some((frames, score)) = found {
            return Ok((frames.faster(speed).visible(), Some(score)));
        }
        let (from, to) = match &self.scene {
            Some(other) => {
                let (from, to) = other.stretch_of(self.gallery, id, media)?;
                // The other may show it several times, or a little longer.
                (from, to.min(from + length))
            }
            None => (options.from.unwrap_or_default(), options.to.unwrap_or(length).min(length)),
        };
        if from >= to {
            return Err(ShareError::BeyondEnd { from, length }.into());
        }
        let cut = whole.between(from, to).faster(speed);
        let looped = match options.repeats {
            ShareLoop::AsIs | ShareLoop::Best => cut,
            ShareLoop::PingPong => cut.pingpong(),
            ShareLoop::Seamless => cut.faded(),
        };
        Ok((looped.visible(), None))
    }

    fn standing(
        &self,
        media: &Described,
        source: Format,
        bytes: &[u8],
        progress: &mut dyn Progress,
    ) -> Result<Option<Made>> {
        let options = self.options;
        let allowed = options.service.map(|service| &service.still);
        let bounds = Bounds::new(allowed, options.max_bytes, options.width);
        let size = (media.facts.width, media.facts.height);
        let standing = Standing::read(bytes, source, size, &bounds, self.caption.as_ref())?;
        let formats = match self.format(false)? {
            Some(format) => vec![format],
            None => standing.formats(allowed.map_or(&[], |allowed| allowed.formats)),
        };
        if let (None, Some(&format)) = (&self.caption, formats.first())
            && let Some(made) = as_it_is(media, bytes, source, (format, &bounds), None)
        {
            return Ok(Some(made));
        }
        standing.copy(&formats, &bounds, progress)
    }

    /// The format that was asked for, if what moves, or does not, has a choice of it.
    fn format(&self, moves: bool) -> Result<Option<ShareFormat>> {
        let format = match self.target {
            Target::File(format) if format.holds(moves) => Some(format),
            Target::File(_) => return Err(ShareError::OtherKind { moves }.into()),
            Target::Folder => self.options.format.filter(|format| format.holds(moves)),
        };
        let Some((service, format)) = self.options.service.zip(format) else { return Ok(format) };
        let taken = if moves { service.animation.formats } else { service.still.formats };
        if taken.contains(&format) {
            return Ok(Some(format));
        }
        let taken = taken.iter().map(|format| format.label()).collect::<Vec<_>>().join(", ");
        Err(ShareError::NotTaken { service: service.name, format: format.label(), moves, taken }.into())
    }
}
