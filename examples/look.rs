//! throw-away
#![allow(clippy::unwrap_used)]
use nakigao::render::sheet::*;
use nakigao::render::*;
use std::time::Instant;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let out = &a[1];
    let mut style = SheetStyle { title: Some(a[2].clone()), ..SheetStyle::default() };
    let mut files: Vec<String> = vec![];
    let mut groups = 0usize;
    for x in &a[3..] {
        if let Some(v) = x.strip_prefix("--cover") {
            let _ = v;
            style.fit = Fit::Cover;
        } else if let Some(v) = x.strip_prefix("--bg=") {
            style.background = parse_colour(v).unwrap();
        } else if let Some(v) = x.strip_prefix("--rows=") {
            style.rows_per_page = Some(v.parse().unwrap());
        } else if let Some(v) = x.strip_prefix("--columns=") {
            style.columns = v.parse().unwrap();
        } else if let Some(v) = x.strip_prefix("--groups=") {
            groups = v.parse().unwrap();
        } else if let Some(v) = x.strip_prefix("--cell=") {
            let (w, h) = v.split_once('x').unwrap();
            style.cell = (w.parse().unwrap(), h.parse().unwrap());
        } else if let Some(v) = x.strip_prefix("--list=") {
            files.extend(std::fs::read_to_string(v).unwrap().lines().map(str::to_owned));
        } else {
            files.push(x.clone());
        }
    }
    let jp = [
        "泣き顔 — クラナド 古河渚",
        "慟哭・嗚咽する少女 ★♪ 「約束」 あの日見た花の名前を僕達はまだ知らない。",
        "Violet Evergarden — “I want to know what ‘I love you’ means”, ep. 10",
        "ｶﾀｶﾅ ＦＵＬＬ ①Ⅱ㈱ 髙橋 﨑",
        "emoji 😭 box",
        "saber_(fate)",
    ];
    let t = Instant::now();
    let pics: Vec<_> = files
        .iter()
        .map(|f| {
            image::ImageReader::open(f)
                .unwrap()
                .with_guessed_format()
                .unwrap()
                .decode()
                .map(|d| thumbnail(&d.to_rgba8(), 256))
        })
        .collect();
    eprintln!("decode {:?}", t.elapsed());
    let t = Instant::now();
    let gs: Vec<Group> = if groups == 0 {
        vec![Group::plain(pics.len())]
    } else {
        let mut left = pics.len();
        let mut v = vec![];
        let mut i = 0;
        while left > 0 {
            let n = (groups + i * 3 % 5).min(left);
            v.push(Group {
                heading: Some(
                    ["古河渚", "Violet Evergarden", "(no character)", "menma — 本間芽衣子"][i % 4].to_owned(),
                ),
                n_cells: n,
            });
            left -= n;
            i += 1;
        }
        v
    };
    let layout = Layout::new(&style, &gs).unwrap();
    for p in 0..layout.n_pages() {
        let mut page = Page::new(&layout, &style, p);
        let first = layout.slots().iter().position(|s| s.page == p).unwrap();
        for (i, slot) in layout.slots_on(p).iter().enumerate() {
            let n = first + i;
            let name = files[n].rsplit('/').next().unwrap();
            match &pics[n] {
                Ok(pic) => {
                    let l2 = format!("{}×{} · {}", pic.width(), pic.height(), jp[(n + 1) % jp.len()]);
                    let label = if a[2].contains("jp") { [jp[n % jp.len()], &l2] } else { [name, jp[n % jp.len()]] };
                    let count = format!("{}", n * 7 % 130);
                    let mark = (name.ends_with("gif") || n % 5 == 4).then_some(Mark::Animation(&count));
                    page.draw(slot, &Cell { picture: pic, label: &label, mark });
                }
                Err(e) => page.draw_missing(slot, &e.to_string(), &[name]),
            }
        }
        let img = page.finish();
        let e = out.rsplit('.').next().unwrap();
        let t2 = Instant::now();
        eprintln!("draw {:?}", t.elapsed());
        let bytes = encode(&img, Encoding::from_extension(e).unwrap()).unwrap();
        eprintln!("{:?} encode {:?} {} bytes", img.dimensions(), t2.elapsed(), bytes.len());
        std::fs::write(if p == 0 { out.clone() } else { out.replace('.', &format!("-{}.", p + 1)) }, bytes).unwrap();
    }
}
