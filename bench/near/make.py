#!/usr/bin/env python3
"""Make a labelled data set for near-duplicate detection of pictures and animations.

    make.py CORPUS OUT [--stills N] [--scenes N] [--cuts N]
                       [--picks FILE] [--same FILE] [--seed WORD] [--alternates]

Reads the picture corpus below CORPUS and writes OUT, a self-contained folder:

    OUT/stills/      original pictures and their changed copies
    OUT/scenes/      original animations and their changed copies
    OUT/frames/      single frames of these animations saved as pictures
    OUT/distract/    other files, which should match nothing outside their family
    OUT/truth.json   which file is what, and which pairs should be found

Every random choice comes from a generator seeded with the name of the file it
is for, and listings are sorted, so the same corpus always gives the same set.

Beside this script:
  picks.json  corpus paths of the pictures used as originals, and of pictures
              used as backgrounds of made animations (chosen by eye: distinct,
              not flat)
  same.json   groups of corpus files which show the same picture (checked by eye)
choose.py makes such files by rule for pictures nobody has looked at; its picks
also name the "sprites" and "distractors" to use, instead of the folders which
the usual corpus has. --seed gives other changes and animations. --alternates
gives every original, not one in ten, a redraw, a recolour and a small redraw.
"""
import argparse, hashlib, io, json, math, os, random, re, shutil, struct, sys, time
import numpy as np
from PIL import (Image, ImageCms, ImageDraw, ImageEnhance, ImageFont, ImageOps,
                 ImageSequence)

HERE = os.path.dirname(os.path.abspath(__file__))
Image.MAX_IMAGE_PIXELS = None          # the corpus is trusted and holds large pictures
EXTENSIONS = (".png", ".jpg", ".jpeg", ".webp", ".gif")


SEED = ()                              # put before every key by --seed


def rng(*key):
    """A random generator which depends on the key only."""
    key = SEED + key
    return random.Random(hashlib.sha1("/".join(map(str, key)).encode()).hexdigest())


# ---------------------------------------------------------------- the truth

class Truth:
    """Collects files and pairs; families are joined with a small union-find."""

    def __init__(self, out):
        self.out, self.files, self.pairs, self.parent, self.by_pixels = out, {}, [], {}, {}

    def root(self, family):
        while self.parent.get(family, family) != family:
            family = self.parent[family]
        return family

    def join(self, a, b):
        a, b = self.root(a), self.root(b)
        if a != b:
            self.parent[max(a, b)] = min(a, b)

    def add(self, path, family, kind, **more):
        self.files[path] = dict(family=family, kind=kind, **more)

    def pair(self, kind, change, a, b, expect="duplicate", **more):
        self.pairs.append(dict(kind=kind, change=change, a=a, b=b, expect=expect, **more))

    def join_equal(self, path, digest):
        """Files with the same digest are one family, whatever their names."""
        other = self.by_pixels.setdefault(digest, path)
        self.join(self.files[other]["family"], self.files[path]["family"])

    def write(self):
        for entry in self.files.values():
            entry["family"] = self.root(entry["family"])
            if "uses" in entry:
                entry["uses"] = sorted({self.root(f) for f in entry["uses"]})
        with open(os.path.join(self.out, "truth.json"), "w") as f:
            json.dump({"files": self.files, "pairs": self.pairs}, f, indent=0, sort_keys=True)


def corpus_family(path):
    """The family of a corpus file, from its place alone.

    Files named as resolutions (1920x1080.png) in one folder are one picture;
    images/ and images_dark/ are two folders. Everything else which belongs
    together comes from equal pixels or from same.json: two releases of a
    package do hold different pictures of one name.
    """
    folder, name = os.path.split(path)
    return "c:" + (folder if re.fullmatch(r"\d+x\d+", os.path.splitext(name)[0]) else path)


# ---------------------------------------------------------------- stills

def on_white(im):
    """In RGB, laid on white where it is transparent."""
    if "A" in im.mode or "transparency" in im.info:
        im = im.convert("RGBA")
        white = Image.new("RGBA", im.size, "white")
        white.alpha_composite(im)
        im = white
    return im.convert("RGB")


def load_rgb(path):
    """The picture as shown: turned by EXIF, in sRGB, without alpha. Second value:
    whether the file's own pixels are already exactly that."""
    im = Image.open(path)
    plain = im.mode in ("RGB", "L") and "icc_profile" not in im.info \
        and im.getexif().get(0x0112, 1) == 1 and im.format in ("JPEG", "PNG")
    if im.format == "JPEG":
        im.draft("RGB", (2600, 2600))       # decode huge pictures at a lower scale
    icc = im.info.get("icc_profile")
    im = ImageOps.exif_transpose(im)
    im = on_white(im)
    if icc:
        try:
            im = ImageCms.profileToProfile(im, ImageCms.ImageCmsProfile(io.BytesIO(icc)),
                                           ImageCms.createProfile("sRGB"), outputMode="RGB")
        except ImageCms.PyCMSError:
            pass                             # a grey or broken profile: take the numbers as they are
    return im, plain


def save(im, path, quality=90, **more):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if path.endswith(".jpg"):
        im.save(path, quality=quality, **more)
    elif path.endswith(".webp"):
        im.save(path, quality=quality, method=2, **more)
    else:
        im.save(path, compress_level=4, **more)


