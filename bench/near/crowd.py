#!/usr/bin/env python3
"""Make a second labelled set: what families of look-alikes, marks, bars, cut-outs and phone crops do.

    crowd.py SOURCES OUT [--stills N] [--scenes N] [--families N]

SOURCES holds one folder a package, as for choose.py. Writes OUT as make.py does, so score.py counts it:

    OUT/stills/    originals by rule and their changed copies
    OUT/scenes/    animations, a third flat or emote-like, a third nearly still, a third moving; changed copies
    OUT/frames/    frames of these
    OUT/emotes/    families: one body with other flags, colours or accessories; each its own scene
    OUT/distract/  600 other pictures

Every set is halved by rule: stills by the parity of their number, animations by that of a sixth of it (so that each half has
all kinds); limits are chosen on the even half alone. crowd-packages.txt names the packages of docs/scenes.md. The rule for pictures: PNG, JPEG, WebP, both sides >= 400 px, deviation of luma >= 12 of
255, at most 8 a package and 3 a folder, difference hash more than 10 of 64 bits from every other; drawn by lot, seed
"crowd".
"""
import argparse, json, math, os, random, re
import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageOps
import make
from make import (Truth, border, cropped, listing, load_rgb, on_white, overlap_truth, read_animation, retime, rng, save,
                  save_animation, scaled, starts, still_changes, to_palette, watermark)

DOCUMENTS = re.compile(r"/usr/share/(doc|help|man|gtk-doc)/|screenshot|icon|cursor|font|tiles?\b|texture|mask|normal|bump", re.I)


def dhash(im):
    g = np.asarray(im.convert("L").resize((9, 8), Image.BILINEAR), dtype=int)
    return np.packbits((g[:, 1:] > g[:, :-1]).flatten())


def chosen(sources, lot, count):
    """Pictures by the rule, and what is left of others as distractors."""
    files = [p for p in listing(sources, "") if not p.lower().endswith(".gif")]
    lot.shuffle(files)
    used, taken, rest, packages, folders = [], [], [], {}, {}
    for p in files:
        try:
            with Image.open(os.path.join(sources, p)) as im:
                size = im.size
        except (OSError, SyntaxError, ValueError):
            continue
        package, folder = p.split("/")[0], os.path.dirname(p)
        large = min(size) >= 400 and max(size) <= 3 * min(size) and size[0] * size[1] < 4e7 and not DOCUMENTS.search(p)
        if len(taken) >= count or not large or packages.get(package, 0) >= 8 or folders.get(folder, 0) >= 3:
            if min(size) >= 32 and packages.get("d" + package, 0) < 24 and len(rest) < 700 and max(size) < 3000:
                packages["d" + package] = packages.get("d" + package, 0) + 1
                rest.append(p)
            continue
        try:
            im = on_white(Image.open(os.path.join(sources, p)))
        except (OSError, SyntaxError, ValueError):
            continue
        im.thumbnail((256, 256))
        grey, h = np.asarray(im.convert("L"), dtype=float), dhash(im)
        if grey.std() < 12 or any(np.bitwise_count(h ^ o).sum() <= 10 for o in used):
            continue
        used.append(h)
        taken.append(p)
        packages[package] = packages.get(package, 0) + 1
        folders[folder] = folders.get(folder, 0) + 1
    keep = []
    for p in rest:
        try:
            h = dhash(on_white(Image.open(os.path.join(sources, p))))
        except (OSError, SyntaxError, ValueError):
            continue
        if all(np.bitwise_count(h ^ o).sum() > 10 for o in used):
            used.append(h)
            keep.append(p)
    return taken, keep[:600]


# ---------------------------------------------------------------- stills

