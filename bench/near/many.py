#!/usr/bin/env python3
"""Make very many changed copies of real pictures, to measure what comparing them costs.

    many.py OUT ORIGINALS COPIES SOURCE...

SOURCEs are folders of pictures. The first ORIGINALS by lot whose difference hash is more than 6 of 64 bits from every other are
written with COPIES - 1 changed copies each, 320 px wide or high at most, to OUT/NNNN/: cut by up to 8 % a side, smaller, mirrored (one of
ten), in other colours (one of five), brighter or darker, in a border (one of ten), as JPEG of any quality or WebP. A gallery of
OUT/0000 to OUT/0099 is a tenth of one of OUT/0000 to OUT/0999.
"""
import os, random, sys
import numpy as np
from PIL import Image, ImageEnhance, ImageOps
from make import on_white

EDGE = 320


def dhash(im):
    g = np.asarray(im.convert("L").resize((9, 8), Image.BILINEAR), dtype=int)
    return np.packbits((g[:, 1:] > g[:, :-1]).flatten())


def pictures(sources, count):
    files = sorted(os.path.join(d, n) for s in sources for d, _, names in os.walk(s) for n in names
                   if n.lower().endswith((".png", ".jpg", ".jpeg", ".webp")))
    random.Random("many").shuffle(files)
    used, seen = np.zeros((count, 8), dtype=np.uint8), 0
    for path in files:
        try:
            im = Image.open(path)
            if min(im.size) < 200 or im.size[0] * im.size[1] > 4e7:
                continue
            im.draft("RGB", (2 * EDGE, 2 * EDGE))
            im = on_white(im)
        except (OSError, SyntaxError, ValueError):
            continue
        im.thumbnail((EDGE * 5 // 4, EDGE * 5 // 4))
        h = dhash(im)
        if np.asarray(im.convert("L")).std() < 12 or (np.bitwise_count(used[:seen] ^ h).sum(axis=1) <= 6).any():
            continue
        used[seen], seen = h, seen + 1
        yield im
        if seen == count:
            return
    sys.exit(f"only {seen} pictures differ enough")


def changed(im, r):
    w, h = im.size
    cut = [r.uniform(0, 0.08) for _ in range(4)]
    im = im.crop((round(w * cut[0]), round(h * cut[1]), round(w * (1 - cut[2])), round(h * (1 - cut[3]))))
    im.thumbnail((round(EDGE * r.uniform(0.6, 1)),) * 2)
    if r.random() < 0.1:
        im = ImageOps.mirror(im)
    if r.random() < 0.2:
        hsv = np.array(im.convert("HSV"))
        hsv[..., 0] += r.randrange(20, 236)
        im = Image.fromarray(hsv, "HSV").convert("RGB")
    im = ImageEnhance.Brightness(im).enhance(r.uniform(0.8, 1.2))
    if r.random() < 0.1:
        im = ImageOps.expand(im, r.randint(4, 20), r.choice(("white", "black")))
    return im


def main():
    out, originals, copies = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    for number, im in enumerate(pictures(sys.argv[4:], originals)):
        folder = os.path.join(out, f"{number:04}")
        os.makedirs(folder)
        for copy in range(copies):
            r = random.Random(f"{number} {copy}")
            one = changed(im, r) if copy else im
            if r.random() < 0.8:
                one.save(f"{folder}/{copy:03}.jpg", quality=r.randint(40, 95))
            else:
                one.save(f"{folder}/{copy:03}.webp", quality=r.randint(40, 95), method=0)


if __name__ == "__main__":
    main()
