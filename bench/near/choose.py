#!/usr/bin/env python3
"""Choose pictures by rule, for make.py: two sets of originals not chosen by eye.

    choose.py SOURCES SET OUT [--originals N]

SOURCES holds one folder a package. SET is a data set of make.py which must not
be met again (also its corpus below --corpus, for the pictures named by path).
Writes OUT/picks-a.json, same-a.json, picks-b.json and same-b.json.

Originals: PNG, JPEG, WebP; both sides >= 400 px, >= 0.25 megapixels, no side
more than 3 times the other, deviation of luma >= 12 of 255, with transparency at
least 15 % opaque, not a manual's (DOCUMENTS) nor by its name a part of pictures
(PARTS); at most 12 a package, 5 a folder, 48 a source (packages of one project,
GROUPS) and 3 of one folder whose names begin alike; pHash more than 10 bits
from every other one chosen and from every picture of SET. Drawn by lot with a
fixed seed. Packages, not files, are dealt to A and B, those of one source by
turns.
Backgrounds of animations: the same from what is left, >= 300 x 200 px,
at most 24 a package; sprites: transparent PNGs of >= 300 px height whose upper
corners are empty.
Distractors: 500 others, at most 40 a package, of every kind and size from
32 px on. Families of distractors: one folder and nearly equal names, or equal
pHash; with an original, background or sprite: equal pHash, or the same folder,
nearly equal names and pHash within 16 bits. Others within 10 bits of one of
these in any of the eight positions are left out: what they are needs eyes.
"""
import argparse, difflib, json, os, random, re
import imagehash
import numpy as np
from PIL import Image, ImageOps
from make import listing, on_white

Image.MAX_IMAGE_PIXELS = None
GROUPS = (r"wesnoth", r"khangman|kanagram", r"kdegames-mahjongg|kmahjongg|gnome-mahjongg", r"planetblupi|blupimania",
          r"tuxpaint|tuxtype|tuxmath", r"^debian-edu|^desktop-base|^lomiri", r"kdegames-card|kpat")
# Games of finding differences: nearly equal pictures which are not the same.
LEFT_OUT = re.compile(r"photo_hunter")
PARTS = re.compile(r"icon|brush|pattern|preset|tiles?\b|tileset|font|textur|sprite|sheet|mask|button|cursor|paintop|"
                   r"widget|/data/(amplio|trident|isotrident|cimpletoon|hex|isophex|toonhex|sextant)|journey|route", re.I)
DOCUMENTS = re.compile(r"/usr/share/(doc|help|man|gtk-doc)/|/HTML/|screenshot", re.I)


def package(path):
    return path.split("/")[0]


def source(path):
    return next((g for g in GROUPS if re.search(g, package(path))), package(path))


def look(path):
    """The picture on white, small."""
    im = Image.open(path)
    if im.format == "JPEG":
        im.draft("RGB", (600, 600))
    im = ImageOps.exif_transpose(im)
    im = on_white(im)
    im.thumbnail((512, 512), Image.BILINEAR)
    return im


def phash(im):
    return np.packbits(imagehash.phash(im).hash.flatten())


def eight(im):
    """pHashes of the picture mirrored and turned."""
    both = (im, ImageOps.mirror(im))
    return np.array([phash(b.rotate(a, expand=True)) for b in both for a in (0, 90, 180, 270)])


def distances(h, others):
    return np.bitwise_count(np.asarray(others, dtype=np.uint8) ^ h).sum(axis=-1) if len(others) else np.array([99])


def start(path):
    """Folder and how the name begins: names with equal ones count as similar."""
    folder, name = os.path.split(path)
    letters = re.sub(r"[^a-z]", "", os.path.splitext(name)[0].lower())
    return folder, letters[:4]


