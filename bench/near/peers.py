#!/usr/bin/env python3
"""Run other near-duplicate finders on the data set of make.py and score them.

    peers.py OUT [--work DIR] [--czkawka PATH] [--setting ...] [--skip NAME,...]

pdqhash    PDQ of every picture, distance up to 31 of 256 bits (its documented limit)
phash      imagehash.phash, 64 bits, the threshold with the best F1 of several;
           also with flat pictures (deviation of the grey values below 8) left out
vpdq       animations as vpdq defines: PDQ of frames at one a second with quality
           of at least 50, two animations match when half of the frames of both
           are within 31 bits of a frame of the other
czkawka    czkawka_cli image (written for 12.0): hash size, difference and resize filter, then
           the algorithm, mirrored and turned hashes, and size and algorithm again are tried,
           best F1 of the stills kept (hours; --setting SIZE,LIMIT,ALGORITHM,FILTER,TURNS
           runs one). It reads no GIF; so the best setting is run once more with the
           first frame of every GIF as a PNG in its place.
           Without the program, the hash of its Python binding (module czkawka)
Stills are compared with stills, animations by their first frame (as these
programs do) in pdqhash, phash and czkawka. Results go to DIR (OUT/../peers by
default) as files which score.py reads; the table goes to standard output.
Needs: pdqhash, imagehash, numpy, Pillow.
"""
import argparse, base64, json, os, shutil, subprocess, sys, time
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


def read_czkawka(path, truth, root):
    """Groups of czkawka's JSON: lists of entries with path and difference. Files which
    stand for a GIF are named as the GIF with .png behind."""
    with open(path) as f:
        data = json.load(f)
    groups = []
    for group in data:
        entries = sorted(group, key=lambda e: e["difference"])       # stable: the first one it named leads
        names = [os.path.relpath(e["path"], root) for e in entries]
        groups.append([n[:-4] if n.endswith(".gif.png") else n for n in names])
        for n in groups[-1]:
            if n not in truth.files:
                raise ValueError(f"czkawka names {n}, which is not of the set")
    return groups


def without_gifs(out, truth, root):
    """The set again below root: links, and a PNG of the first frame for every GIF."""
    for name in truth.files:
        target = os.path.join(root, name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        source = os.path.join(out, name)
        if name.lower().endswith(".gif"):
            try:
                first_frame(source).save(target + ".png", compress_level=1)
            except (OSError, SyntaxError, ValueError):
                continue
        elif not os.path.exists(target):
            try:
                os.link(source, target)
            except OSError:
                shutil.copyfile(source, target)


def czkawka_lines(work, name, groups):
    """As nakigao writes groups; the first is taken as the keeper."""
    path = os.path.join(work, name + ".jsonl")
    with open(path, "w") as f:
        for g in groups:
            if len(g) > 1:
                # No distance: the JSON's is to the parent in a chain, not to the keeper.
                f.write(json.dumps({"kind": "near", "keep": g[0], "members": [{"path": p} for p in g[1:]]}) + "\n")
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out")
    parser.add_argument("--work")
    parser.add_argument("--czkawka", default="czkawka_cli")
    parser.add_argument("--setting", help="of czkawka, as size,difference,algorithm,filter,invariance")
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
    finder = czkawka.ImageSimilarity() if czkawka and not shutil.which(args.czkawka) else None
    have_cli = bool(shutil.which(args.czkawka))
    idle = {"pdqhash", "phash", "vpdq"} <= skip and ("czkawka" in skip or have_cli)
    for name in () if idle else names:
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
    if used:
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
    if "czkawka" not in skip and not have_cli:
        notes.append("czkawka_cli not found: hash of the Python binding, all pairs compared here")
        if finder:
            best_of("czkawka hash", czkawkas, (2, 3, 4, 5, 6, 8, 10, 12), lambda i: True)
    elif "czkawka" not in skip:
        limits = {8: (1, 2, 4, 6, 8, 10, 14), 16: (2, 5, 10, 15, 20, 30, 40), 32: (10, 20, 30, 40), 64: (20, 40)}
        places = dict(os.environ, CZKAWKA_CACHE_PATH=os.path.join(work, "czkawka-cache"),
                      CZKAWKA_CONFIG_PATH=os.path.join(work, "czkawka-config"))
        for place in (places["CZKAWKA_CACHE_PATH"], places["CZKAWKA_CONFIG_PATH"]):
            os.makedirs(place, exist_ok=True)
        def run(root, size, limit, algorithm, resize, turns, tag=""):
            title = f"czkawka {size} {algorithm} {resize} {turns} ≤ {limit}{tag}"
            target = os.path.join(work, title.replace(" ≤ ", "-").replace(" ", "-"))
            root, before = os.path.realpath(root), time.time()
            if os.path.exists(target + ".raw.json"):
                os.remove(target + ".raw.json")
            command = [args.czkawka, "image", "-d", root, "-c", str(size), "-s", str(limit), "-g", algorithm, "-z", resize,
                       "--geometric-invariance", turns, "-m", "1", "-N", "-M", "-W", "-C", target + ".raw.json"]
            done = subprocess.run(command, env=places, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode:
                raise SystemExit(f"{' '.join(command)}: {done.returncode}\n{done.stdout[-2000:]}")
            # No file: nothing found.
            groups = read_czkawka(target + ".raw.json", truth, root) if os.path.exists(target + ".raw.json") else []
            r = judged(truth, czkawka_lines(work, os.path.basename(target), groups))
            area = r["areas"]["stills"]
            notes.append(f"{title}: stills F1 {area['f1']:.3f}, recall {score.percent(area['recall'])}, "
                         f"precision {score.percent(area['precision'])}; {len(groups)} groups, {time.time() - before:.0f} s")
            print(notes[-1], file=sys.stderr, flush=True)
            return area["f1"], title, r
        algorithms = ("Mean", "Gradient", "Blockhash", "VertGradient", "DoubleGradient", "Median")
        tried = {}
        def try_all(size, algorithm, resize, turns):
            for limit in limits[size]:
                key = (size, limit, algorithm, resize, turns)
                if key not in tried:
                    tried[key] = run(args.out, *key)
        steps = ()
        if args.setting:
            size, limit, *rest = args.setting.split(",")
            limits = {int(size): (int(limit),)}
            try_all(int(size), *rest)
        else:
            for resize in ("Nearest", "Lanczos3", "Triangle"):
                for size in limits:
                    try_all(size, "Gradient", resize, "off")
            steps = (("algorithm", algorithms), ("turns", ("mirror-flip", "mirror-flip-rotate90")),
                     ("size", (8, 16, 32)), ("algorithm", algorithms))
        for what, values in steps:
            size, _, algorithm, resize, turns = max(tried, key=lambda k: tried[k][0])
            for value in values:
                try_all(**{**dict(size=size, algorithm=algorithm, resize=resize, turns=turns), what: value})
        size, limit, algorithm, resize, turns = max(tried, key=lambda k: tried[k][0])
        now, best = dict(algorithm=algorithm, resize=resize, turns=turns), tried[size, limit, algorithm, resize, turns]
        results[best[1]] = best[2]
        root = os.path.join(work, "without-gifs")
        without_gifs(args.out, truth, root)
        _, title, r = run(root, size, limit, **now, tag=" GIFs as PNG")
        results[title] = r
    print(score.table(results))
    print("\n" + "\n".join("- " + n for n in notes))


if __name__ == "__main__":
    main()
