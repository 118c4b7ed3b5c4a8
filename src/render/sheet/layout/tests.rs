//! What a layout promises, for any style and any groups: no overlap, nothing outside, row-major order, every cell once.

use proptest::prelude::*;

use super::*;
use crate::render::Encoding;
use crate::render::sheet::CellFit;

fn overlap(a: Rect, b: Rect) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

fn styles() -> impl Strategy<Value = SheetStyle> {
    let title = prop::option::of(Just("crying".to_owned()));
    let rows_per_page = prop::option::of(1_u32..5);
    (1_u32..7, (16_u32..300, 16_u32..300), 0_u32..40, 0_u32..50, 0_u32..4, 6.0_f32..40.0, title, rows_per_page)
        .prop_map(|(columns, cell, gap, margin, label_lines, label_size, title, rows_per_page)| SheetStyle {
            columns,
            cell,
            fit: CellFit::Contain,
            gap,
            margin,
            label_lines,
            label_size,
            title,
            rows_per_page,
            ..SheetStyle::default()
        })
}

fn groups() -> impl Strategy<Value = Vec<CellGroup>> {
    let group = (prop::option::of(Just("a heading".to_owned())), 0_usize..20)
        .prop_map(|(heading, n_cells)| CellGroup { heading, n_cells });
    prop::collection::vec(group, 1..6)
        .prop_filter("something to lay out", |groups| groups.iter().any(|g| g.n_cells > 0))
}

proptest! {
    #[test]
    fn a_layout_is_sound(style in styles(), groups in groups()) {
        for layout in [Layout::new(&style, &groups).unwrap(), Layout::flowing(&style, &groups).unwrap()] {
        let slots = layout.slots();
        prop_assert_eq!(slots.len(), groups.iter().map(|group| group.n_cells).sum::<usize>());
        prop_assert!(layout.n_pages() >= 1);
        let foot = layout.foot - style.margin;
        for page in 0..layout.n_pages() {
            let on_page = layout.slots_on(page);
            prop_assert!(!on_page.is_empty() && on_page.iter().all(|slot| slot.page == page));
            let (width, height) = layout.page_size(page);
            let labelled = |slot: &Slot| Rect { height: slot.area.height + foot, ..slot.area };
            let headings = layout.placed_headings(page).iter().map(|heading| heading.area);
            let areas: Vec<Rect> = on_page.iter().map(labelled).chain(headings).collect();
            for (i, area) in areas.iter().enumerate() {
                prop_assert!(area.x >= style.margin && area.x + area.width + style.margin <= width);
                prop_assert!(area.y >= style.margin && area.y + area.height + style.margin <= height);
                prop_assert!(areas[..i].iter().all(|&other| !overlap(*area, other)));
            }
            for slot in on_page {
                prop_assert_eq!((slot.area.width, slot.area.height), style.cell);
                prop_assert!(slot.column < style.columns);
                prop_assert!(style.rows_per_page.is_none_or(|n| slot.row < n));
            }
        }
        // Pages are in order and cover all slots, and so do rows and columns on them.
        let mut joined = (0..layout.n_pages()).flat_map(|page| layout.slots_on(page));
        prop_assert!(slots.iter().all(|slot| joined.next() == Some(slot)) && joined.next().is_none());
        let places: Vec<_> = slots.iter().map(|slot| (slot.page, slot.row, slot.column)).collect();
        prop_assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(slots.windows(2).all(|pair| pair[0].page < pair[1].page
            || (pair[0].area.y, pair[0].area.x) < (pair[1].area.y, pair[1].area.x)));
        prop_assert_eq!((layout.page_size(layout.n_pages()), layout.slots_on(layout.n_pages()).len()), ((0, 0), 0));
        }
    }

    #[test]
    fn a_group_begins_on_a_row_of_its_own_below_its_heading(style in styles(), groups in groups()) {
        let layout = Layout::new(&style, &groups).unwrap();
        let mut first = 0;
        for group in groups.iter().filter(|group| group.n_cells > 0) {
            let slots = &layout.slots()[first..first + group.n_cells];
            prop_assert_eq!(slots[0].column, 0);
            // The first row of the group on each page has the heading right above it.
            for top in slots.iter().filter(|slot| slot.column == 0 && (slot.row == 0 || **slot == slots[0])) {
                let between = style.gap / 2;
                let above = layout.placed_headings(top.page).iter().any(|h| h.area.y + h.area.height + between == top.area.y);
                prop_assert_eq!(above, group.heading.is_some());
            }
            first += group.n_cells;
        }
    }
}

proptest! {
    #[test]
    fn rows_by_shape_are_sound_too(
        style in styles(),
        groups in groups(),
        shapes in prop::collection::vec((0_u32..4000, 0_u32..4000), 100),
    ) {
        let layout = Layout::justified(&style, &groups, &shapes).unwrap();
        prop_assert_eq!(layout.slots().len(), groups.iter().map(|group| group.n_cells).sum::<usize>());
        let foot = layout.foot - style.margin;
        for page in 0..layout.n_pages() {
            let (width, height) = layout.page_size(page);
            let labelled = |slot: &Slot| Rect { height: slot.area.height + foot, ..slot.area };
            let headings = layout.placed_headings(page).iter().map(|heading| heading.area);
            let areas: Vec<Rect> = layout.slots_on(page).iter().map(labelled).chain(headings).collect();
            for (i, area) in areas.iter().enumerate() {
                prop_assert!(area.x >= style.margin && area.x + area.width + style.margin <= width);
                prop_assert!(area.y >= style.margin && area.y + area.height + style.margin <= height);
                prop_assert!(areas[..i].iter().all(|&other| !overlap(*area, other)));
            }
            for row in layout.slots_on(page).chunk_by(|a, b| a.row == b.row) {
                prop_assert!(row.iter().all(|slot| slot.area.height == row[0].area.height));
                prop_assert!(style.rows_per_page.is_none_or(|n| row[0].row < n));
            }
        }
    }
}