def icc_profile(name, red, green, blue, gamma):
    """A minimal RGB matrix profile (ICC version 2). The colours are XYZ for D50."""
    def s15(values):
        return b"".join(struct.pack(">i", round(v * 65536)) for v in values)
    text = name.encode()
    desc = b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text + b"\0" + b"\0" * 78
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))
    tags = [(b"desc", desc), (b"cprt", b"text\0\0\0\0none\0"),
            (b"wtpt", b"XYZ \0\0\0\0" + s15((0.9642, 1.0, 0.8249)))]
    tags += [(t, b"XYZ \0\0\0\0" + s15(v)) for t, v in ((b"rXYZ", red), (b"gXYZ", green), (b"bXYZ", blue))]
    tags += [(t, curve) for t in (b"rTRC", b"gTRC", b"bTRC")]
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for tag, data in tags:
        data += b"\0" * (-len(data) % 4)
        table += tag + struct.pack(">II", at, len(data))
        body, at = body + data, at + len(data)
    head = struct.pack(">I4xI4s4s4s12x4s4xIII", at, 0x02400000, b"mntr", b"RGB ", b"XYZ ", b"acsp", 0, 0, 0)
    head = head.ljust(64, b"\0") + struct.pack(">I", 0) + s15((0.9642, 1.0, 0.8249))
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


ADOBE_RGB = icc_profile("Adobe RGB like", (0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087),
                        (0.14919, 0.06322, 0.74457), 2.2)
P3 = icc_profile("Display P3 like", (0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189),
                 (0.15710, 0.06657, 0.78407), 2.2)


def scaled(im, factor):
    return im.resize((max(1, round(im.width * factor)), max(1, round(im.height * factor))), Image.LANCZOS)


def cropped(im, left, top, right, bottom):
    """Cut off these shares of the width and height."""
    w, h = im.size
    return im.crop((round(w * left), round(h * top), w - round(w * right), h - round(h * bottom)))


def gamma(im, g):
    table = [round(255 * (i / 255) ** g) for i in range(256)]
    return im.point(table * len(im.getbands()))


