//! The container of an AVIF: items, their properties, their references, and where their bytes are.
//!
//! ```text
//! file  ftyp … meta … mdat
//! meta  hdlr  pitm (which item is the picture)  iinf{infe} (items)  iloc (their bytes)  iref (item → items)
//!       iprp{ ipco{properties} ipma (item → properties) }  idat (bytes kept here)
//! ```
//! Only what a picture needs is kept. All allocations are bounded by the length of the file, not by numbers in it. A file is
//! refused here if its syntax is wrong, if it ends too early, or if an essential property is unknown. Sizes and colours are
//! checked elsewhere.

use std::collections::BTreeMap;

use super::super::error::{Error, printable_name};
use super::boxes::{BoxReader, FourCc, NextBox};
use super::property::ItemProperty;

/// An item: a coded picture, a grid of them, a block of EXIF, …
#[derive(Default)]
pub(super) struct ImageItem<'a> {
    /// `av01`, `grid`, `Exif`, …
    pub(super) kind: FourCc,
    /// In the order in which they apply.
    pub(super) properties: Vec<ItemProperty<'a>>,
    /// What extents are offsets into: 0 the file, 1 `idat`, 2 another item.
    construction: u8,
    /// Offset and length; a length of 0 means to the end.
    extents: Vec<(u64, u64)>,
}

/// The parsed `meta` box.
pub(super) struct Container<'a> {
    pub(super) file: &'a [u8],
    idat: &'a [u8],
    /// The item that is the picture.
    pub(super) primary: u32,
    items: BTreeMap<u32, ImageItem<'a>>,
    /// Kind, from, to.
    references: Vec<(FourCc, u32, Vec<u32>)>,
    /// An unknown property that is essential.
    unknown: Option<FourCc>,
}

impl<'a> Container<'a> {
    /// Reads the boxes of a file.
    pub(super) fn read(file: &'a [u8]) -> Result<Self, Error> {
        let mut meta = None;
        let mut has_movie = false;
        let mut rest = BoxReader(file);
        while let Some(part) = rest.next_box() {
            match part {
                NextBox::Whole(kind, body) => match &kind {
                    b"meta" if meta.is_none() => meta = Some(body),
                    b"moov" => has_movie = true,
                    _ => {}
                },
                NextBox::Cut(kind) => {
                    let kind = printable_name(&kind);
                    return Err(Error::truncated(format!(
                        "the AVIF ends in its \"{kind}\" box, after {} bytes",
                        file.len()
                    )));
                }
                // Some programs pad files with zeros.
                NextBox::Malformed if meta.is_some() && rest.0.iter().all(|&byte| byte == 0) => break,
                NextBox::Malformed => return Err(Error::truncated("the AVIF ends in the header of a box")),
            }
        }
        let Some(meta) = meta else {
            return Err(if has_movie {
                Error::unsupported("an animated AVIF without a still picture")
            } else {
                Error::truncated("the AVIF ends before its description (the meta box)")
            });
        };
        let mut container =
            Self { file, idat: &[], primary: 0, items: BTreeMap::new(), references: Vec::new(), unknown: None };
        container.read_meta(meta).ok_or_else(|| match container.unknown {
            Some(kind) => Error::unsupported(format!("this kind of AVIF (property \"{}\")", printable_name(&kind))),
            None => Error::broken("damaged AVIF: its description (the meta box)"),
        })?;
        match container.items.contains_key(&container.primary) {
            true => Ok(container),
            false if has_movie => Err(Error::unsupported("an animated AVIF without a still picture")),
            false => Err(Error::broken("damaged AVIF: it names no picture")),
        }
    }