def tiled_mark(im, r):
    """A faint word over all of the picture, as stock services put it."""
    w, h = im.size
    font = ImageFont.load_default(size=max(14, w // 28))
    layer = Image.new("L", im.size)
    draw = ImageDraw.Draw(layer)
    for n, y in enumerate(range(0, h, max(60, h // 5))):
        for x in range(-(n % 2) * w // 8, w, w // 4):
            draw.text((x, y), "PREVIEW", fill=70, font=font)
    out = im.copy()
    out.paste((255, 255, 255), (0, 0), layer)
    return out


def logo(im, r):
    """A round two-coloured logo in a corner, 7 to 10 % of the width."""
    w, h = im.size
    side = round(w * r.uniform(0.07, 0.10))
    x = r.choice((round(w * .02), w - side - round(w * .02)))
    y = r.choice((round(h * .02), h - side - round(h * .02)))
    out = im.copy()
    draw = ImageDraw.Draw(out)
    draw.ellipse((x, y, x + side, y + side), fill=(240, 240, 240), outline=(30, 30, 30), width=max(1, side // 16))
    draw.polygon([(x + side * .5, y + side * .15), (x + side * .8, y + side * .75), (x + side * .2, y + side * .75)], fill=(200, 40, 60))
    return out


def hue(im, degrees):
    hsv = np.array(im.convert("HSV"))
    hsv[..., 0] = (hsv[..., 0].astype(int) + round(degrees / 360 * 255)) % 256
    return Image.fromarray(hsv, "HSV").convert("RGB")


def saturation(im):
    return float(np.asarray(im.convert("HSV"))[..., 1].mean())


KEPT = {"scale 0.25", "jpeg q60 + scale", "webp q50", "crop uneven 0-8 %", "border", "letterbox", "watermark corner",
        "watermark centre", "gamma", "16:9-16:10 crop", "16:9-16:10 stretch", "mirror", "scale+jpeg+crop", "jpeg+watermark+gamma"}


def make_stills(sources, out, truth, originals):
    for number, path in enumerate(originals):
        r = rng("crowd still", path)
        im = load_rgb(os.path.join(sources, path))[0]
        if max(im.size) > 1120:
            im = scaled(im, 1120 / max(im.size))
        folder, family = f"stills/{number:03d}", f"still:{number:03d}"
        name = f"{folder}/original.jpg"
        save(im, os.path.join(out, name), quality=92)
        truth.add(name, family, "still", corpus=path)
        more = [("tiled mark", tiled_mark(im, r), "tiled.jpg", {}, {}), ("logo corner", logo(im, r), "logo.jpg", {}, {})]
        for change, picture, file, options, fields in [c for c in still_changes(im, r) if c[0] in KEPT] + more:
            save(picture, os.path.join(out, folder, file), **options)
            truth.add(f"{folder}/{file}", family, "still")
            truth.pair("near", change, name, f"{folder}/{file}", **fields)
        if saturation(im) > 60:
            for change, picture in (("desaturated", ImageOps.grayscale(im).convert("RGB")), ("hue turned 30", hue(im, 30)),
                                    ("half desaturated", ImageEnhance.Color(im).enhance(0.4))):
                file = change.replace(" ", "") + ".jpg"
                save(picture, os.path.join(out, folder, file))
                truth.add(f"{folder}/{file}", family, "still")
                truth.pair("near", change, name, f"{folder}/{file}", expect="alternate", changed=make.apart(im, picture))
        if im.width / im.height > 1.5:
            # A phone's 9:16 window of a landscape: part of it, not the same.
            width = im.height * 9 / 16
            x = r.uniform(0, im.width - width)
            part = im.crop((round(x), 0, round(x + width), im.height))
            save(part, os.path.join(out, folder, "phone.jpg"))
            truth.add(f"{folder}/phone.jpg", family + "/phone", "still")
            truth.pair("part", "phone crop", name, f"{folder}/phone.jpg", expect="part",
                       window=[x / im.width, 0, (x + width) / im.width, 1])


def make_drawings(out, truth, count):
    """One drawing on plain paper, in the middle and at the right: alternates."""
    for n in range(count):
        r = rng("drawing", n)
        paper = r.choice(((255, 255, 255), (12, 12, 12), (240, 230, 210), (40, 60, 90)))
        figure = body(r, 300)
        pictures = []
        for x in (490, 880):
            im = Image.new("RGB", (1280, 720), paper)
            im.paste(figure, (x, 210), figure)
            pictures.append(im)
        for im, side in zip(pictures, ("original", "right")):
            save(im, os.path.join(out, f"drawings/{n:02d}/{side}.png"))
            truth.add(f"drawings/{n:02d}/{side}.png", f"drawing:{n:02d}", "still")
        truth.pair("near", "placed elsewhere on paper", f"drawings/{n:02d}/original.png", f"drawings/{n:02d}/right.png",
                   expect="alternate", changed=99)


# ---------------------------------------------------------------- animations

def colour(r):
    return tuple(r.randrange(30, 235) for _ in range(3))


def body(r, side, skin=None):
    """A small creature on transparent ground, drawn from a generator."""
    im = Image.new("RGBA", (side, side))
    d = ImageDraw.Draw(im)
    skin, ink = skin or colour(r), (30, 25, 35, 255)
    s = side / 100
    shape, ears, w, h = r.choice("ebt"), r.choice("ncr"), r.uniform(28, 42), r.uniform(26, 40)
    if ears == "c":
        for x in (50 - w * .7, 50 + w * .7):
            d.polygon([((x - 11) * s, 34 * s), (x * s, 6 * s), ((x + 11) * s, 34 * s)], fill=skin, outline=ink)
    if ears == "r":
        for x in (50 - w * .8, 50 + w * .8):
            d.ellipse(((x - 10) * s, 12 * s, (x + 10) * s, 36 * s), fill=skin, outline=ink)
    box = ((50 - w) * s, (55 - h) * s, (50 + w) * s, (55 + h) * s)
    if shape == "e":
        d.ellipse(box, fill=skin, outline=ink, width=max(1, round(s)))
    elif shape == "b":
        d.rounded_rectangle(box, radius=14 * s, fill=skin, outline=ink, width=max(1, round(s)))
    else:
        d.polygon([(50 * s, (55 - h * 1.2) * s), (box[2], box[3]), (box[0], box[3])], fill=skin, outline=ink)
    gap, eye, y = r.uniform(8, 18), r.uniform(3, 7), r.uniform(44, 58)
    for x in (50 - gap, 50 + gap):
        d.ellipse(((x - eye) * s, (y - eye) * s, (x + eye) * s, (y + eye) * s), fill=(255, 255, 255, 255), outline=ink)
        d.ellipse(((x - eye / 2) * s, (y - eye / 2) * s, (x + eye / 2) * s, (y + eye / 2) * s), fill=ink)
    m = r.uniform(4, 12)
    d.arc(((50 - m) * s, (y + 6) * s, (50 + m) * s, (y + 18) * s), 0, 180, fill=ink, width=max(1, round(2 * s)))
    return im


def moved(kind, figure, t, size):
    """A figure at a moment t of its loop, RGBA."""
    a, w, h = 2 * math.pi * t, *size
    im = Image.new("RGBA", size)
    x, y, turn, sx, sy = 0.0, 0.0, 0.0, 1.0, 1.0
    if kind == "bounce":
        y, sy = -0.18 * h * abs(math.sin(a)), 1 - 0.15 * max(0, math.cos(2 * a))
    elif kind == "shake":
        x = 0.12 * w * math.sin(a)
    elif kind == "nod":
        turn = 22 * math.sin(a)
    elif kind == "spin":
        turn = 360 * t
    elif kind == "party":
        x, y = 0.12 * w * math.cos(a), 0.1 * h * math.sin(a)
    elif kind == "pulse":
        sx = sy = 1 + 0.22 * math.sin(a)
    elif kind == "slide":
        x = w * (((t + 0.5) % 1) - 0.5) * 1.3
    f = figure.resize((max(1, round(figure.width * sx)), max(1, round(figure.height * sy))), Image.BILINEAR)
    f = f.rotate(turn, Image.BICUBIC)
    im.alpha_composite(f, (0, 0)) if f.size == size and not (x or y) else im.paste(
        f, (round((w - f.width) / 2 + x), round((h - f.height) / 2 + y)), f)
    return im


def flat(r, t, size, parts):
    """Flat shapes that move, on nothing."""
    im = Image.new("RGBA", size)
    d = ImageDraw.Draw(im)
    w, h = size
    for kind, fill, cx, cy, rad, amp, turns, phase in parts:
        a = 2 * math.pi * (turns * t + phase)
        x, y, q = (cx + amp * math.cos(a)) * w, (cy + amp * math.sin(a) * (kind != "b")) * h, rad * w
        if kind == "c":
            d.ellipse((x - q, y - q, x + q, y + q), fill=fill)
        elif kind == "b":
            d.rectangle((x - q, y - q * .5, x + q, y + q * .5), fill=fill)
        elif kind == "r":
            d.arc((x - q * 2, y - q * 2, x + q * 2, y + q * 2), math.degrees(a), math.degrees(a) + 250, fill=fill, width=max(2, round(q * .6)))
        else:
            d.polygon([(x + q * 1.3 * math.cos(a + k * 2.094), y + q * 1.3 * math.sin(a + k * 2.094)) for k in range(3)], fill=fill)
    return im


def flat_parts(r):
    return [(r.choice("cbrt"), colour(r), r.uniform(.3, .7), r.uniform(.3, .7), r.uniform(.06, .16), r.uniform(.08, .24),
             r.choice((1, 1, 2, -1)), r.random()) for _ in range(r.randrange(1, 5))]


KINDS = ("bounce", "shake", "nod", "spin", "party", "pulse", "slide")


def emote(number):
    """(RGBA frames, delay) of a flat or emote-like loop."""
    r = rng("emote", number)
    size = (r.choice((96, 112, 128, 160)),) * 2
    n, delay = r.randrange(10, 33), r.choice((30, 40, 50, 80))
    if number % 3 < 2:
        figure, kind = body(r, round(size[0] * .66)), r.choice(KINDS)
        return [moved(kind, figure, k / n, size) for k in range(n)], delay
    parts = flat_parts(r)
    return [flat(r, k / n, size, parts) for k in range(n)], delay


def near_still(number, picture):
    """A still shot in which a small thing moves: a blink and a mouth, rain, or steam."""
    r = rng("near still", number)
    w = r.choice((320, 400, 480))
    base = ImageOps.fit(picture, (w, w * 9 // 16))
    n, delay = r.randrange(14, 30), r.choice((60, 80, 100))
    kind = r.choice(("blink", "tear", "rain", "light"))
    h, frames = base.height, []
    x, y, q = r.uniform(.25, .75) * w, r.uniform(.3, .6) * h, r.uniform(.025, .05) * w
    drops = [(r.random(), r.random(), r.uniform(1, 3)) for _ in range(14)]
    for k in range(n):
        im, t = base.copy(), k / n
        d = ImageDraw.Draw(im)
        if kind == "blink":
            gap = max(1, q * (0.2 if k % 9 in (3, 4) else 1))
            for dx in (-2 * q, 2 * q):
                d.ellipse((x + dx - q, y - gap, x + dx + q, y + gap), fill=(250, 250, 250), outline=(20, 20, 20))
                d.ellipse((x + dx - q / 2, y - gap / 2, x + dx + q / 2, y + gap / 2), fill=(20, 20, 60))
            d.ellipse((x - q, y + 3 * q, x + q, y + 3 * q + q * (.4 + abs(math.sin(t * 12.6)))), fill=(120, 30, 40))
        elif kind == "tear":
            for dx in (-2 * q, 2 * q):
                ty = y + ((t * 2 + (dx > 0) * .5) % 1) * h * .35
                d.ellipse((x + dx - q / 2, ty, x + dx + q / 2, ty + q * 1.6), fill=(190, 230, 255), outline=(90, 150, 220))
        elif kind == "rain":
            for px, py, v in drops:
                yy = (py + round(v) * t) % 1 * h
                d.line((px * w, yy, px * w - 3, yy + h * .07), fill=(225, 235, 245), width=2)
        else:
            d.ellipse((x - q * 2, y - q * 2, x + q * 2, y + q * 2), fill=tuple(round(140 + 100 * math.sin(2 * math.pi * t + c)) for c in range(3)))
        frames.append(im)
    return frames, delay


def bars(f, r_colour, top, bottom):
    out = Image.new("RGB", (f.width, f.height + top + bottom), r_colour)
    out.paste(f, (0, top))
    return out


def caption(f, word, paper):
    """A caption bar above: a meme's line of text."""
    height = max(16, round(f.height * .2))
    out = bars(f, paper, height, 0)
    font = ImageFont.load_default(size=max(9, round(height * .5)))
    ImageDraw.Draw(out).text((f.width * .05, height * .2), word, fill=(0, 0, 0) if sum(paper) > 380 else (255, 255, 255), font=font)
    return out


def scene_copies(frames, delays, rgba, r):
    n, u = len(frames), r.uniform
    whole = (0, n)
    yield "webp", frames, delays, "lossy.webp", whole
    yield "palette 32", to_palette(frames, 32, True), delays, "palette.gif", whole
    yield "resize 0.6", to_palette([scaled(f, .6) for f in frames], 128, False), delays, "resize.gif", whole
    yield "speed 1.5", to_palette(frames, 128, False), retime(delays, 1.5), "speed.gif", whole
    length = max(6, round(n * u(.5, .8)))
    a = r.randrange(0, n - length + 1)
    yield "cut", to_palette(frames[a:a + length], 128, False), delays[a:a + length], "cut.gif", (a, a + length)
    top = round(frames[0].height * u(.1, .16))
    yield "bars", to_palette([bars(f, (0, 0, 0), top, top) for f in frames], 128, False), delays, "bars.gif", whole
    word, paper = r.choice(("when it is monday", "me, again", "nobody:")), r.choice(((255, 255, 255), (0, 0, 0)))
    yield "caption bar", to_palette([caption(f, word, paper) for f in frames], 128, False), delays, "caption.gif", whole
    yield "mirror", to_palette([ImageOps.mirror(f) for f in frames], 128, False), delays, "mirror.gif", whole
    yield "watermark", to_palette([watermark(f, rng("m", n), False) for f in frames], 128, False), delays, "mark.gif", whole
    c = [u(.03, .08) for _ in range(4)]
    yield "crop 3-8 %", to_palette([cropped(f, *c) for f in frames], 128, False), delays, "crop.gif", whole
    if rgba:
        for name, ground in (("white", (255, 255, 255)), ("black", (0, 0, 0)), ("colour", colour(r))):
            laid = [Image.alpha_composite(Image.new("RGBA", f.size, ground + (255,)), f).convert("RGB") for f in rgba]
            yield "flattened on " + name, to_palette(laid, 128, False), delays, name + ".gif", whole


def save_clear(frames, delays, path):
    """A transparent GIF or APNG."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    hard = []
    for f in frames:
        f = f.copy()
        f.putalpha(f.getchannel("A").point(lambda v: 255 if v > 127 else 0))
        hard.append(f)
    hard[0].save(path, save_all=True, append_images=hard[1:], duration=delays, loop=0, disposal=2)


def make_scenes(sources, out, truth, count, pictures):
    take = iter(pictures)
    for number in range(count):
        r = rng("crowd scene", number)
        family, folder = f"scene:{number:03d}", f"scenes/{number:03d}"
        rgba, name = None, f"scenes/{number:03d}/original.gif"
        if number % 3 == 0:
            rgba, delay = emote(number)
            shots = "flat"
        elif number % 3 == 1:
            frames, delay = near_still(number, load_rgb(os.path.join(sources, next(take)))[0])
            shots = "near still"
        else:
            im = load_rgb(os.path.join(sources, next(take)))[0]
            shot = make.Shot(im, make.scene_size(r), "pan", [], r)
            n = r.randrange(20, 40)
            frames, delay, shots = make.render([shot], [n]), r.choice((40, 60, 80)), "moving"
        # Half of the flat ones are transparent, the others on plain paper.
        clear = rgba and number % 6 == 0
        if rgba and not clear:
            paper = r.choice(((255, 255, 255), (255, 255, 255), (54, 57, 63), colour(r)))
            frames = [Image.alpha_composite(Image.new("RGBA", f.size, paper + (255,)), f).convert("RGB") for f in rgba]
            rgba = None
        if clear:
            delays = [delay] * len(rgba)
            save_clear(rgba, delays, os.path.join(out, name))
            frames = [Image.alpha_composite(Image.new("RGBA", f.size, (255,) * 4), f).convert("RGB") for f in rgba]
        else:
            save_animation(to_palette(frames, 128, False), [delay] * len(frames), os.path.join(out, name))
            frames, delays = read_animation(os.path.join(out, name))
        at = starts(delays)
        truth.add(name, family, "scene", shots=shots)
        for change, changed, times, file, what in scene_copies(frames, delays, rgba, r):
            path = f"{folder}/{file}"
            save_animation(changed, times, os.path.join(out, path))
            truth.add(path, family, "scene")
            truth.pair("scene", change, name, path, **overlap_truth(os.path.join(out, path), at, what))
        if clear:
            continue
        k = r.randrange(len(frames))
        data = [f.tobytes() for f in frames]
        equal = [i for i, d in enumerate(data) if d == data[k]]
        where = dict(frame=k, frame_from=k, frame_to=k, at_ms=at[k], at_from_ms=at[k], at_to_ms=at[k + 1], equal=equal)
        for change, im, file in (("frame png", frames[k], "full.png"), ("frame 2x+jpeg", scaled(frames[k], 2), "double.jpg"),
                                 ("frame crop+jpeg", cropped(frames[k], .04, .05, .06, .04), "crop.jpg")):
            path = f"frames/{number:03d}/{file}"
            save(im, os.path.join(out, path), quality=85)
            truth.add(path, family, "frame")
            truth.pair("frame", change, name, path, **where)


def make_families(out, truth, count):
    """Emotes of one body: each its own scene; a resized and a recoded copy of the first is the same."""
    for number in range(count):
        r = rng("family", number)
        size, kind, n, delay = (112, 112), r.choice(KINDS), r.randrange(10, 24), r.choice((40, 50, 80))
        state = r.getstate()
        variant = ("flag", "skin", "accessory")[number % 3]
        for member in range(4):
            r.setstate(state)
            v = rng("member", number, member)
            figure = body(r, 80, colour(v) + (255,) if variant == "skin" else None)
            d = ImageDraw.Draw(figure)
            if variant == "flag":
                bands, across = [colour(v) for _ in range(3)], v.random() < .5
                d.line((66, 20, 66, 76), fill=(60, 40, 20, 255), width=2)
                for b, c in enumerate(bands):
                    box = (67 + b * 4, 20, 71 + b * 4, 36) if across else (67, 20 + b * 5, 79, 25 + b * 5)
                    d.rectangle(box, fill=c + (255,))
            if variant == "accessory":
                ink = colour(v) + (255,)
                (lambda: d.rectangle((24, 8, 56, 22), fill=ink), lambda: d.polygon([(26, 20), (40, 0), (54, 20)], fill=ink),
                 lambda: d.rectangle((20, 38, 60, 48), fill=ink), lambda: d.ellipse((52, 50, 74, 72), fill=ink))[member]()
            frames = [moved(kind, figure, k / n, size) for k in range(n)]
            laid = [Image.alpha_composite(Image.new("RGBA", size, (255,) * 4), f).convert("RGB") for f in frames]
            name = f"emotes/{number:02d}/{member}.gif"
            if number % 2:
                save_clear(frames, [delay] * n, os.path.join(out, name))
            else:
                save_animation(to_palette(laid, 128, False), [delay] * n, os.path.join(out, name))
            family = f"emote:{number:02d}/{member}"
            truth.add(name, family, "scene")
            if member == 0:
                for change, changed, file in (("emote resize", [scaled(f, .6) for f in laid], "small.gif"),
                                              ("emote webp", laid, "copy.webp")):
                    path = f"emotes/{number:02d}/{file}"
                    data = changed if file.endswith("webp") else to_palette(changed, 64, False)
                    save_animation(data, [delay] * n, os.path.join(out, path))
                    truth.add(path, family, "scene")
                    truth.pair("scene", change, name, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sources")
    parser.add_argument("out")
    parser.add_argument("--stills", type=int, default=120)
    parser.add_argument("--scenes", type=int, default=66)
    parser.add_argument("--families", type=int, default=40)
    args = parser.parse_args()
    lot = random.Random("crowd")
    n_pictures = args.scenes * 2 // 3 + 2
    taken, distractors = chosen(args.sources, lot, args.stills + n_pictures)
    backgrounds, originals = taken[:n_pictures], taken[n_pictures:]
    print(len(originals), "originals,", len(backgrounds), "backgrounds,", len(distractors), "distractors", flush=True)
    truth = Truth(args.out)
    make_families(args.out, truth, args.families)
    print("families", flush=True)
    make_scenes(args.sources, args.out, truth, args.scenes, backgrounds)
    print("scenes", flush=True)
    make_drawings(args.out, truth, 12)
    make_stills(args.sources, args.out, truth, originals)
    make.make_distractors(args.sources, args.out, truth, distractors)
    truth.write()
    print(len(truth.files), "files,", len(truth.pairs), "pairs")


if __name__ == "__main__":
    main()