def watermark(im, r, centre):
    """A line of text: nearly opaque in a corner, or half transparent in the middle."""
    word = r.choice(("@gallery_reup", "DO NOT REPOST", "wallhub.example", "fan art by mina", "SAMPLE"))
    w, h = im.size
    font = ImageFont.load_default(size=40)
    box = font.getbbox(word)
    tile = Image.new("L", (box[2] + 4, box[3] + 4))
    ImageDraw.Draw(tile).text((2, 2), word, fill=255, font=font)
    width = round(w * (r.uniform(0.28, 0.40) if centre else r.uniform(0.15, 0.22)))
    tile = tile.resize((width, max(4, round(width * tile.height / tile.width))), Image.LANCZOS)
    alpha = r.uniform(0.4, 0.6) if centre else r.uniform(0.85, 1.0)
    tile = tile.point(lambda v: round(v * alpha))
    if centre:
        at = ((w - tile.width) // 2, (h - tile.height) // 2)
    else:
        margin = round(w * 0.015)
        at = (r.choice((margin, w - tile.width - margin)), r.choice((margin, h - tile.height - margin)))
    im = im.copy()
    im.paste(r.choice(((255, 255, 255), (255, 255, 255), (20, 20, 20), (230, 200, 60))), at, tile)
    return im


def border(im, r):
    share = r.uniform(0.03, 0.08)
    colour = r.choice(("black", "white", (r.randrange(256), r.randrange(256), r.randrange(256))))
    return ImageOps.expand(im, border=round(min(im.size) * share), fill=colour)


def letterbox(im, r):
    """Black bars to 4:3 or 21:9."""
    w, h = im.size
    target = r.choice((4 / 3, 21 / 9)) if w / h > 1.45 else 21 / 9
    if w / h > 2.2:
        target = 4 / 3
    size = (w, round(w / target)) if target < w / h else (round(h * target), h)
    out = Image.new("RGB", size)
    out.paste(im, ((size[0] - w) // 2, (size[1] - h) // 2))
    return out


def aspect(im, stretch):
    """From 16:9 to 16:10, or back if the picture is narrower than 16:9."""
    w, h = im.size
    factor = 0.9 if w / h >= 1.7 else 1 / 0.9
    if stretch:
        return im.resize((round(w * factor), h), Image.LANCZOS)
    if factor < 1:
        return cropped(im, 0.05, 0, 0.05, 0)
    return cropped(im, 0, 0.05, 0, 0.05)


def redraw(im, r):
    """A small flat-coloured object over the most detailed of some places, 3-6 % of the area."""
    w, h = im.size
    side = math.sqrt(r.uniform(0.045, 0.075) * w * h)          # the object fills about 3/4 of this box
    grey = np.asarray(im.convert("L"), dtype=np.float32)
    places = [(r.uniform(0.05, 0.95 - side / w), r.uniform(0.05, max(0.06, 0.95 - side / h))) for _ in range(30)]
    def detail(p):
        x, y = int(p[0] * w), int(p[1] * h)
        part = grey[y:y + int(side), x:x + int(side)]
        return np.abs(np.diff(part, axis=0)).mean() + np.abs(np.diff(part, axis=1)).mean()
    px, py = max(places, key=detail)
    x, y = px * w, py * h
    draw = ImageDraw.Draw(im := im.copy())
    light, dark = (250, r.randrange(180, 255), r.randrange(120, 220)), (r.randrange(60), r.randrange(50), r.randrange(90))
    mid = tuple(r.randrange(256) for _ in range(3))
    draw.ellipse((x, y + side * 0.1, x + side, y + side), fill=light)
    draw.polygon([(x + side * .1, y + side * .4), (x + side * .2, y), (x + side * .5, y + side * .2),
                  (x + side * .8, y), (x + side * .9, y + side * .4)], fill=dark)
    draw.ellipse((x + side * .25, y + side * .45, x + side * .4, y + side * .65), fill=dark)
    draw.ellipse((x + side * .6, y + side * .45, x + side * .75, y + side * .65), fill=dark)
    draw.rectangle((x + side * .35, y + side * .75, x + side * .65, y + side * .85), fill=mid)
    return im


def small_redraw(im, r):
    """1.5-3 % of the area, where there is detail, softly replaced by the most different
    of some other places of the picture. Second value: how much the middle of it
    changed, in levels (root of the mean square)."""
    w, h = im.size
    size = max(16, round(math.sqrt(r.uniform(0.015, 0.03) * w * h)))
    pw, ph = min(size, w // 2), min(size, h // 2)
    pixels = np.asarray(im, dtype=np.float32)
    grey = np.asarray(im.convert("L"), dtype=np.float32)
    def some(count):
        return [(round(r.uniform(0.03, 0.97) * (w - pw)), round(r.uniform(0.03, 0.97) * (h - ph))) for _ in range(count)]
    def part(p):
        return pixels[p[1]:p[1] + ph, p[0]:p[0] + pw]
    def detail(p):
        g = grey[p[1]:p[1] + ph, p[0]:p[0] + pw]
        return np.abs(np.diff(g, axis=0)).mean() + np.abs(np.diff(g, axis=1)).mean()
    place = max(some(30), key=detail)
    away = lambda p: abs(p[0] - place[0]) >= pw or abs(p[1] - place[1]) >= ph
    source = max([p for p in some(30) if away(p)] or some(1), key=lambda p: np.abs(part(p) - part(place)).mean())
    # Whole in the middle, fading out in the outer sixth of each side.
    ramp = lambda n: np.clip((0.5 - np.abs((np.arange(n) + 0.5) / n - 0.5)) * 6, 0, 1)
    mask = np.outer(ramp(ph), ramp(pw))[..., None]
    mask = mask * mask * (3 - 2 * mask)
    new = part(place) * (1 - mask) + part(source) * mask
    changed = math.sqrt(((new - part(place)) ** 2)[mask[..., 0] > .5].mean())
    pixels = pixels.copy()
    part(place)[:] = new
    return Image.fromarray(pixels.round().astype(np.uint8)), changed


def recolour(im, r):
    hsv = np.array(im.convert("HSV"))
    turn = round(r.uniform(60, 120) / 360 * 255) * r.choice((1, -1))
    hsv[..., 0] = (hsv[..., 0].astype(int) + turn) % 256
    return Image.fromarray(hsv, "HSV").convert("RGB")


def apart(a, b):
    """How far two pictures of one size are apart, in levels (root of the mean square)."""
    difference = np.asarray(a, dtype=np.float32) - np.asarray(b, dtype=np.float32)
    return round(float(np.sqrt((difference ** 2).mean())), 1)


def still_changes(im, r):
    """Yields (change, picture, file name, save options, truth fields)."""
    u = r.uniform
    yield "scale 0.5", scaled(im, 0.5), "half.jpg", {}, {}
    yield "scale 0.25", scaled(im, 0.25), "quarter.jpg", {}, {}
    yield "jpeg q30", im, "q30.jpg", dict(quality=30), {}
    yield "jpeg q60 + scale", scaled(im, u(0.5, 0.85)), "q60.jpg", dict(quality=60), {}
    yield "webp q50", im, "q50.webp", dict(quality=50), {}
    yield "png", im, "copy.png", {}, {}
    profile = r.choice((ADOBE_RGB, P3))
    other = ImageCms.profileToProfile(im, ImageCms.createProfile("sRGB"),
                                      ImageCms.ImageCmsProfile(io.BytesIO(profile)), outputMode="RGB")
    yield "colour profile", other, "profile.jpg", dict(icc_profile=profile), {}
    c = u(0.03, 0.08)
    yield "crop 3-8 % a side", cropped(im, c, c, c, c), "crop.jpg", {}, {}
    yield "crop uneven 0-8 %", cropped(im, u(0, .08), u(0, .08), u(0, .08), u(0, .08)), "cropuneven.jpg", {}, {}
    yield "border", border(im, r), "border.jpg", {}, {}
    yield "letterbox", letterbox(im, r), "letterbox.jpg", {}, {}
    yield "watermark corner", watermark(im, r, False), "markcorner.jpg", {}, {}
    yield "watermark centre", watermark(im, r, True), "markcentre.jpg", {}, {}
    b = 1 + u(0.15, 0.25) * r.choice((1, -1))
    yield "brightness", ImageEnhance.Brightness(im).enhance(b), "bright.jpg", {}, {}
    yield "gamma", gamma(im, r.choice((0.7, 1.4))), "gamma.jpg", {}, {}
    yield "16:9-16:10 crop", aspect(im, False), "aspectcrop.jpg", {}, {}
    yield "16:9-16:10 stretch", aspect(im, True), "aspectstretch.jpg", {}, {}
    yield "mirror", ImageOps.mirror(im), "mirror.jpg", {}, dict(transform="mirror")
    # The names of turns are clockwise, as a person sees them; Pillow turns the other way.
    turns = (("rotate90", Image.ROTATE_270), ("rotate180", Image.ROTATE_180), ("rotate270", Image.ROTATE_90))
    for name, op in turns:
        yield name, im.transpose(op), name + ".jpg", {}, dict(transform=name)
    c = [u(0.02, 0.06) for _ in range(4)]
    yield "scale+jpeg+crop", scaled(cropped(im, *c), u(0.4, 0.8)), "combined1.jpg", dict(quality=r.randrange(40, 65)), {}
    yield "jpeg+watermark+gamma", gamma(watermark(im, r, r.random() < .5), r.choice((0.75, 1.3))), "combined2.jpg", \
        dict(quality=r.randrange(40, 65)), {}


def make_stills(corpus, out, truth, originals, quarters, alternates=False):
    """Originals and changes; also cuts the four quarters of large pictures for the animations."""
    for number, path in enumerate(originals):
        r = rng("still", path)
        full, plain = load_rgb(os.path.join(corpus, path))
        family = corpus_family(path)
        folder = f"stills/{number:03d}"
        os.makedirs(os.path.join(out, folder), exist_ok=True)
        pixels = Image.open(os.path.join(corpus, path))
        small = pixels.width * pixels.height <= 2e6
        if small and plain:
            name = f"{folder}/original{os.path.splitext(path)[1].lower()}"
            shutil.copyfile(os.path.join(corpus, path), os.path.join(out, name))
        else:
            name = f"{folder}/original" + (".png" if path.endswith(".png") else ".jpg")
            im = full if small else scaled(full, 1280 / max(full.size))
            save(im, os.path.join(out, name), quality=92)
        if full.width >= 1500 and full.height >= 850:
            for q, box in enumerate(((0, 0, .46, .46), (.54, .54, 1, 1), (0, .54, .46, 1), (.54, 0, 1, .46))):
                part = full.crop(tuple(round(v * s) for v, s in zip(box, full.size * 2)))
                part.thumbnail((800, 800), Image.LANCZOS)
                quarters.append((f"{path}#{q}", family, part))
        im = Image.open(os.path.join(out, name)).convert("RGB")
        truth.add(name, family, "still", corpus=path)
        for change, picture, file, options, more in still_changes(im, r):
            save(picture, os.path.join(out, folder, file), **options)
            truth.add(f"{folder}/{file}", family, "still")
            truth.pair("near", change, name, f"{folder}/{file}", **more)
        if alternates or number % 10 == 5:   # 20 of 200: another version, not a copy
            for change, picture in (("redraw", redraw(im, r)), ("recolour", recolour(im, r))):
                save(picture, os.path.join(out, folder, change + ".jpg"))
                truth.add(f"{folder}/{change}.jpg", family, "still")
                truth.pair("near", change, name, f"{folder}/{change}.jpg", expect="alternate", changed=apart(im, picture))
        if alternates:
            picture, changed = small_redraw(im, r)
            save(picture, os.path.join(out, folder, "smallredraw.jpg"))
            truth.add(f"{folder}/smallredraw.jpg", family, "still")
            truth.pair("near", "small redraw", name, f"{folder}/smallredraw.jpg", expect="alternate", changed=round(changed, 1))


# ---------------------------------------------------------------- animations

def shown(delay):
    """The delay as browsers show it: up to 10 ms means 100 ms."""
    return 100 if delay <= 10 else delay


def read_animation(path):
    """All frames as composited, RGB, and their delays in ms as shown."""
    frames, delays = [], []
    with Image.open(path) as im:
        for frame in ImageSequence.Iterator(im):
            rgba = frame.convert("RGBA")
            white = Image.new("RGBA", rgba.size, "white")
            white.alpha_composite(rgba)
            frames.append(white.convert("RGB"))
            delays.append(shown(round(frame.info.get("duration", 0))))
    return frames, delays


def shared_palette(frames, colours):
    """One palette for all frames, from a mosaic of up to nine of them at a quarter of the size."""
    some = frames[::max(1, len(frames) // 9)][:9]
    w, h = max(1, some[0].width // 4), max(1, some[0].height // 4)
    mosaic = Image.new("RGB", (w * 3, h * 3))
    for i, f in enumerate(some):
        mosaic.paste(f.resize((w, h), Image.NEAREST), (i % 3 * w, i // 3 * h))
    return mosaic.quantize(colours, method=Image.MEDIANCUT, dither=Image.Dither.NONE)


def to_palette(frames, colours, dither):
    palette = shared_palette(frames, colours)
    kind = Image.Dither.FLOYDSTEINBERG if dither else Image.Dither.NONE
    return [f.quantize(palette=palette, dither=kind) for f in frames]


def save_animation(frames, delays, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    options = dict(save_all=True, append_images=frames[1:], duration=delays, loop=0)
    if path.endswith(".gif"):
        frames[0].save(path, disposal=1, optimize=False, **options)
    elif path.endswith(".webp"):
        frames[0].save(path, quality=60, method=0, **options)
    else:
        frames[0].save(path, compress_level=3, **options)


def total(path):
    return sum(read_delays(path))


def read_delays(path):
    """Delays as shown, without compositing where the format allows."""
    with Image.open(path) as im:
        delays = []
        for i in range(getattr(im, "n_frames", 1)):
            im.seek(i)
            if im.format == "WEBP":
                im.load()                    # Pillow knows a WebP frame's delay after decoding only
            delays.append(shown(round(im.info.get("duration", 0))))
        return delays


def retime(delays, speed):
    """Delays for another speed in 10 ms steps; rounding errors do not add up."""
    out, exact, written = [], 0.0, 0
    for d in delays:
        exact += d / speed
        step = max(20, round((exact - written) / 10) * 10)
        out.append(step)
        written += step
    return out


def starts(delays):
    at = [0]
    for d in delays:
        at.append(at[-1] + d)
    return at


class Shot:
    """One camera shot over one background: frame(t), t from 0 to 1."""

    def __init__(self, background, size, kind, sprites, r):
        self.r, self.size, self.kind = r, size, kind
        w, h = size
        bg = background
        factor = max(w / bg.width, h / bg.height) * (r.uniform(1.25, 1.5) if kind == "pan" else 1.12)
        self.bg = bg.resize((max(w, math.ceil(bg.width * factor)), max(h, math.ceil(bg.height * factor))), Image.LANCZOS)
        room = (self.bg.width - w, self.bg.height - h)
        # Half of the talking shots have a slowly moving background too.
        moving = kind == "pan" or kind == "talk" and r.random() < .5
        self.a = (r.uniform(0, room[0]), r.uniform(0, room[1]))
        far = lambda v, m: v + m * r.uniform(.5, .8) if v < m / 2 else v - m * r.uniform(.5, .8)
        self.b = tuple(min(max(far(v, m), 0), m) for v, m in zip(self.a, room)) if moving else self.a
        self.zoom = r.choice((0, 0, r.uniform(0.1, 0.25))) if kind == "pan" else 0
        if kind == "talk":
            sprite = r.choice(sprites)
            height = h * r.uniform(0.95, 1.9)
            self.sprite = sprite.resize((max(1, round(sprite.width * height / sprite.height)), round(height)), Image.LANCZOS)
            if r.random() < .5:
                self.sprite = ImageOps.mirror(self.sprite)
            self.at = (round(r.uniform(0.05, 0.95) * w - self.sprite.width / 2), round(h - min(height, h * 0.97)))
            self.cycle = r.choice((3, 4, 5, 7))
            self.tears = [(r.random(), r.random(), r.uniform(1, 3)) for _ in range(r.choice((2, 4)))]
        if kind == "petals":
            colour = r.choice(((250, 190, 210), (255, 255, 255), (240, 150, 60), (150, 200, 250)))
            self.colour, self.petals = colour, [(r.random(), r.random(), r.uniform(.5, 1.5), r.uniform(2, 6), r.uniform(0, 6))
                                                for _ in range(r.randrange(14, 30))]

    def frame(self, t, n):
        """Frame n of the shot, at the share t of it."""
        w, h = self.size
        x, y = (a + (b - a) * t for a, b in zip(self.a, self.b))
        cut = self.zoom * t / 2
        box = (x + w * cut, y + h * cut, x + w - w * cut, y + h - h * cut)
        if self.kind == "pan":
            im = self.bg.resize((w, h), Image.BILINEAR, box=box)
        else:
            im = self.bg.crop((round(x), round(y), round(x) + w, round(y) + h))
        draw = ImageDraw.Draw(im)
        if self.kind == "talk":
            im.paste(self.sprite, self.at, self.sprite)
            sw, sh = self.sprite.size
            # An open mouth of changing size, eyelids once a cycle, and tears.
            mx, my = self.at[0] + sw * .5, self.at[1] + sh * .19
            gap = (0.0, 0.012, 0.02, 0.008, 0.016)[n % self.cycle % 5] * sh
            draw.ellipse((mx - sw * .05, my - gap, mx + sw * .05, my + gap + 1), fill=(120, 30, 40))
            for side, phase, speed in self.tears:
                p = (phase + t * speed) % 1
                tx, ty = self.at[0] + sw * (.36 + .28 * side), self.at[1] + sh * (.14 + .3 * p)
                rad = max(2, sh * .012)
                draw.ellipse((tx - rad, ty - rad * 1.6, tx + rad, ty + rad), fill=(190, 230, 255), outline=(90, 150, 220))
        if self.kind == "petals":
            for px, py, v, size, phase in self.petals:
                x, y = (px * w + 12 * math.sin(phase + t * 9)) % w, (py + v * t) % 1 * h
                draw.ellipse((x - size, y - size * .6, x + size, y + size * .6), fill=self.colour)
        return im


def render(shots, counts):
    return [shot.frame(i / max(1, n - 1), i) for shot, n in zip(shots, counts) for i in range(n)]


def frame_delays(r, count):
    """Mostly even delays, some frames held twice as long, as in hand-made GIFs."""
    base = r.choice((40, 50, 60, 70, 80, 100, 120))
    hold = r.random() < .3
    return [base * 2 if hold and r.random() < .12 else base for _ in range(count)]


def scene_size(r):
    width = r.choice((320, 320, 360, 400, 400, 480, 640))
    return width, width * 9 // 16 if r.random() < .7 else width * 3 // 4


def made_scene(name, take, sprites):
    """A made animation: (frames, delays, families of the pictures used, kinds of shots)."""
    r = rng("scene", name)
    size = scene_size(r)
    plans = [["pan"], ["talk"], ["petals"], ["talk", "pan"], ["pan", "pan"], ["talk", "pan", "petals"], ["talk"], ["pan", "talk"]]
    plan = r.choice(plans)
    total_frames = r.randrange(20, 36) if len(plan) == 1 else r.randrange(30, 62)
    if size[0] > 480:
        total_frames = min(total_frames, 40)
    shots, counts, uses = [], [], []
    for i, kind in enumerate(plan):
        _, family, picture = take()
        if family:
            uses.append(family)
        shots.append(Shot(picture, size, kind, sprites, r))
        counts.append(total_frames // len(plan) + r.randrange(-2, 3))
    frames = render(shots, counts)
    return frames, frame_delays(r, len(frames)), uses, "+".join(plan)


def cut_pair(name, take, sprites):
    """Two parts of one long animation, which share a subject but no moment."""
    r = rng("cut", name)
    size = scene_size(r)
    character = [r.choice(sprites)]
    backgrounds = [take() for _ in range(4)]
    parts = []
    for half in (0, 1):
        shots = [Shot(backgrounds[half * 2][2], size, "talk", character, r),
                 Shot(backgrounds[half * 2 + 1][2], size, "pan", character, r)]
        parts.append(render(shots, [r.randrange(12, 20), r.randrange(12, 20)]))
    delays = frame_delays(r, sum(map(len, parts)))
    return parts, (delays[:len(parts[0])], delays[len(parts[0]):]), [b[1] for b in backgrounds if b[1]]


def scene_changes(frames, pframes, delays, r):
    """Yields (change, frames, delays, file, what): what tells how times correspond,
    as (first frame, end frame) of the original, or ("rotate", first frame)."""
    n, u = len(frames), r.uniform
    whole = (0, n)
    def part():
        length = max(4, round(n * u(0.4, 0.8)))
        first = r.randrange(0, n - length + 1)
        return first, first + length
    def smaller(list_of, factor):
        return [scaled(f, factor) for f in list_of]
    a, b = part()
    yield "trim 40-80 %", pframes[a:b], delays[a:b], "trim.gif", (a, b)
    for speed in (r.choice((0.5, 0.75)), r.choice((1.25, 2))):
        yield f"speed {speed}", pframes, retime(delays, speed), f"speed{round(speed * 100)}.gif", whole
    halved = [sum(delays[i:i + 2]) for i in range(0, n, 2)]
    yield "every second frame", pframes[::2], halved, "drop.gif", whole
    k = r.randrange(n // 4, n * 3 // 4)
    yield "loop rotation", pframes[k:] + pframes[:k], delays[k:] + delays[:k], "rotate.gif", ("rotate", k)
    small = smaller(frames, u(0.5, 0.75))
    yield "resize 0.5-0.75", to_palette(small, 256, False), delays, "resize.gif", whole
    yield "palette 32-64", to_palette(frames, r.choice((32, 48, 64)), True), delays, "palette.gif", whole
    seed = r.random()
    marked = [watermark(f, rng(seed), False) for f in frames]
    yield "watermark", to_palette(marked, 256, False), delays, "mark.gif", whole
    yield "webp", frames, delays, "lossy.webp", whole
    yield "apng", frames, delays, "copy.png", whole
    c = [u(0.03, 0.08) for _ in range(4)]
    yield "crop 3-8 %", to_palette([cropped(f, *c) for f in frames], 256, False), delays, "crop.gif", whole
    a, b = part()
    small = smaller(frames[a:b], u(0.5, 0.75))
    yield "trim+resize+palette", to_palette(small, r.choice((32, 48, 64)), True), delays[a:b], "combined1.gif", (a, b)
    a, b = part()
    yield "trim+speed+watermark", to_palette(marked[a:b], 256, False), \
        retime(delays[a:b], r.choice((0.5, 0.75, 1.25, 2))), "combined2.gif", (a, b)


def overlap_truth(path, at, what):
    """Times of the written file at path against the original's frame starts."""
    mine, period = total(path), at[-1]
    if what[0] == "rotate":
        turn = at[what[1]]
        whole = dict(from_ms=0, to_ms=mine, in_other_from_ms=turn, speed=1.0)
        # A tool which knows no loops can report one of the two straight parts.
        parts = [dict(from_ms=0, to_ms=period - turn, in_other_from_ms=turn, speed=1.0),
                 dict(from_ms=period - turn, to_ms=mine, in_other_from_ms=0, speed=1.0)]
        return dict(overlap=whole, loop_ms=period, accept=parts)
    a, b = at[what[0]], at[what[1]]
    return dict(overlap=dict(from_ms=0, to_ms=mine, in_other_from_ms=a, speed=(b - a) / mine))


def make_scene(out, truth, number, family, uses, shots, source):
    """One original animation, its changes, and one frame as a still. Returns
    False, without writing anything, when too many frames are equal."""
    folder = f"scenes/{number:03d}"
    frames, delays = source
    r = rng("scene changes", number)
    name = f"{folder}/original.gif"
    pframes = to_palette(frames, r.choice((64, 128, 256)), r.random() < .3)
    if len({f.tobytes() for f in pframes}) < max(8, 0.4 * len(frames)):
        return False
    save_animation(pframes, delays, os.path.join(out, name))
    # From here on the written file counts: equal frames may have been merged.
    frames, delays = read_animation(os.path.join(out, name))
    pframes = to_palette(frames, 256, False)
    at = starts(delays)
    truth.add(name, family, "scene", uses=uses, shots=shots)
    for change, changed, times, file, what in scene_changes(frames, pframes, delays, r):
        path = f"{folder}/{file}"
        save_animation(changed, times, os.path.join(out, path))
        truth.add(path, family, "scene", uses=uses)
        truth.pair("scene", change, name, path, **overlap_truth(os.path.join(out, path), at, what))
    # One frame as a still.
    spread = [np.asarray(f.convert("L")).std() for f in frames]
    choice = [i for i, s in enumerate(spread) if s > 12] or [int(np.argmax(spread))]
    n = r.choice(choice)
    data = [f.tobytes() for f in frames]
    lo = hi = n
    while lo > 0 and data[lo - 1] == data[n]:
        lo -= 1
    while hi + 1 < len(data) and data[hi + 1] == data[n]:
        hi += 1
    where = dict(frame=n, frame_from=lo, frame_to=hi, at_ms=at[n], at_from_ms=at[lo], at_to_ms=at[hi + 1],
                 equal=[i for i, d in enumerate(data) if d == data[n]])
    c = [r.uniform(0.03, 0.08) for _ in range(4)]
    for change, im, file, quality in (("frame png", frames[n], "full.png", 0),
                                      ("frame crop+jpeg", cropped(frames[n], *c), "crop.jpg", 85),
                                      ("frame 2x+jpeg", scaled(frames[n], 2), "double.jpg", 85)):
        path = f"frames/{number:03d}/{file}"
        save(im, os.path.join(out, path), quality=quality)
        truth.add(path, family, "frame", uses=uses)
        truth.pair("frame", change, name, path, **where)
    return True


# The animated GIFs of the corpus with enough picture and enough distinct frames.
REAL_GIFS = ("table_movie.gif", "status.gif", "spinners.gif", "peek-recording-itself.gif", "tview.gif")


def sprite_pictures(corpus):
    """Cut-out characters with a transparent background."""
    found = []
    for path in listing(corpus, "anime"):
        name = os.path.basename(path)
        if re.match(r"(eileen|sylvie|lucy|mary)[ _].*\.png$", name) and "side" not in name:
            im = Image.open(os.path.join(corpus, path)).convert("RGBA")
            if im.height >= 400 and im.getchannel("A").getextrema()[0] == 0:
                found.append(im.crop(im.getchannel("A").getbbox()))
    return found


def cut_outs(corpus, paths):
    pictures = (Image.open(os.path.join(corpus, p)).convert("RGBA") for p in paths)
    return [im.crop(im.getchannel("A").getbbox()) for im in pictures]


def make_scenes(corpus, out, truth, pool, scenes, cuts, sprites):
    used = iter(pool)
    take = lambda: next(used)
    number = 0
    for path in listing(corpus, "gifs"):
        if os.path.basename(path) in REAL_GIFS and number < scenes:
            frames, delays = read_animation(os.path.join(corpus, path))
            frames, delays = frames[:80], delays[:80]
            if frames[0].width > 640:
                frames = [scaled(f, 640 / f.width) for f in frames]
            number += make_scene(out, truth, number, f"scene:{path}", [], "real", (frames, delays))
    try:
        for attempt in range(scenes * 2):
            if number < scenes:
                frames, delays, uses, shots = made_scene(attempt, take, sprites)
                number += make_scene(out, truth, number, f"scene:{attempt:03d}", uses, shots, (frames, delays))
        for cut in range(cuts):
            parts, delays, uses = cut_pair(cut, take, sprites)
            names = []
            for half, (frames, times) in enumerate(zip(parts, delays)):
                names.append(f"scenes/cut{cut:02d}/part{half + 1}.gif")
                save_animation(to_palette(frames, 128, False), times, os.path.join(out, names[-1]))
                # Different moments: not one family.
                truth.add(names[-1], f"cut:{cut:02d}/{half}", "scene", uses=uses)
            truth.pair("scene", "other cut", *names, expect="different")
    except StopIteration:
        print("the backgrounds are used up: fewer animations", file=sys.stderr)


# ---------------------------------------------------------------- distractors

def listing(corpus, folder):
    """All picture files below a folder of the corpus, sorted, without symlinks."""
    found = []
    for base, folders, names in os.walk(os.path.join(corpus, folder)):
        folders.sort()
        for name in names:
            path = os.path.join(base, name)
            if name.lower().endswith(EXTENSIONS) and not os.path.islink(path) and os.path.getsize(path):
                found.append(os.path.relpath(path, corpus))
    return sorted(found)


def sample(paths, count, key):
    return sorted(rng(key).sample(paths, min(count, len(paths))))


def distractor_paths(corpus, taken):
    gifs = listing(corpus, "gifs")
    is_animated = lambda p: getattr(Image.open(os.path.join(corpus, p)), "n_frames", 1) > 1
    pidgin = [p for p in gifs if "pidgin" in p]
    flags = [p for p in gifs if "flag" in p]
    anime = listing(corpus, "anime")
    visual_novel = [p for p in anime if "renpy" in p]
    chosen = listing(corpus, "wallpapers") + visual_novel + flags + [p for p in pidgin if is_animated(p)]
    chosen += sample([p for p in pidgin if p not in set(chosen)], 150, "pidgin")
    chosen += sample([p for p in gifs if not re.search("pidgin|flag|debsrc", p)], 300, "icons")
    chosen += [p for p in gifs if "debsrc" in p and os.path.basename(p) not in REAL_GIFS]
    chosen += sample([p for p in anime if "renpy" not in p], 250, "game sprites")
    return sorted(set(chosen) - taken)


def make_distractors(corpus, out, truth, paths):
    for number, path in enumerate(paths):
        family = corpus_family(path)
        source = os.path.join(corpus, path)
        extension = os.path.splitext(path)[1].lower()
        try:
            with Image.open(source) as im:
                # Pictures of one or a few pixels are blank; two of them are neither equal nor different.
                if min(im.size) < 8:
                    continue
                name = f"distract/{number:04d}{extension}"
                large = max(im.size) > 1280 and getattr(im, "n_frames", 1) == 1
                if large:
                    extension = ".png" if extension == ".png" else ".jpg"
                    name = f"distract/{number:04d}{extension}"
                    full = load_rgb(source)[0]
                    save(scaled(full, 1280 / max(full.size)), os.path.join(out, name), quality=90)
                else:
                    os.makedirs(os.path.join(out, "distract"), exist_ok=True)
                    shutil.copyfile(source, os.path.join(out, name))
        except OSError:
            continue                         # unreadable corpus files are another test's matter
        truth.add(name, family, "distractor", corpus=path)
    r = rng("flat")
    for i in range(48):                      # pictures with next to no content, all different
        size = r.choice(((640, 480), (800, 600), (1280, 720), (500, 500)))
        x, y = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
        c1, c2 = np.array([r.randrange(256) for _ in range(3)]), np.array([r.randrange(256) for _ in range(3)])
        kind = ("flat", "linear", "radial", "dark")[i % 4]
        if kind == "flat":
            c2 = c1
        if kind == "dark":
            c1, c2 = c1 // 24, c2 // 24
        angle = r.uniform(0, 6.28)
        t = np.hypot(x - r.random(), y - r.random()) if kind == "radial" else x * math.cos(angle) + y * math.sin(angle)
        t = (t - t.min()) / np.ptp(t)
        data = (c1 + (c2 - c1) * t[..., None]).round().astype(np.uint8)
        name = f"distract/flat{i:02d}.png"
        save(Image.fromarray(data), os.path.join(out, name))
        truth.add(name, f"flat:{i}", "distractor")


def join_equal(corpus, out, truth):
    """Join families whose corpus files have the same bytes, or whose files in OUT have
    the same pixels (first frame, last frame and number of frames)."""
    for path, entry in sorted(truth.files.items()):
        if "corpus" not in entry:
            continue
        with open(os.path.join(corpus, entry["corpus"]), "rb") as f:
            truth.join_equal(path, hashlib.sha1(f.read()).hexdigest())
        try:
            with Image.open(os.path.join(out, path)) as im:
                frames = getattr(im, "n_frames", 1)
                if frames > 1:
                    entry["frames"] = frames
                data = hashlib.sha1(im.convert("RGBA").tobytes())
                if frames > 1:
                    im.seek(frames - 1)
                    data.update(im.convert("RGBA").tobytes())
                truth.join_equal(path, (im.size, frames, data.hexdigest()))
        except (OSError, SyntaxError, ValueError):
            pass


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus")
    parser.add_argument("out")
    parser.add_argument("--stills", type=int, default=200)
    parser.add_argument("--scenes", type=int, default=120)
    parser.add_argument("--cuts", type=int, default=20)
    parser.add_argument("--picks", default=os.path.join(HERE, "picks.json"))
    parser.add_argument("--same", default=os.path.join(HERE, "same.json"))
    parser.add_argument("--seed")
    parser.add_argument("--alternates", action="store_true")
    args = parser.parse_args()
    global SEED
    SEED = (args.seed,) if args.seed else ()
    with open(args.picks) as f:
        picks = json.load(f)
    with open(args.same) as f:
        same = json.load(f)
    os.makedirs(args.out, exist_ok=True)
    begun = time.time()
    def said(what):
        print(f"{time.time() - begun:6.0f} s ({time.process_time():.0f} s of processor)  {what}", file=sys.stderr, flush=True)
    exists = lambda p: os.path.exists(os.path.join(args.corpus, p))
    originals = [p for p in picks["originals"] if exists(p)][:args.stills]
    truth, quarters = Truth(args.out), []
    make_stills(args.corpus, args.out, truth, originals, quarters, args.alternates)
    said(f"{len(originals)} stills")
    # Backgrounds of the animations: small pictures as a whole, quarters of large ones.
    pool = []
    for path in filter(exists, picks["backgrounds"]):
        im = load_rgb(os.path.join(args.corpus, path))[0]
        im.thumbnail((800, 800), Image.LANCZOS)
        pool.append((path, None, im))
    def busy(im):
        grey = np.asarray(im.convert("L").resize((64, 64)), dtype=np.float32)
        return grey.std() > 18 and np.abs(np.diff(grey, axis=1)).mean() > 3
    pool += [q for q in quarters if busy(q[2])]
    rng("pool").shuffle(pool)
    sprites = cut_outs(args.corpus, picks["sprites"]) if "sprites" in picks else sprite_pictures(args.corpus)
    make_scenes(args.corpus, args.out, truth, pool, args.scenes, args.cuts, sprites)
    said(f"{args.scenes} scenes and {args.cuts} cuts, {len(pool)} backgrounds to choose from")
    taken = set(originals) | set(picks["backgrounds"])
    make_distractors(args.corpus, args.out, truth, picks["distractors"] if "distractors" in picks
                     else distractor_paths(args.corpus, taken))
    join_equal(args.corpus, args.out, truth)
    for group in same:
        for path in group[1:]:
            truth.join(corpus_family(group[0]), corpus_family(path))
    truth.write()
    said(f"{len(truth.files)} files, {len(truth.pairs)} pairs")


if __name__ == "__main__":
    main()
