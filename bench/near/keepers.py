#!/usr/bin/env python3
"""Make groups of equal pictures whose best copy is known, and score which one a program keeps.

    keepers.py make OUT SOURCE... [--groups N] [--seed WORD]
    keepers.py score OUT RESULT [--half a|b] [--wrong]

make writes OUT/files/ and OUT/truth.json. A group is one original and one to
three copies that were made of it, so the original is the one to keep. SOURCEs are folders of
packages. RESULT is the output of `nakigao --json dupes --near --alternates`.

Originals: PNG and JPEG, both sides 400 to 4,100 px, at least 0.25 megapixels,
no side more than 3 times the other, opaque, deviation of luma at least 12 of
255; at most 10 a folder of a package and 2 whose names begin alike; more than
14 of 64 bits of a DCT hash from every other one. Animations: GIFs of at least
3 frames and 60 px, then cuts that pan over spare pictures.
Groups are dealt to the halves a and b by turns, within the format of the
original. Kinds come from a shuffled deck, so that each is as frequent.

Names and places are by lot, and times of files too, but where a copy keeps
every pixel value that the original had (mirrored, recoloured or under bars
without loss): of these nothing but the age can tell, and the original is older.
"""
import argparse, collections, hashlib, io, json, os, random, re
import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageOps

Image.MAX_IMAGE_PIXELS = None
KINDS = ("recode", "png of jpeg", "webp", "upscale", "mark", "caption", "bars", "recolour", "mirror", "crop", "downscale")
FILTERS = (Image.BILINEAR, Image.BICUBIC, Image.LANCZOS)
DCT = np.cos(np.pi / 32 * (np.arange(32) + 0.5)[None] * np.arange(8)[:, None])


def rng(*key):
    return random.Random(hashlib.sha1("/".join(map(str, key)).encode()).hexdigest())


def dct_hash(im):
    grey = np.asarray(im.convert("L").resize((32, 32), Image.BILINEAR), dtype=np.float64)
    low = (DCT @ grey @ DCT.T).flatten()[1:]
    return low > np.median(low)


# ---------------------------------------------------------------- originals

def listing(sources):
    for source in sources:
        for folder, folders, names in os.walk(source):
            folders.sort()
            yield from (os.path.join(folder, n) for n in sorted(names))


def choose(sources, seed, n_stills, n_animations):
    lot = rng(seed, "originals")
    files = list(listing(sources))
    stills, gifs, hashes, folders, starts = [], [], [], collections.Counter(), collections.Counter()
    lot.shuffle(files)
    for path in files:
        name = os.path.basename(path).lower()
        if not name.endswith((".png", ".jpg", ".jpeg", ".gif")):
            continue
        folder = os.path.dirname(path)
        start = re.sub(r"[^a-z]", "", name)[:4]
        try:
            im = Image.open(path)
            w, h = im.size
            if im.format == "GIF":
                if getattr(im, "n_frames", 1) >= 3 and min(w, h) >= 60 and im.n_frames <= 200:
                    gifs.append(path)
                continue
            if len(stills) >= n_stills + 2 * n_animations:
                continue
            if im.format not in ("PNG", "JPEG") or min(w, h) < 400 or max(w, h) > 4100 or w * h < 250000 or max(w, h) > 3 * min(w, h):
                continue
            if im.mode not in ("RGB", "L", "P") or "transparency" in im.info or folders[folder] >= 10 or starts[start] >= 2:
                continue
            if im.getexif().get(0x0112, 1) != 1 or "icc_profile" in im.info and im.mode != "RGB":
                continue
            im = im.convert("RGB")
        except (OSError, SyntaxError, ValueError):
            continue
        if np.asarray(im.convert("L").resize((256, 256)), dtype=float).std() < 12:
            continue
        own = dct_hash(im)
        if any((own != other).sum() <= 14 for other in hashes):
            continue
        hashes.append(own)
        folders[folder] += 1
        starts[start] += 1
        stills.append(path)
    spare = stills[n_stills:]
    chosen, seen = [], set()
    for path in gifs:
        if len(chosen) < n_animations // 2 and os.path.dirname(path) not in seen:
            seen.add(os.path.dirname(path))
            chosen.append(path)
    return stills[:n_stills], chosen, spare


# ---------------------------------------------------------------- changes

def font(size):
    return ImageFont.load_default(size)


