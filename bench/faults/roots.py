#!/usr/bin/env python3
"""Takes a root away from imports at many moments, and asks whether anything was lost.

    roots.py PROGRAM WORK [--pictures 1000] [--moments 200] [--variants away,empty,eio,denied] [--seed 1]

A folder of small pictures with sidecars of gallery-dl, hydrus, kohya and XMP is made in WORK. An undisturbed import says
what is right: `find --json`, that is the state of every media and its tags with their sources. Then, each time with a new
gallery:

    away    the folder is renamed away and back while it is imported, at moments spread over the import's time
    empty   the same, and an empty folder has its name meanwhile
    eio     reading one sidecar fails (strace injects EIO) in an import that has to read all of them again
    denied  a sidecar or a folder of sidecars is made unreadable (mode 0) for such an import, which runs as nobody

After one more import everything must be as after the undisturbed one. `eio` and `denied` must also keep all tags while
they last, end with 3 and name the path. Differences are printed; the exit code is their number, at most 100. `eio` needs
strace, `denied` needs root. Only Python's own library is used.
"""
import argparse
import json
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import time
import zlib

NOBODY = 65534


def png(seed):
    """A picture of noise, unlike all others."""
    pixels = random.Random(seed).randbytes(16 * 16 * 3)
    rows = b"".join(b"\0" + pixels[y * 48 : y * 48 + 48] for y in range(16))
    chunk = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    header = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def make(root, n):
    """Pictures in folders of 50, each folder with sidecars of another kind; a tag of its own for every picture."""
    sidecars = []

    def write(path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        sidecars.append(path)

    for at in range(n):
        number = at // 50
        folder, name, tag = root / f"Clannad {number:02}", f"{at:05}", f"own_{at}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.png").write_bytes(png(at))
        kind = number % 6
        if kind == 0:
            write(folder / f"{name}.png.json", json.dumps({"category": "danbooru", "tags": f"{tag} crying"}))
        elif kind == 1:
            write(folder / f"{name}.png.txt", f"character:ayanami rei\n{tag}\n")
        elif kind == 2:
            write(folder / f"{name}.txt", f"{tag}, 1girl, crying, night sky")
        elif kind == 3:
            write(folder / f"{name}.png.xmp", XMP % tag)
        elif kind == 4:
            write(folder / "metadata" / f"{name}.png.json", json.dumps({"category": "danbooru", "tags": tag}))
        else:
            path = folder / "data.jsonl"
            with path.open("a") as file:
                file.write(json.dumps({"image_path": f"{name}.png", "caption": f"{tag}, rain"}) + "\n")
            if at % 50 == 49:
                sidecars.append(path)
                write(folder / "info.json", json.dumps({"category": "exhentai", "title": "t", "tags": ["artist:someone"]}))
    return sidecars


class Gallery:
    """A new gallery, and the program on it."""

    def __init__(self, program, path, user=None):
        shutil.rmtree(path, ignore_errors=True)
        self.path, self.user = path, user
        path.mkdir(mode=0o777)
        if user:
            os.chown(path, user, user)
        self.command = [program, "--gallery", str(path / "g"), "--json", "-q"]

    def start(self, *arguments, before=()):
        return subprocess.Popen([*before, *self.command, *map(str, arguments)], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, user=self.user)

    def run(self, *arguments, before=()):
        process = self.start(*arguments, before=before)
        out, err = process.communicate()
        return process.returncode, out, err

    def importing(self, root, **how):
        return self.run("import", root, "--no-near", **how)

    def listing(self):
        code, out, err = self.run("find")
        if code != 0:
            sys.exit(f"find: {code} {err}")
        found = {}
        for line in out.splitlines():
            one = json.loads(line)
            tags = sorted((tag["tag"], tag["source"], tag["confirmed"]) for tag in one["tags"])
            found[one["hash"]] = (sorted(one["paths"]), one["state"], tags, one.get("quote"))
        return found


