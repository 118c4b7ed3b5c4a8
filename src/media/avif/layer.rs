//! A layer of an AVIF, colours or alpha: a coded picture, or a grid of tiles of one size.
//!
//! Rows are read from top to bottom. Only one row of tiles is kept decoded.
//!
//! ```text
//! grid  version(8) flags(8) rows-1(8) columns-1(8) width height      16 bits each, 32 if the lowest flag is set
//! ```

use super::super::error::{Error, printable_name};
use super::super::limits::{Deadline, Limits};
use super::av1::{self, Av1Picture};
use super::boxes::BoxReader;
use super::container::{Container, ImageItem};
use super::property::{Cicp, Coded, ItemProperty};

/// A layer that is not decoded.
pub(super) struct Layer {
    pub(super) size: (u32, u32),
    /// The items of the tiles, row by row.
    tiles: Vec<u32>,
    n_columns: usize,
    pub(super) tile_size: (u32, u32),
    /// Depth and planes, by `av1C`.
    pub(super) coded: Coded,
    /// The colour codes in the container.
    cicp: Option<Cicp>,
}

impl Layer {
    /// Reads the properties of an item, and its data if it is a grid.
    pub(super) fn of(container: &Container<'_>, id: u32, limits: &Limits) -> Result<Self, Error> {
        let item = container.item(id)?;
        let size = size(item)?;
        let cicp = item.properties.iter().find_map(|property| match property {
            ItemProperty::Colour(cicp) => Some(*cicp),
            _ => None,
        });
        let (tiles, n_columns, tile_size, tile) = match &item.kind {
            b"av01" => (vec![id], 1, size, item),
            b"grid" => {
                let Grid { n_rows, n_columns, size: grid_size } = grid(&container.data(id)?)?;
                let tiles = container.referred(b"dimg", id).to_vec();
                let tile = match tiles.first() {
                    Some(&first) if tiles.len() == n_rows * n_columns && grid_size == size => container.item(first)?,
                    _ => return Err(Error::broken("damaged AVIF: its grid does not fit its tiles")),
                };
                (tiles, n_columns, self::size(tile)?, tile)
            }
            kind => {
                let kind = printable_name(kind);
                return Err(Error::unsupported(format!("this kind of AVIF (a picture of kind \"{kind}\")")));
            }
        };
        limits.check_pixels(size.0, size.1)?;
        // Tiles may reach beyond the right and lower edges, but none may lie outside.
        let n_rows = tiles.len() / n_columns;
        let fits = |tile: u32, n: usize, side: u32| {
            let (tile, n) = (u64::from(tile), n as u64);
            tile * n >= u64::from(side) && tile * (n - 1) < u64::from(side)
        };
        if !fits(tile_size.0, n_columns, size.0) || !fits(tile_size.1, n_rows, size.1) {
            return Err(Error::broken("damaged AVIF: its grid does not fit its tiles"));
        }
        limits.check_pixels(tile_size.0, tile_size.1)?;
        let coded = tile.properties.iter().find_map(|property| match property {
            ItemProperty::Coded(coded) => Some(*coded),
            _ => None,
        });
        let coded = coded.ok_or_else(|| Error::broken("damaged AVIF: its picture has no description (av1C)"))?;
        Ok(Self { size, tiles, n_columns, tile_size, coded, cicp })
    }

    pub(super) fn tile_width(&self) -> usize {
        self.tile_size.0 as usize
    }

    /// Decodes the first row of tiles.
    pub(super) fn rows<'a>(&'a self, container: &'a Container<'a>, deadline: Deadline) -> Result<LayerRows<'a>, Error> {
        let mut rows = LayerRows { layer: self, container, deadline, tiles: Vec::new(), tile_row: 0 };
        rows.decode()?;
        Ok(rows)
    }
}

/// A layer that is being decoded.
pub(super) struct LayerRows<'a> {
    layer: &'a Layer,
    container: &'a Container<'a>,
    deadline: Deadline,
    /// The current row of tiles.
    tiles: Vec<Av1Picture>,
    tile_row: u32,
}