#[test]
fn a_few_pictures_make_a_narrow_sheet() {
    let style = SheetStyle::default();
    let of = |n| Layout::new(&style, &[CellGroup::plain(n)]).unwrap();
    assert_eq!(of(1).page_size(0).0, 256 + 2 * style.margin);
    assert_eq!(of(6).page_size(0), of(3).page_size(0).max(of(6).page_size(0)));
    assert_eq!(of(6).page_size(0).0, of(600).page_size(0).0);
}

#[test]
fn the_last_page_is_as_high_as_its_rows() {
    let style = SheetStyle { columns: 2, rows_per_page: Some(3), ..SheetStyle::default() };
    let layout = Layout::new(&style, &[CellGroup::plain(8)]).unwrap();
    assert_eq!(layout.n_pages(), 2);
    assert_eq!((layout.slots_on(0).len(), layout.slots_on(1).len()), (6, 2));
    assert!(layout.page_size(1).1 < layout.page_size(0).1);
}

#[test]
fn measures_out_of_range_are_refused() {
    let default = SheetStyle::default;
    for (style, what) in [
        (SheetStyle { columns: 0, ..default() }, "columns"),
        (SheetStyle { cell: (15, 100), ..default() }, "width of a cell"),
        (SheetStyle { cell: (100, 0), ..default() }, "height of a cell"),
        (SheetStyle { gap: u32::MAX, ..default() }, "gap"),
        (SheetStyle { margin: u32::MAX, ..default() }, "margin"),
        (SheetStyle { label_lines: 1_000, ..default() }, "label lines"),
        (SheetStyle { label_size: f32::NAN, ..default() }, "size of labels"),
        (SheetStyle { label_size: f32::INFINITY, ..default() }, "size of labels"),
        (SheetStyle { label_size: 1e30, ..default() }, "size of labels"),
        (SheetStyle { rows_per_page: Some(0), ..default() }, "rows on a page"),
    ] {
        let error = Layout::new(&style, &[CellGroup::plain(3)]).unwrap_err().to_string();
        assert!(error.contains(what), "{error}");
    }
    assert_eq!(Layout::new(&default(), &[]).unwrap_err(), Error::NoCells);
    assert_eq!(Layout::new(&default(), &[CellGroup::plain(0)]).unwrap_err(), Error::NoCells);
}

#[test]
fn a_sheet_beyond_reason_says_what_would_fit() {
    let style = SheetStyle::default();
    for n_cells in [5_000, usize::MAX] {
        let groups = [CellGroup::plain(n_cells), CellGroup::plain(n_cells)];
        let Error::PageTooHigh { rows, .. } = Layout::new(&style, &groups).unwrap_err() else { panic!() };
        let taken = SheetStyle { rows_per_page: Some(rows), ..style.clone() };
        assert!(Layout::new(&taken, &[CellGroup::plain(5_000)]).is_ok(), "{rows} rows");
        let more = SheetStyle { rows_per_page: Some(rows + 2), ..style.clone() };
        assert!(Layout::new(&more, &[CellGroup::plain(5_000)]).is_err(), "{rows} rows");
    }
    let wide = SheetStyle { columns: 1_000, ..style };
    let error = Layout::new(&wide, &[CellGroup::plain(1_000)]).unwrap_err();
    assert!(matches!(error, Error::PageTooWide { .. }), "{error}");
}

#[test]
fn a_page_too_high_for_its_format_says_what_would_fit() {
    let style = SheetStyle::default();
    let layout = Layout::new(&style, &[CellGroup::plain(600)]).unwrap();
    assert_eq!(layout.check(Encoding::Png.max_edge()), Ok(()));
    let webp = Encoding::WebP { quality: 80 };
    let Err(Error::PageTooHigh { rows, .. }) = layout.check(webp.max_edge()) else { panic!() };
    let check = |n| {
        let style = SheetStyle { rows_per_page: Some(n), ..style.clone() };
        Layout::new(&style, &[CellGroup::plain(600)]).unwrap().check(webp.max_edge())
    };
    // The page number that a second page brings may cost one row.
    assert_eq!((check(rows - 1), check(rows + 1).is_err()), (Ok(()), true), "{rows} rows");
    let wide = SheetStyle { columns: 70, ..style };
    let layout = Layout::new(&wide, &[CellGroup::plain(70)]).unwrap();
    assert!(matches!(layout.check(webp.max_edge()), Err(Error::PageTooWide { limit: 16_383, .. })));
}

#[test]
fn small_groups_stand_side_by_side_under_their_headings() {
    let style = SheetStyle { columns: 6, ..SheetStyle::default() };
    let groups = [2, 2, 3, 8, 1].map(|n_cells| CellGroup { heading: Some(n_cells.to_string()), n_cells });
    let layout = Layout::flowing(&style, &groups).unwrap();
    let rows: Vec<u32> = layout.slots().iter().map(|slot| slot.row).collect();
    assert_eq!(rows, [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 4]);
    let heading = |n: usize| layout.placed_headings(0)[n].area;
    assert_eq!((heading(0).y, heading(1).x), (heading(1).y, layout.slots()[2].area.x));
    assert_eq!(heading(1).width, 2 * style.cell.0 + style.gap);
}
