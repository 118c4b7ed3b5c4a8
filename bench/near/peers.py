#!/usr/bin/env python3
"""Run other near-duplicate finders on the data set of make.py and score them.

    peers.py OUT [--work DIR] [--czkawka PATH] [--skip NAME,...]

pdqhash    PDQ of every picture, distance up to 31 of 256 bits (its documented limit)
phash      imagehash.phash, 64 bits, the threshold with the best F1 of several;
           also with flat pictures (deviation of the grey values below 8) left out
vpdq       animations as vpdq defines: PDQ of frames at one a second with quality
           of at least 50, two animations match when half of the frames of both
           are within 31 bits of a frame of the other
czkawka    czkawka_cli image, hash sizes and similarities tried, best F1 reported;
           without the program, the hash of its Python binding (module czkawka)
Stills are compared with stills, animations by their first frame (as these
programs do) in pdqhash, phash and czkawka. Results go to DIR (OUT/../peers by
default) as files which score.py reads; the table goes to standard output.
Needs: pdqhash, imagehash, numpy, Pillow.
"""
import argparse, base64, json, os, shutil, subprocess, time
import imagehash
import numpy as np
import pdqhash
from PIL import Image, ImageOps
from make import read_animation
import score

try:
    import czkawka
except ImportError:
    czkawka = None


def first_frame(path):
    im = Image.open(path)
    if im.mode in ("P", "LA", "RGBA", "PA"):
        im = im.convert("RGBA")
        white = Image.new("RGBA", im.size, "white")
        white.alpha_composite(im)
        im = white
    return ImageOps.exif_transpose(im).convert("RGB")


def pdq(im):
    bits, quality = pdqhash.compute(np.asarray(im))
    return np.packbits(bits.astype(np.uint8)), quality


def near(hashes, limit):
    """Index pairs of rows at most limit bits apart."""
    bits = np.bitwise_count if hasattr(np, "bitwise_count") else lambda x: np.unpackbits(x[..., None], axis=-1).sum(-1)
    found = []
    for i in range(len(hashes) - 1):
        d = bits(hashes[i + 1:] ^ hashes[i]).sum(axis=1)
        found += [(i, i + 1 + int(j), int(d[j])) for j in np.flatnonzero(d <= limit)]
    return found


def write(work, name, pairs):
    path = os.path.join(work, name + ".json")
    with open(path, "w") as f:
        json.dump({"pairs": pairs}, f)
    return path


def judged(truth, path):
    groups, pairs, _ = score.read_result(truth, path)
    return score.evaluate(truth, groups, pairs)


def vpdq(frames, delays):
    """PDQ of the frame shown at 0 s, 1 s, 2 s …, leaving out those of low quality."""
    out, at, due = [], 0, 0
    for frame, delay in zip(frames, delays):
        at += delay
        while due < at:
            h, q = pdq(frame)
            if q >= 50:
                out.append(h)
            due += 1000
    return np.array(out, dtype=np.uint8).reshape(-1, 32)


def vpdq_match(a, b):
    if not len(a) or not len(b):
        return None
    d = np.bitwise_count(a[:, None] ^ b[None]).sum(axis=2) <= 31
    shares = d.any(axis=1).mean(), d.any(axis=0).mean()
    return round(100 * (1 - min(shares))) if min(shares) >= 0.5 else None


def read_czkawka(path, truth):
    """Groups of czkawka's JSON: lists of entries with path and similarity."""
    with open(path) as f:
        data = json.load(f)
    pairs = []
    for group in data if isinstance(data, list) else [g for v in data.values() for g in v]:
        entries = [e for e in group if isinstance(e, dict)] if isinstance(group, list) else []
        names = [truth.name(e["path"]) for e in entries]
        names = [n for n in names if n]
        pairs.append(names)
    return pairs