impl LayerRows<'_> {
    /// Returns depth and subsampling of the tiles, which may differ from `av1C`.
    pub(super) fn format(&self) -> (u8, av1::Subsampling) {
        self.tiles.first().map_or((8, av1::Subsampling::Monochrome), |tile| (tile.bits(), tile.subsampling()))
    }

    /// Returns the colour codes: of the container, else of the AV1 data.
    pub(super) fn cicp(&self) -> Cicp {
        let coded = self.tiles.first().map(Av1Picture::cicp);
        let unknown = Cicp { primaries: 2, transfer: 2, matrix: 2, is_full: true };
        self.layer.cicp.or(coded).unwrap_or(unknown)
    }

    /// Returns the tiles under row `y`, and the row's number in them.
    pub(super) fn at(&mut self, y: u32) -> Result<(&[Av1Picture], u32), Error> {
        let (tile_row, row) = (y / self.layer.tile_size.1, y % self.layer.tile_size.1);
        if tile_row != self.tile_row {
            self.tile_row = tile_row;
            self.decode()?;
        }
        Ok((&self.tiles, row))
    }

    fn decode(&mut self) -> Result<(), Error> {
        let before = self.tiles.first().map(|tile| (tile.bits(), tile.subsampling()));
        // Before decoding, so that two rows of tiles are never held.
        self.tiles.clear();
        let (width, height) = self.layer.tile_size;
        let first = self.tile_row as usize * self.layer.n_columns;
        let ids = self.layer.tiles.get(first..first + self.layer.n_columns).unwrap_or_default();
        for &id in ids {
            self.deadline.check()?;
            let picture = av1::decode(&self.container.data(id)?, u64::from(width) * u64::from(height))?;
            if picture.size() != (width, height) {
                let (w, h) = picture.size();
                return Err(Error::broken(format!("damaged AVIF: {w}×{h} pixels where {width}×{height} are promised")));
            }
            let format = (picture.bits(), picture.subsampling());
            let expected = before.or(self.tiles.first().map(|tile| (tile.bits(), tile.subsampling())));
            if expected.is_some_and(|expected| expected != format) {
                return Err(Error::broken("damaged AVIF: the tiles of its grid are not alike"));
            }
            self.tiles.push(picture);
        }
        Ok(())
    }
}

fn size(item: &ImageItem<'_>) -> Result<(u32, u32), Error> {
    let size = item.properties.iter().find_map(|property| match property {
        ItemProperty::Size(width, height) => Some((*width, *height)),
        _ => None,
    });
    match size {
        Some((width, height)) if width > 0 && height > 0 => Ok((width, height)),
        Some((width, height)) => Err(Error::broken(format!("the picture has no pixels ({width}×{height})"))),
        None => Err(Error::broken("damaged AVIF: its picture has no size")),
    }
}

#[derive(Debug, PartialEq)]
struct Grid {
    n_rows: usize,
    n_columns: usize,
    size: (u32, u32),
}

fn grid(data: &[u8]) -> Result<Grid, Error> {
    let read = || {
        let mut data = BoxReader(data);
        let (_, flags) = (data.u8()?, data.u8()?);
        let (n_rows, n_columns) = (usize::from(data.u8()?) + 1, usize::from(data.u8()?) + 1);
        let mut side = || if flags & 1 == 1 { data.u32() } else { data.u16().map(u32::from) };
        Some(Grid { n_rows, n_columns, size: (side()?, side()?) })
    };
    read().ok_or_else(|| Error::broken("damaged AVIF: the description of its grid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_have_short_and_long_sides() {
        assert_eq!(grid(&[0, 0, 1, 2, 1, 0, 0, 200]), Ok(Grid { n_rows: 2, n_columns: 3, size: (256, 200) }));
        assert_eq!(
            grid(&[0, 1, 0, 255, 0, 1, 0, 0, 0, 0, 0, 1]),
            Ok(Grid { n_rows: 1, n_columns: 256, size: (65_536, 1) })
        );
        assert!(grid(&[0, 1, 0, 0, 1, 0, 0, 200]).is_err());
    }
}