def changed(im, kind, r):
    """The picture with a change, and whether what is left of the original has its very values."""
    w, h = im.size
    if kind == "upscale":
        scale = r.uniform(1.25, 2.0)
        if w * h * scale * scale > 16e6:
            scale = max(1.25, (16e6 / (w * h)) ** 0.5)
        return im.resize((round(w * scale), round(h * scale)), r.choice(FILTERS)), False
    if kind == "downscale":
        scale = r.uniform(0.4, 0.9)
        return im.resize((round(w * scale), round(h * scale)), r.choice(FILTERS)), False
    if kind == "crop":
        box = [r.uniform(0.01, 0.07) for _ in range(4)]
        cut = im.crop((round(w * box[0]), round(h * box[1]), round(w * (1 - box[2])), round(h * (1 - box[3]))))
        if r.random() < 0.34:
            scale = r.choice((1.0, 1.25))       # scaled again to the original's size, or beyond
            cut = cut.resize((round(w * scale), round(h * scale)), r.choice(FILTERS))
        return cut, False
    if kind == "mark":
        layer = Image.new("RGBA", im.size)
        draw = ImageDraw.Draw(layer)
        text = r.choice(("wallpaper-site.example", "© someone", "HD PAPERS", "sample", "@reposter"))
        size = round(min(w, h) * r.uniform(0.035, 0.10))
        alpha = r.choice((110, 160, 255))
        colour = r.choice(((255, 255, 255), (0, 0, 0), (230, 60, 60)))
        box = draw.textbbox((0, 0), text, font=font(size))
        x = r.choice((w // 50, (w - box[2]) // 2, w - box[2] - w // 50))
        y = r.choice((h // 50, (h - box[3]) // 2, h - box[3] - h // 50))
        draw.text((max(x, 0), max(y, 0)), text, font=font(size), fill=colour + (alpha,))
        return Image.alpha_composite(im.convert("RGBA"), layer).convert("RGB"), False
    if kind == "caption":
        text = r.choice(("when the season ends", "me after episode 12", "do not talk to me", "it was only a show"))
        band = round(h * r.uniform(0.08, 0.2))
        paper, ink = r.choice((("white", "black"), ("black", "white")))
        out = Image.new("RGB", (w, h + band), paper)
        top = r.random() < 0.5
        out.paste(im, (0, band if top else 0))
        size = round(min(band * 0.5, w / len(text) * 1.6))
        box = ImageDraw.Draw(out).textbbox((0, 0), text, font=font(size))
        ImageDraw.Draw(out).text(((w - box[2]) / 2, (0 if top else h) + (band - box[3]) / 2), text, font=font(size), fill=ink)
        return out, False
    if kind == "bars":
        out_w, out_h = (w, round(h * r.uniform(1.12, 1.5))) if r.random() < 0.6 else (round(w * r.uniform(1.12, 1.5)), h)
        out = Image.new("RGB", (out_w, out_h), r.choice(("black", "black", "white", (32, 32, 40))))
        out.paste(im, ((out_w - w) // 2, (out_h - h) // 2))
        return out, True
    if kind == "recolour":
        way = r.choice(("grey", "pale", "vivid", "sepia", "gamma"))
        if np.ptp(np.asarray(im.resize((32, 32)), dtype=int), axis=2).max() < 12:
            way = "gamma"                       # grey already
        if way == "grey":
            return im.convert("L").convert("RGB"), True
        if way == "sepia":
            return ImageOps.colorize(im.convert("L"), (30, 15, 0), (255, 240, 210)), True
        if way == "gamma":
            g = r.choice((0.75, 1.3))
            return im.point([round(255 * (i / 255) ** g) for i in range(256)] * 3), True
        return ImageEnhance.Color(im).enhance(0.45 if way == "pale" else 1.7), True
    if kind == "mirror":
        return ImageOps.mirror(im), True
    return im, True


def write_still(im, is_jpeg, kind, r, out):
    """Writes a changed picture in some format; returns the name's ending and whether that lost nothing."""
    if kind == "recode":
        if not is_jpeg and r.random() < 0.25:
            im.quantize(256).save(out + ".png")
            return ".png", False
        im.save(out + ".jpg", quality=r.randint(60, 90), subsampling=r.choice((0, 2)))
        return ".jpg", False
    if kind == "png of jpeg":
        if not is_jpeg:
            held = io.BytesIO()
            im.save(held, "JPEG", quality=r.randint(60, 90))
            im = Image.open(held).convert("RGB")
        im.save(out + ".png")
        return ".png", False
    if kind == "webp":
        im.save(out + ".webp", quality=r.randint(60, 90), method=2)
        return ".webp", False
    if r.random() < 0.5:
        im.save(out + ".png", compress_level=r.choice((1, 6)))
        return ".png", not is_jpeg
    im.save(out + ".jpg", quality=r.choice((75, 85, 92, 95, 97)), subsampling=r.choice((0, 2)))
    return ".jpg", False


def frames_of(path):
    im, frames, delays = Image.open(path), [], []
    for i in range(im.n_frames):
        im.seek(i)
        frames.append(im.convert("RGBA").convert("RGB"))
        delays.append(im.info.get("duration") or 100)
    return frames, delays


def cut_over(paths, r):
    """Frames that pan over one picture while a part of another passes."""
    ground, passing = (Image.open(p).convert("RGB") for p in paths)
    w, h = r.choice(((400, 225), (320, 240), (480, 270)))
    ground = ImageOps.fit(ground, (round(w * 1.5), round(h * 1.3)), Image.LANCZOS)
    passing = ImageOps.fit(passing, (w // 4, h // 3), Image.LANCZOS)
    n, frames = r.randint(14, 28), []
    for i in range(n):
        t = i / n
        frame = ground.crop((round(w * 0.5 * t), round(h * 0.3 * t), round(w * 0.5 * t) + w, round(h * 0.3 * t) + h))
        frame.paste(passing, (round((w + w // 4) * t) - w // 4, round(h * (0.3 + 0.3 * np.sin(6 * t)))))
        frames.append(frame)
    return frames, [r.choice((60, 80, 100))] * n


def write_animation(frames, delays, path, **more):
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=delays, loop=0, **more)


# ---------------------------------------------------------------- make

class Deck:
    """Draws each card as often as any other, and no card twice for one group."""

    def __init__(self, cards, r):
        self.cards, self.r, self.left = cards, r, []

    def draw(self, n, refuse=()):
        hand = []
        while len(hand) < n:
            if not [c for c in self.left if c not in hand and c not in refuse]:
                new = list(self.cards)
                self.r.shuffle(new)
                self.left += new
            card = next(c for c in self.left if c not in hand and c not in refuse)
            self.left.remove(card)
            hand.append(card)
        return hand


def make(args):
    n_animations = round(args.groups * 0.15)
    stills, gifs, spare = choose(args.source, args.seed, args.groups - n_animations, n_animations)
    print(f"{len(stills)} stills, {len(gifs)} GIFs, {len(spare)} spare")
    os.makedirs(os.path.join(args.out, "files"))
    truth, names = {}, rng(args.seed, "names")

    def name():
        return os.path.join(args.out, "files", "".join(names.choices("abcdefghjkmnpqrstuvwxyz23456789", k=7)))

    def age(path, span):
        t = names.uniform(*span)
        os.utime(path, (t, t))

    decks = {}
    for i, path in enumerate(sorted(stills, key=lambda p: (Image.open(p).format, hashlib.sha1(p.encode()).hexdigest()))):
        r, half = rng(args.seed, path), "ab"[i % 2]
        is_jpeg = Image.open(path).format == "JPEG"
        deck = decks.setdefault(half, Deck(KINDS, rng(args.seed, "deck", half)))
        kept = name() + (".jpg" if is_jpeg else ".png")
        with open(path, "rb") as f, open(kept, "wb") as g:
            g.write(f.read())
        im = Image.open(path)
        profile = im.info.get("icc_profile")
        im, copies, first = im.convert("RGB"), {}, 1.7e9
        for kind in deck.draw(r.choice((1, 1, 2, 3))):
            made, same = changed(im, kind, r)
            out = name()
            if profile:
                made.info["icc_profile"] = profile
            end, lossless = write_still(made, is_jpeg, kind, r, out)
            copies[os.path.basename(out + end)] = kind
            untold = same and lossless and kind in ("mirror", "recolour", "bars")
            age(out + end, (1.5e9, 1.7e9) if untold else (1.3e9, 1.7e9))
            first = 1.5e9 if untold else first
        age(kept, (1.3e9, first))
        truth[os.path.basename(kept)] = dict(half=half, source=os.path.relpath(path, args.source[0]), copies=copies)
    kinds = ("upscale", "downscale", "mark", "bars", "recolour", "mirror", "webp", "recode", "caption")
    r = rng(args.seed, "animations")
    for i in range(n_animations):
        half, deck = "ab"[i % 2], decks.setdefault("gif" + "ab"[i % 2], Deck(kinds, rng(args.seed, "gif deck", i % 2)))
        kept = name() + ".gif"
        if i < len(gifs):
            with open(gifs[i], "rb") as f, open(kept, "wb") as g:
                g.write(f.read())
        else:
            # No two cuts show the same picture.
            write_animation(*cut_over((spare[i % len(spare)], spare[(i + len(spare) // 2) % len(spare)]), r), kept)
        frames, delays = frames_of(kept)
        copies = {}
        for kind in deck.draw(r.choice((1, 2))):
            seed = r.random()
            made = [changed(f, kind, random.Random(seed))[0] for f in frames]
            out = name() + (".webp" if kind == "webp" else ".gif")
            if kind == "recode":              # fewer colours
                made = [f.quantize(64) for f in made]
            write_animation(made, delays, out, **(dict(quality=r.randint(60, 90)) if kind == "webp" else {}))
            copies[os.path.basename(out)] = kind
            age(out, (1.5e9, 1.7e9) if kind in ("mirror", "recolour", "bars") else (1.3e9, 1.7e9))
        age(kept, (1.3e9, 1.5e9))
        truth[os.path.basename(kept)] = dict(half=half, source="gif", copies=copies)
    with open(os.path.join(args.out, "truth.json"), "w") as f:
        json.dump(truth, f, indent=1, sort_keys=True)
    print(len(truth), "groups", collections.Counter(k for g in truth.values() for k in g["copies"].values()))


# ---------------------------------------------------------------- score

def score(args):
    with open(os.path.join(args.out, "truth.json")) as f:
        truth = json.load(f)
    with open(args.result) as f:
        groups = [json.loads(line) for line in f if line.strip()]
    of = {n: k for k, g in truth.items() for n in (k, *g["copies"])}
    base = os.path.basename
    total, kinds = collections.Counter(), collections.defaultdict(collections.Counter)
    for kept, group in truth.items():
        if args.half and group["half"] != args.half:
            continue
        found = [g for g in groups if any(of.get(base(m["path"])) == kept for m in g["members"])]
        lists = [g for g in found if sum(of.get(base(m["path"])) == kept for m in g["members"]) > 1]
        # Copies put with the original, and those of which another one is kept.
        missed, wrong = set(group["copies"]), {}
        for g in lists:
            members = {base(m["path"]) for m in g["members"]}
            if kept in members:
                missed -= members
            if base(g["keep"]) != kept:
                wrong[base(g["keep"])] = g["reason"]
        total["groups"] += 1
        total["right"] += not wrong and len(missed) < len(group["copies"])
        total["wrong"] += bool(wrong)
        total["none found"] += len(missed) == len(group["copies"]) and not wrong
        for copy, kind in group["copies"].items():
            row = kinds[kind + (" (GIF)" if kept.endswith("gif") else "")]
            row["copies"] += 1
            row["not found"] += copy in missed
            row["kept instead"] += copy in wrong
        if args.wrong and (wrong or missed):
            for copy, reason in wrong.items():
                print(f"wrong: keeps {copy} ({group['copies'].get(copy)}) of {kept}, {group['source']}: {reason}")
            for copy in sorted(missed):
                print(f"missed: {copy} ({group['copies'][copy]}) of {kept}, {group['source']}")
    print(dict(total))
    print("| kind | copies | not found | kept instead |\n| --- | ---: | ---: | ---: |")
    for kind in sorted(kinds):
        print(f"| {kind} | {kinds[kind]['copies']} | {kinds[kind]['not found']} | {kinds[kind]['kept instead']} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    verbs = parser.add_subparsers(required=True)
    verb = verbs.add_parser("make")
    verb.add_argument("out")
    verb.add_argument("source", nargs="+")
    verb.add_argument("--groups", type=int, default=100)
    verb.add_argument("--seed", default="keepers")
    verb.set_defaults(run=make)
    verb = verbs.add_parser("score")
    verb.add_argument("out")
    verb.add_argument("result")
    verb.add_argument("--half")
    verb.add_argument("--wrong", action="store_true")
    verb.set_defaults(run=score)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