def czkawka_lines(work, name, groups):
    """As nakigao writes groups; the first is taken as the keeper."""
    path = os.path.join(work, name + ".jsonl")
    with open(path, "w") as f:
        for g in groups:
            if len(g) > 1:
                f.write(json.dumps({"kind": "near", "keep": g[0], "members": [{"path": p} for p in g[1:]]}) + "\n")
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out")
    parser.add_argument("--work")
    parser.add_argument("--czkawka", default="czkawka_cli")
    parser.add_argument("--skip", default="")
    args = parser.parse_args()
    skip = set(args.skip.split(","))
    work = args.work or os.path.join(os.path.dirname(os.path.abspath(args.out)), "peers")
    os.makedirs(work, exist_ok=True)
    truth = score.TruthSet(args.out)
    results, notes = {}, []
    names = sorted(truth.files)
    begun = time.process_time()
    used, pdqs, phashes, czkawkas, spread = [], [], [], [], []
    finder = czkawka.ImageSimilarity() if czkawka else None
    for name in names:
        path = os.path.join(args.out, name)
        try:
            im = first_frame(path)
        except (OSError, SyntaxError, ValueError):
            continue
        used.append(name)
        pdqs.append(pdq(im))
        phashes.append(np.packbits(imagehash.phash(im).hash.flatten()))
        spread.append(np.asarray(im.convert("L")).std())
        if finder:
            try:
                text = finder.hash_image(path)
                czkawkas.append(np.frombuffer(base64.b64decode(text + "=" * (-len(text) % 4)), dtype=np.uint8))
            except (OSError, ValueError):
                czkawkas.append(None)
    notes.append(f"hashing {len(used)} files: {time.process_time() - begun:.0f} s of processor")

    def best_of(title, hashes, limits, keep):
        """Scores several thresholds and keeps the one with the best F1 of the stills."""
        chosen = [i for i in range(len(used)) if hashes[i] is not None and keep(i)]
        everything = near(np.array([hashes[i] for i in chosen]), max(limits))
        best = None
        for limit in limits:
            pairs = [[used[chosen[i]], used[chosen[j]], d] for i, j, d in everything if d <= limit]
            r = judged(truth, write(work, f"{title} {limit}".replace(" ", "-"), pairs))
            area = r["areas"]["stills"]
            notes.append(f"{title} ≤ {limit}: stills F1 {area['f1']:.3f}, recall {score.percent(area['recall'])}, "
                         f"precision {score.percent(area['precision'])}")
            if best is None or area["f1"] > best[1]["areas"]["stills"]["f1"]:
                best = f"{title} ≤ {limit}", r
        results[best[0]] = best[1]

    if "pdqhash" not in skip:
        good = [i for i, (_, q) in enumerate(pdqs) if q >= 50]
        found = near(np.array([pdqs[i][0] for i in good]), 31)
        path = write(work, "pdqhash", [[used[good[i]], used[good[j]], d] for i, j, d in found])
        results["pdqhash ≤ 31"] = judged(truth, path)
    if "phash" not in skip:
        best_of("phash", phashes, (2, 4, 6, 8, 10, 12), lambda i: True)
        best_of("phash no flat", phashes, (2, 4, 6, 8, 10, 12), lambda i: spread[i] >= 8)
    if "vpdq" not in skip:
        marks = {}
        for name in names:
            if truth.moving(name):
                try:
                    marks[name] = vpdq(*read_animation(os.path.join(args.out, name)))
                except (OSError, SyntaxError, ValueError):
                    continue
        # Stills take part as animations of one frame, so frames can be found.
        for name, (h, q) in zip(used, pdqs):
            if truth.files[name]["kind"] == "frame" and q >= 50:
                marks[name] = h[None]
        keys, pairs = sorted(marks), []
        for i, a in enumerate(keys):
            for b in keys[:i]:
                d = vpdq_match(marks[a], marks[b])
                if d is not None:
                    pairs.append([a, b, d])
        results["vpdq 1 fps"] = judged(truth, write(work, "vpdq", pairs))
    if "czkawka" not in skip and not shutil.which(args.czkawka):
        notes.append("czkawka_cli not found: hash of the Python binding, all pairs compared here")
        if finder:
            best_of("czkawka hash", czkawkas, (2, 3, 4, 5, 6, 8, 10, 12), lambda i: True)
    elif "czkawka" not in skip:
        best = None
        for size in (8, 16, 32):
            for limit in ((3, 6, 10, 14) if size == 8 else (10, 20, 35, 50) if size == 16 else (40, 80, 120, 170)):
                target = os.path.join(work, f"czkawka{size}-{limit}")
                command = [args.czkawka, "image", "-d", os.path.abspath(args.out), "-c", str(size), "-s", str(limit),
                           "-g", "Gradient", "-m", "1", "-C", target + ".raw.json"]
                try:
                    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                    groups = read_czkawka(target + ".raw.json", truth)
                except OSError as error:
                    notes.append(f"czkawka: {error}")
                    break
                r = judged(truth, czkawka_lines(work, f"czkawka{size}-{limit}", groups))
                notes.append(f"czkawka size {size}, similarity {limit}: F1 of stills {r['areas']['stills']['f1']:.3f}")
                if best is None or r["areas"]["stills"]["f1"] > best[1]["areas"]["stills"]["f1"]:
                    best = f"czkawka {size}/{limit}", r
        if best:
            results[best[0]] = best[1]
    print(score.table(results))
    print("\n" + "\n".join("- " + n for n in notes))


if __name__ == "__main__":
    main()