def alike(a, b):
    """Whether two files lie in one folder with nearly equal names."""
    if os.path.dirname(a) != os.path.dirname(b) or os.path.dirname(a).endswith(".d"):
        return False                        # .d: taken out of an archive, names are numbers
    a, b = (re.sub(r"[\d_\W]", "", os.path.splitext(os.path.basename(p))[0].lower()) for p in (a, b))
    return a == b or difflib.SequenceMatcher(None, a, b).ratio() >= 0.8


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sources")
    parser.add_argument("set")
    parser.add_argument("out")
    parser.add_argument("--corpus")
    parser.add_argument("--originals", type=int, default=110)
    parser.add_argument("--backgrounds", type=int, default=75)
    parser.add_argument("--distractors", type=int, default=500)
    parser.add_argument("--limit", type=int, default=12)
    args = parser.parse_args()
    lot = random.Random("fresh")
    full = lambda p: os.path.join(args.sources, p)

    # What must not be met again.
    with open(os.path.join(args.set, "truth.json")) as f:
        known = [os.path.join(args.set, p) for p, e in json.load(f)["files"].items()
                 if e["kind"] == "distractor" or e["kind"] == "still" and "/original." in p]
    if args.corpus:
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "picks.json")) as f:
            known += [os.path.join(args.corpus, p) for p in json.load(f)["backgrounds"]]
    used = []                                # pHashes nothing chosen may be near to
    for path in known:
        try:
            im = look(path)
            if min(im.size) >= 100:
                used.append(phash(im))
        except (OSError, SyntaxError, ValueError):
            pass
    print(len(used), "pictures of the known set")

    files = [p for p in listing(args.sources, "") if not LEFT_OUT.search(p)]
    sizes, alpha = {}, {}
    for p in files:
        try:
            with Image.open(full(p)) as im:
                sizes[p], alpha[p] = im.size, "A" in im.mode or "transparency" in im.info
        except (OSError, SyntaxError, ValueError):
            pass
    print(len(sizes), "files")
    large = [p for p, (w, h) in sizes.items() if min(w, h) >= 400 and w * h >= 250000 and max(w, h) <= 3 * min(w, h)
             and not p.lower().endswith(".gif") and not DOCUMENTS.search("/" + p)
             and not PARTS.search(p)]
    lot.shuffle(large)
    hashes, spread = {}, {}
    def measured(p):
        if p not in hashes:
            try:
                im = look(full(p))
                grey = np.asarray(im.convert("L"), dtype=np.float32)
                small = np.asarray(im.convert("L").resize((64, 64)), dtype=np.float32)
                hashes[p], spread[p] = phash(im), (grey.std(), small.std(), np.abs(np.diff(small, axis=1)).mean())
            except (OSError, SyntaxError, ValueError):
                hashes[p], spread[p] = None, (0, 0, 0)
        return hashes[p]

    def opaque(p):
        if not alpha[p]:
            return 1
        return (np.asarray(Image.open(full(p)).convert("RGBA").getchannel("A").resize((64, 64))) > 128).mean()

    chosen, packages, starts, per_source, folders = [], {}, {}, {}, {}
    for p in large:
        if packages.get(package(p), 0) >= args.limit or starts.get(start(p), 0) >= 3 or per_source.get(source(p), 0) >= 48 \
                or folders.get(os.path.dirname(p), 0) >= 5:
            continue
        if measured(p) is None or spread[p][0] < 12 or distances(hashes[p], used).min() <= 10 or opaque(p) < 0.15:
            continue
        used.append(hashes[p])
        folders[os.path.dirname(p)] = folders.get(os.path.dirname(p), 0) + 1
        chosen.append(p)
        packages[package(p)] = packages.get(package(p), 0) + 1
        starts[start(p)] = starts.get(start(p), 0) + 1
        per_source[source(p)] = per_source.get(source(p), 0) + 1
    print(len(chosen), "originals could be had from", len(per_source), "sources")

    # Packages are dealt to the set which has fewer originals; those of one source follow each other.
    sets, held = {"a": [], "b": []}, {"a": 0, "b": 0}
    every = sorted({source(p) for p in sizes})
    lot.shuffle(every)
    for s in every:
        mine = sorted({package(p) for p in sizes if source(p) == s})
        lot.shuffle(mine)
        for name in mine:
            count = sum(package(p) == name for p in chosen)
            side = min(sets, key=lambda k: (held[k] if count else 0, len(sets[k]), k))
            sets[side].append(name)
            held[side] += count

    for side, inside in sets.items():
        inside = set(inside)
        mine = [p for p in chosen if package(p) in inside]
        originals, spare = mine[:args.originals], mine[args.originals:]
        # Sprites: cut-out figures.
        r = random.Random("fresh sprites " + side)
        could = sorted(p for p, (w, h) in sizes.items() if package(p) in inside and p.lower().endswith(".png") and alpha[p]
                       and h >= 300 and w >= 100 and 0.25 <= w / h <= 1.2 and p not in set(mine)
                       and not DOCUMENTS.search("/" + p) and not PARTS.search(p))
        r.shuffle(could)
        sprites, count = [], {}
        for p in could:
            if len(sprites) >= 24 or count.get(package(p), 0) >= 8 or measured(p) is None \
                    or spread[p][0] < 12 or distances(hashes[p], used).min() <= 10:
                continue
            a = np.asarray(Image.open(full(p)).convert("RGBA").getchannel("A").resize((64, 64)))
            if 0.15 <= (a > 200).mean() <= 0.8 and (a[:4, :4] < 20).all() and (a[:4, -4:] < 20).all():
                sprites.append(p)
                used.append(hashes[p])
                count[package(p)] = count.get(package(p), 0) + 1
        # Backgrounds.
        backgrounds, count = list(spare), {}
        rest = [p for p, (w, h) in sizes.items() if package(p) in inside and w >= 300 and h >= 200 and w * 0.4 < h < w * 1.5
                and not p.lower().endswith(".gif") and p not in set(mine) and p not in set(sprites)
                and not DOCUMENTS.search("/" + p) and not PARTS.search(p)]
        rest.sort()
        r.shuffle(rest)
        for p in rest:
            if len(backgrounds) >= args.backgrounds or count.get(package(p), 0) >= 24:
                continue
            if measured(p) is None or spread[p][1] <= 18 or spread[p][2] <= 3 or distances(hashes[p], used).min() <= 10:
                continue
            used.append(hashes[p])
            backgrounds.append(p)
            count[package(p)] = count.get(package(p), 0) + 1
        # Distractors.
        taken = originals + backgrounds + sprites
        rest = sorted(p for p, (w, h) in sizes.items() if package(p) in inside and min(w, h) >= 32 and p not in set(taken))
        r.shuffle(rest)
        distractors, count, groups = [], {}, []
        for p in taken:
            measured(p)
        theirs = np.array([hashes[p] for p in taken])
        left_out = 0
        for p in rest:
            if len(distractors) >= args.distractors or count.get(package(p), 0) >= 40 or measured(p) is None:
                continue
            d = distances(hashes[p], theirs)
            i = int(d.argmin())
            if d[i] <= 0 or d[i] <= 16 and alike(p, taken[i]):
                groups.append([taken[i], p])
            elif distances(eight(look(full(p)))[:, None], theirs[None]).min() <= 10:
                left_out += 1
                continue
            distractors.append(p)
            count[package(p)] = count.get(package(p), 0) + 1
        joined = {g[1] for g in groups}
        for i, p in enumerate(distractors):
            for q in distractors[:i]:
                # Files which belong to an original or so are joined with others by pHash only.
                if (hashes[p] == hashes[q]).all() or p not in joined and q not in joined and alike(p, q):
                    groups.append([p, q])
        with open(os.path.join(args.out, f"picks-{side}.json"), "w") as f:
            json.dump(dict(originals=sorted(originals), backgrounds=sorted(backgrounds), sprites=sorted(sprites),
                           distractors=sorted(distractors)), f, indent=0)
        with open(os.path.join(args.out, f"same-{side}.json"), "w") as f:
            json.dump(groups, f, indent=0)
        counts = {}
        for p in originals:
            counts[package(p)] = counts.get(package(p), 0) + 1
        print(f"{side}: {len(originals)} originals, {len(spare)} spare, {len(backgrounds)} backgrounds, {len(sprites)} sprites, "
              f"{len(distractors)} distractors, {left_out} left out, {len(groups)} joins; originals by package: {counts}")


if __name__ == "__main__":
    main()