def difference(expected, found):
    """What differs, in words; empty if nothing."""
    said = [f"{len(expected)} media expected, {len(found)} found"] if len(expected) != len(found) else []
    wrong = [key for key in expected if key in found and expected[key] != found[key]]
    if wrong:
        said.append(f"{len(wrong)} media differ, such as {expected[wrong[0]]} which is now {found[wrong[0]]}")
    return "; ".join(said)


def disturbed(options, root, moment, replace):
    """One import during which the root goes away at a moment, in seconds, and comes back."""
    away = root.with_name("away")
    gallery = Gallery(options.program, options.work / "gallery")
    process = gallery.start("import", root, "--no-near")
    time.sleep(moment)
    os.rename(root, away)
    if replace:
        root.mkdir()
    time.sleep(random.choice([0.001, 0.05, 0.3, 1.0]))
    if replace:
        root.rmdir()
    os.rename(away, root)
    process.communicate()
    again = gallery.importing(root)
    return process.returncode, again[0], gallery.listing()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--pictures", type=int, default=1000)
    parser.add_argument("--moments", type=int, default=200)
    parser.add_argument("--sidecars", type=int, default=12, help="how many are made unreadable, one after the other")
    parser.add_argument("--variants", default="away,empty,eio,denied")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.program = str(pathlib.Path(options.program).resolve())
    options.work = options.work.resolve()
    random.seed(options.seed)
    shutil.rmtree(options.work, ignore_errors=True)
    root = options.work / "root"
    root.mkdir(parents=True)
    sidecars = make(root, options.pictures)
    gallery = Gallery(options.program, options.work / "gallery")
    started = time.monotonic()
    code, _, err = gallery.importing(root)
    seconds = time.monotonic() - started
    expected = gallery.listing()
    print(f"undisturbed: {code}, {len(expected)} media, {len(sidecars)} sidecars, {seconds:.2f} s {err}", flush=True)
    n_wrong = 0
    for variant in options.variants.split(","):
        started, codes, wrong = time.monotonic(), {}, []
        if variant in ("away", "empty"):
            for at in range(options.moments):
                moment = seconds * (at + 0.5) / options.moments
                first, second, found = disturbed(options, root, moment, variant == "empty")
                codes[first] = codes.get(first, 0) + 1
                said = difference(expected, found)
                if said or second != 0:
                    wrong.append(f"away after {moment:.3f} s ({first}, then {second}): {said}")
        else:
            user = NOBODY if variant == "denied" else None
            gallery = Gallery(options.program, options.work / "gallery", user)
            gallery.importing(root)
            for path in random.sample(sidecars, min(options.sidecars, len(sidecars))):
                for one in sidecars:
                    os.utime(one)
                before = []
                if variant == "eio":
                    before = ["strace", "-f", "-qq", "-o", "/dev/null", "-P", str(path), "-e", "trace=read,pread64",
                              "-e", "inject=read,pread64:error=EIO"]
                else:
                    path = random.choice([path, path.parent]) if path.parent.name == "metadata" else path
                    os.chmod(path, 0)
                first, out, _ = gallery.importing(root, before=before)
                codes[first] = codes.get(first, 0) + 1
                meanwhile = difference(expected, gallery.listing())
                named = any(json.loads(line).get("failed") == str(path) for line in out.splitlines())
                if variant == "denied":
                    os.chmod(path, 0o755 if path.is_dir() else 0o644)
                second, _, _ = gallery.importing(root)
                said = difference(expected, gallery.listing())
                if meanwhile or said or not named or (first, second) != (3, 0):
                    wrong.append(f"{path}: ({first}, then {second}), named: {named}; meanwhile {meanwhile!r}, then {said!r}")
        n_runs = sum(codes.values())
        print(f"{variant}: {n_runs} runs, exit codes {codes}, {len(wrong)} differences, "
              f"{time.monotonic() - started:.0f} s", flush=True)
        for one in wrong[:10]:
            print(f"  {one}")
        n_wrong += len(wrong)
    return min(n_wrong, 100)


if __name__ == "__main__":
    sys.exit(main())
