//! throw-away
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]
use fast_image_resize::images::*;
use fast_image_resize::*;
use image::RgbaImage;
use std::time::Instant;
fn direct(p: &RgbaImage, w: u32, h: u32) -> RgbaImage {
    let s = ImageRef::new(p.width(), p.height(), p.as_raw(), PixelType::U8x4).unwrap();
    let mut o = Image::new(w, h, PixelType::U8x4);
    Resizer::new().resize(&s, &mut o, &ResizeOptions::new().use_alpha(false)).unwrap();
    RgbaImage::from_raw(w, h, o.into_vec()).unwrap()
}
fn linear(p: &RgbaImage, w: u32, h: u32) -> RgbaImage {
    let m = create_srgb_mapper();
    let s = ImageRef::new(p.width(), p.height(), p.as_raw(), PixelType::U8x4).unwrap();
    let mut l = Image::new(p.width(), p.height(), PixelType::U16x4);
    m.forward_map(&s, &mut l).unwrap();
    let mut o = Image::new(w, h, PixelType::U16x4);
    Resizer::new().resize(&l, &mut o, &ResizeOptions::new().use_alpha(false)).unwrap();
    let mut b = Image::new(w, h, PixelType::U8x4);
    m.backward_map(&o, &mut b).unwrap();
    RgbaImage::from_raw(w, h, b.into_vec()).unwrap()
}
fn mse(a: &RgbaImage, b: &RgbaImage) -> (f64, f64) {
    let n = a.as_raw().len() as f64 * 0.75;
    let d = a.as_raw().iter().zip(b.as_raw()).map(|(x, y)| (f64::from(*x) - f64::from(*y)).abs());
    (d.clone().map(|d| d * d).sum::<f64>() / n, d.sum::<f64>() / n)
}
fn main() {
    let mut t = [0.0; 3];
    let mut e = [(0.0, 0.0); 2];
    let mut n = 0.0;
    let mut mp = 0.0;
    let mut worst = 0.0f64;
    for f in std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap().lines() {
        let Ok(d) = image::open(f) else { continue };
        let p = d.to_rgba8();
        if p.width() < 1200 || p.pixels().any(|x| x[3] < 255) {
            continue;
        }
        mp += f64::from(p.width()) * f64::from(p.height()) / 1e6;
        let t0 = Instant::now();
        let a = nakigao::render::thumbnail(&p, 256);
        t[0] += t0.elapsed().as_secs_f64();
        let t0 = Instant::now();
        let b = direct(&p, a.width(), a.height());
        t[1] += t0.elapsed().as_secs_f64();
        let t0 = Instant::now();
        let c = linear(&p, a.width(), a.height());
        t[2] += t0.elapsed().as_secs_f64();
        let x = mse(&a, &b);
        worst = worst.max(x.0);
        e[0].0 += x.0;
        e[0].1 += x.1;
        let y = mse(&c, &b);
        e[1].0 += y.0;
        e[1].1 += y.1;
        n += 1.0;
        if std::env::args().nth(2).is_some() {
            let name = f.replace('/', "_");
            let name = &name[name.len().saturating_sub(50)..];
            b.save(format!("/tmp/look/s-{name}-srgb.png")).unwrap();
            c.save(format!("/tmp/look/s-{name}-lin.png")).unwrap();
        }
    }
    println!(
        "{n} pictures {mp:.0} MP; ours {:.0} ms, direct {:.0} ms, linear {:.0} ms",
        t[0] * 1e3,
        t[1] * 1e3,
        t[2] * 1e3
    );
    println!(
        "ours vs direct {:.1} dB mean abs {:.2} worst {:.1} dB; linear vs srgb {:.1} dB mean abs {:.2}",
        10.0 * (65025.0 / (e[0].0 / n)).log10(),
        e[0].1 / n,
        10.0 * (65025.0 / worst).log10(),
        10.0 * (65025.0 / (e[1].0 / n)).log10(),
        e[1].1 / n
    );
}
