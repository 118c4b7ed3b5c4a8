//! Which cells stand in a row, and how wide and high they are: a grid, groups side by side, or rows of one height with widths by
//! shape.

use super::Measures;
use crate::render::sheet::CellGroup;

/// The narrowest and the widest shape that a cell takes, as width over height: narrower ones leave a label no room, wider ones
/// would have a row to themselves that is a strip.
const SHAPES: std::ops::RangeInclusive<f64> = 0.4..=6.0;
/// How many times higher than asked for a row may be to fill the width; one that would be higher is not stretched.
const MOST_STRETCHED: f64 = 1.6;

/// The cells of a row that are of one group.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part<'a> {
    pub(super) group: &'a CellGroup,
    /// They begin their group.
    pub(super) is_first: bool,
    /// Pixels from the margin to the first of them, and their width; `None` if that is all of the row.
    pub(super) span: Option<(u64, u64)>,
}

/// A row of cells.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row<'a> {
    pub(super) parts: Vec<Part<'a>>,
    /// Pixels from the margin to each cell, and its width.
    pub(super) cells: Vec<(u64, u64)>,
    pub(super) height: u64,
}

impl Row<'_> {
    /// Returns the pixels from its first cell to the end of its last.
    pub(super) fn width(&self) -> u64 {
        self.cells.last().map_or(0, |(x, width)| x + width)
    }
}

/// Returns how many rows a grid has.
pub(super) fn n_grid_rows(groups: &[CellGroup], columns: u32) -> usize {
    groups.iter().fold(0, |sum: usize, group| sum.saturating_add(group.n_cells.div_ceil(columns as usize)))
}

/// Returns the rows of a grid, made one by one: there may be more than memory holds.
pub(super) fn grid<'a>(groups: &'a [CellGroup], columns: u32, measures: &'a Measures) -> impl Iterator<Item = Row<'a>> {
    let firsts =
        groups.iter().flat_map(move |group| (0..group.n_cells).step_by(columns as usize).map(move |at| (group, at)));
    firsts.map(move |(group, first)| {
        let n_cells = u64::from(columns).min((group.n_cells - first) as u64);
        let cells = (0..n_cells).map(|column| (column * (measures.cell.0 + measures.gap), measures.cell.0)).collect();
        Row { parts: vec![Part { group, is_first: first == 0, span: None }], cells, height: measures.cell.1 }
    })
}

/// Returns the rows of groups that stand side by side as far as there are columns. A group with more cells than columns has rows
/// of its own.
pub(super) fn flowing<'a>(groups: &'a [CellGroup], columns: u32, measures: &Measures) -> Vec<Row<'a>> {
    let (columns, pitch) = (columns as usize, measures.cell.0 + measures.gap);
    let mut rows: Vec<Row<'a>> = Vec::new();
    for group in groups {
        for first in (0..group.n_cells).step_by(columns) {
            let n_cells = columns.min(group.n_cells - first);
            let is_room = |row: &&mut Row<'_>| {
                let is_shared =
                    row.parts.iter().map(|part| part.group).chain([group]).all(|one| one.n_cells <= columns);
                is_shared && row.cells.len() + n_cells <= columns
            };
            let row = match rows.last_mut().filter(is_room) {
                Some(row) => row,
                None => {
                    rows.push(Row { parts: Vec::new(), cells: Vec::new(), height: measures.cell.1 });
                    rows.last_mut().expect("one was pushed")
                }
            };
            let begin = row.cells.len() as u64 * pitch;
            let span = Some((begin, n_cells as u64 * pitch - measures.gap));
            row.parts.push(Part { group, is_first: first == 0, span });
            row.cells.extend((0..n_cells as u64).map(|column| (begin + column * pitch, measures.cell.0)));
        }
    }
    rows
}

