//! throw-away
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]
use nakigao::render::sheet::*;
use nakigao::render::*;
use std::time::Instant;
fn main() {
    let pics: Vec<_> = std::fs::read_to_string("/tmp/look/wall.txt").unwrap().lines().filter_map(|f| image::open(f).ok()).map(|d| thumbnail(&d.to_rgba8(), 256)).collect();
    for cell in [(256, 144), (256, 256), (160, 90)] { for columns in [10, 20] {
    let style = SheetStyle { columns, cell, title: Some("500".into()), ..SheetStyle::default() };
    for _ in 0..2 {
    let t = Instant::now();
    let layout = Layout::new(&style, &[Group::plain(500)]).unwrap();
    let t1 = t.elapsed();
    let mut page = Page::new(&layout, &style, 0);
    let t2 = t.elapsed();
    for (i, slot) in layout.slots().iter().enumerate() {
        let a = format!("nagisa_furukawa_{i:04}_some_long_file_name.png");
        let b = format!("泣き顔 — クラナド 古河渚 {i} 号泣する場面");
        page.draw(slot, &Cell { picture: &pics[i % pics.len()], label: &[&a, &b], mark: (i % 3 == 0).then_some(Mark::Animation("12")) });
    }
    let t3 = t.elapsed();
    let img = page.finish();
    let mut s = String::new();
    for e in ["png", "jpg", "webp"] { let t = Instant::now(); let n = encode(&img, Encoding::from_extension(e).unwrap()).map(|b| b.len()); s += &format!("{e} {:?} {:?}  ", n, t.elapsed()); }
    println!("{cell:?} {:?} layout {t1:?} new {:?} draw {:?} | {s}", img.dimensions(), t2 - t1, t3 - t2);
    } } }
}