    /// Reads the boxes in `meta`; `None` if one is damaged, or if `unknown` was found.
    fn read_meta(&mut self, mut meta: BoxReader<'a>) -> Option<()> {
        meta.version()?;
        let mut properties = Vec::new();
        // Some programs write one box for all items, others one for each.
        let mut associations = Vec::new();
        for (kind, mut body) in parts(meta)? {
            match &kind {
                b"pitm" => {
                    let (version, _) = body.version()?;
                    self.primary = id(&mut body, version > 0)?;
                }
                b"iinf" => self.read_items(body)?,
                b"iloc" => self.read_locations(body)?,
                b"iref" => self.read_references(body)?,
                b"idat" => self.idat = body.0,
                b"iprp" => {
                    for (kind, body) in parts(body)? {
                        match &kind {
                            b"ipco" => properties = parts(body)?,
                            b"ipma" => associations.push(body),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        associations.into_iter().try_for_each(|body| self.associate(&properties, body))
    }

    fn read_items(&mut self, mut body: BoxReader<'a>) -> Option<()> {
        let (version, _) = body.version()?;
        body.number(if version == 0 { 2 } else { 4 })?;
        for (kind, mut entry) in parts(body)? {
            let (version, _) = entry.version()?;
            if &kind != b"infe" || version < 2 {
                continue;
            }
            let item = id(&mut entry, version > 2)?;
            entry.u16()?;
            self.items.entry(item).or_default().kind = entry.kind()?;
        }
        Some(())
    }

    fn read_locations(&mut self, mut body: BoxReader<'a>) -> Option<()> {
        let (version, _) = body.version()?;
        let widths = body.u16()?;
        let width = |shift: u32| usize::from(widths >> shift & 15);
        let (offset, length, base) = (width(12), width(8), width(4));
        let index = if version > 0 { width(0) } else { 0 };
        if [offset, length, base, index].iter().any(|&width| width > 8) {
            return None;
        }
        let n_items = body.number(if version < 2 { 2 } else { 4 })?;
        for _ in 0..n_items {
            let item = id(&mut body, version > 1)?;
            let construction = if version > 0 { (body.u16()? & 15) as u8 } else { 0 };
            body.u16()?;
            let base = body.number(base)?;
            let n_extents = body.u16()?;
            let mut extents = Vec::new();
            for _ in 0..n_extents {
                body.number(index)?;
                extents.push((base.checked_add(body.number(offset)?)?, body.number(length)?));
                // With widths of zero an extent takes no bytes, so that their number is not bounded.
                if offset + length == 0 {
                    break;
                }
            }
            let item = self.items.entry(item).or_default();
            (item.construction, item.extents) = (construction, extents);
        }
        Some(())
    }

    fn read_references(&mut self, mut body: BoxReader<'a>) -> Option<()> {
        let (version, _) = body.version()?;
        for (kind, mut body) in parts(body)? {
            let from = id(&mut body, version > 0)?;
            let n = body.u16()?;
            let to = (0..n).map(|_| id(&mut body, version > 0)).collect::<Option<_>>()?;
            self.references.push((kind, from, to));
        }
        Some(())
    }

    fn associate(&mut self, properties: &[(FourCc, BoxReader<'a>)], mut body: BoxReader<'a>) -> Option<()> {
        let (version, flags) = body.version()?;
        let n_items = body.u32()?;
        for _ in 0..n_items {
            let item = id(&mut body, version > 0)?;
            let n = body.u8()?;
            for _ in 0..n {
                let (is_essential, index) = if flags & 1 == 1 {
                    let word = body.u16()?;
                    (word >> 15 == 1, usize::from(word & 0x7FFF))
                } else {
                    let byte = body.u8()?;
                    (byte >> 7 == 1, usize::from(byte & 0x7F))
                };
                // 0 stands for none.
                let Some(index) = index.checked_sub(1) else { continue };
                let (kind, body) = *properties.get(index)?;
                match ItemProperty::read(kind, body)? {
                    ItemProperty::Unknown(kind) if is_essential => {
                        self.unknown = Some(kind);
                        return None;
                    }
                    property => self.items.entry(item).or_default().properties.push(property),
                }
            }
        }
        Some(())
    }

    pub(super) fn item(&self, id: u32) -> Result<&ImageItem<'a>, Error> {
        self.items.get(&id).ok_or_else(|| Error::broken(format!("damaged AVIF: item {id} does not exist")))
    }

    /// Returns the items that `from` refers to by `kind`, in order.
    pub(super) fn referred(&self, kind: &FourCc, from: u32) -> &[u32] {
        let mut references = self.references.iter();
        references.find(|(k, f, _)| k == kind && *f == from).map_or(&[], |(_, _, to)| to)
    }

    /// Returns the items that refer to `to` by `kind`.
    pub(super) fn referring(&self, kind: FourCc, to: u32) -> impl Iterator<Item = u32> {
        self.references.iter().filter(move |(k, _, tos)| *k == kind && tos.contains(&to)).map(|(_, from, _)| *from)
    }

    /// Joins the bytes of an item.
    pub(super) fn data(&self, id: u32) -> Result<Vec<u8>, Error> {
        let item = self.item(id)?;
        let source = match item.construction {
            0 => self.file,
            1 => self.idat,
            _ => return Err(Error::unsupported("this kind of AVIF (items made of items)")),
        };
        let mut data = Vec::new();
        for &(offset, length) in &item.extents {
            let rest = usize::try_from(offset).ok().and_then(|offset| source.get(offset..));
            let bytes =
                rest.and_then(|rest| if length == 0 { Some(rest) } else { rest.get(..usize::try_from(length).ok()?) });
            let Some(bytes) = bytes else {
                return Err(Error::truncated(format!(
                    "the AVIF ends after {} bytes, its picture goes on to byte {}",
                    source.len(),
                    offset.saturating_add(length),
                )));
            };
            // Overlapping extents could multiply the file.
            if data.len() + bytes.len() > source.len() {
                return Err(Error::broken("damaged AVIF: an item is longer than the file"));
            }
            data.extend_from_slice(bytes);
        }
        if data.is_empty() { Err(Error::broken(format!("damaged AVIF: item {id} is empty"))) } else { Ok(data) }
    }
}

/// Reads the boxes in a body; `None` if one is not whole.
fn parts(mut body: BoxReader<'_>) -> Option<Vec<(FourCc, BoxReader<'_>)>> {
    let mut parts = Vec::new();
    while let Some(part) = body.next_box() {
        let NextBox::Whole(kind, body) = part else { return None };
        parts.push((kind, body));
    }
    Some(parts)
}

fn id(body: &mut BoxReader<'_>, is_long: bool) -> Option<u32> {
    if is_long { body.u32() } else { body.u16().map(u32::from) }
}