/// Returns rows that fill a width, each of about a height and with the gap between its cells. The last row of a group keeps the
/// height that was asked for, unless it would be too wide.
pub(super) fn justified<'a>(
    groups: &'a [CellGroup],
    shapes: &[(u32, u32)],
    room: u64,
    (height, gap): (u64, u64),
) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    let mut shapes = shapes.iter().copied();
    for group in groups {
        let mut is_first = true;
        let mut add = |aspects: &[f64], height: f64| {
            rows.push(row(group, std::mem::take(&mut is_first), aspects, (height, gap)));
        };
        let mut pending: Vec<f64> = Vec::new();
        let fitting = |aspects: &[f64]| {
            let gaps = (aspects.len() as u64).saturating_sub(1) * gap;
            room.saturating_sub(gaps).max(1) as f64 / aspects.iter().sum::<f64>()
        };
        let asked = height as f64;
        for _ in 0..group.n_cells {
            let (wide, high) = shapes.next().unwrap_or((1, 1));
            let before = (!pending.is_empty()).then(|| fitting(&pending));
            pending.push((f64::from(wide.max(1)) / f64::from(high.max(1))).clamp(*SHAPES.start(), *SHAPES.end()));
            let with = fitting(&pending);
            if with > asked {
                continue;
            }
            // The row is full: with this cell or without it, whichever is nearer to the height.
            match before.filter(|before| before / asked < asked / with) {
                Some(before) => {
                    let last = pending.split_off(pending.len() - 1);
                    add(&pending, if before > asked * MOST_STRETCHED { asked } else { before });
                    pending = last;
                    if fitting(&pending) <= asked {
                        add(&pending, fitting(&pending));
                        pending.clear();
                    }
                }
                None => {
                    add(&pending, with);
                    pending.clear();
                }
            }
        }
        if !pending.is_empty() {
            add(&pending, asked.min(fitting(&pending)));
        }
    }
    rows
}

/// A row of cells of one height; edges are rounded, not widths, so that the last one ends where the row does.
fn row<'a>(group: &'a CellGroup, is_first: bool, aspects: &[f64], (height, gap): (f64, u64)) -> Row<'a> {
    let mut wide = 0.0;
    let cells = (0..).zip(aspects).map(|(column, aspect)| {
        let start = (wide * height).round() as u64;
        wide += aspect;
        let end = (wide * height).round() as u64;
        (start + column * gap, (end - start).max(1))
    });
    let parts = vec![Part { group, is_first, span: None }];
    Row { parts, cells: cells.collect(), height: (height.round() as u64).max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: (u32, u32) = (1920, 1080);
    const PHONE: (u32, u32) = (1080, 1920);

    #[test]
    fn rows_fill_the_width_with_every_picture_in_its_shape() {
        let group = [CellGroup::plain(12)];
        let shapes: Vec<(u32, u32)> = (0..12).map(|i| if i % 3 == 0 { PHONE } else { WIDE }).collect();
        let rows = justified(&group, &shapes, 1000, (150, 10));
        assert_eq!(rows.iter().map(|row| row.cells.len()).sum::<usize>(), 12);
        let mut shape = shapes.iter();
        for (i, row) in rows.iter().enumerate() {
            assert_eq!(row.parts[0].is_first, i == 0);
            if i + 1 < rows.len() {
                assert_eq!(row.width(), 1000);
                assert!((100..=240).contains(&row.height), "{row:?}");
            } else {
                assert!(row.height <= 150 && row.width() <= 1000, "the last is not stretched: {row:?}");
            }
            for pair in row.cells.windows(2) {
                assert_eq!(pair[0].0 + pair[0].1 + 10, pair[1].0);
            }
            for (_, width) in &row.cells {
                let (wide, high) = shape.next().unwrap();
                let asked = row.height as f64 * f64::from(*wide) / f64::from(*high);
                assert!((*width as f64 - asked).abs() < 2.0, "{width} {asked}");
            }
        }
    }

    #[test]
    fn extreme_shapes_and_single_columns_make_rows_too() {
        for (shapes, room, expected) in [
            (vec![WIDE, WIDE], 1000, vec![(150, 543)]),
            (vec![(5000, 100)], 600, vec![(100, 600)]),
            (vec![PHONE], 256, vec![(150, 84)]),
            (vec![(1, 5000), (0, 0)], 1000, vec![(150, 220)]),
            (vec![WIDE, PHONE, WIDE], 256, vec![(144, 256), (105, 256)]),
        ] {
            let groups = [CellGroup::plain(shapes.len()), CellGroup::plain(0)];
            let rows = justified(&groups, &shapes, room, (150, 10));
            let sizes: Vec<(u64, u64)> = rows.iter().map(|row| (row.height, row.width())).collect();
            assert_eq!(sizes, expected, "{shapes:?}");
        }
    }
}
