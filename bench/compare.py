#!/usr/bin/env python3
"""nakigao beside other programs: the same files, the same cores, a warm page cache, runs interleaved.

    bench/compare.py CORPUS [--work DIR] [--rounds N] [--only NAME,NAME]

CORPUS is a folder with wallpapers/ and gifs/ in it. Needs a release build of nakigao, and whichever of vipsthumbnail,
gm, ffmpegthumbnailer, montage, vips, b3sum and find are installed; a program that is missing is left out. The files are
chosen from what nakigao itself finds (stills of 0.9 MP and more, each content once, in the order of their hashes: the
first 70 JPEG, 77 PNG and 14 WebP), so that the choice depends on the corpus alone.

Each line is one program: the median wall time of its rounds, that as a ratio to the peer in bold, and the largest
resident memory of any of its processes. Nothing here is a test; figures are kept in docs/performance.md.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAKIGAO = ROOT / "target/release/nakigao"
CORES = str(os.cpu_count())
EDGE = 256
SAMPLE = {"jpeg": 70, "png": 77, "webp": 14}


def run(command, stdin=None, cwd=None):
    """Seconds and peak resident MiB of a shell command with all of its children."""
    begin = time.monotonic()
    child = subprocess.Popen(["bash", "-c", command], cwd=cwd, stdin=open(stdin) if stdin else subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    child.wait()
    seconds = time.monotonic() - begin
    return seconds, child.returncode


def peak(command, stdin=None, cwd=None):
    """Peak resident MiB, from GNU time's idea of it: the largest process, not their sum."""
    import resource
    pid = os.fork()
    if pid == 0:
        run(command, stdin, cwd)
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        os._exit(min(usage.ru_maxrss // 10240, 255))
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status) * 10


def has(program):
    return shutil.which(program) is not None


class Table:
    def __init__(self, title, rounds):
        self.title, self.rounds, self.rows = title, rounds, []

    def add(self, name, command, before=None, stdin=None, program=None, ok=(0,)):
        if program is None or has(program):
            self.rows.append(dict(name=name, command=command, before=before, stdin=stdin, ok=ok, times=[], peak=0))

    def measure(self):
        for round_number in range(self.rounds + 1):
            for row in self.rows:
                if row["before"]:
                    run(row["before"])
                if round_number == 0:
                    # The first round warms the cache and measures memory.
                    row["peak"] = peak(row["command"], row["stdin"])
                    continue
                seconds, code = run(row["command"], row["stdin"])
                assert code in row["ok"], f"{row['name']} ended with {code}: {row['command']}"
                row["times"].append(seconds)
        base = statistics.median(self.rows[1]["times"]) if len(self.rows) > 1 else None
        print(f"\n### {self.title}\n\n| program | median s | ratio to it | spread | peak MiB |\n| --- | ---: | ---: | ---: | ---: |")
        for number, row in enumerate(self.rows):
            median = statistics.median(row["times"])
            spread = f"{min(row['times']):.2f}–{max(row['times']):.2f}"
            ratio = "" if number == 0 or base is None else f"{statistics.median(self.rows[0]['times']) / median:.2f}"
            print(f"| {row['name']} | {median:.3f} | {ratio} | {spread} | {row['peak']} |", flush=True)


def found(gallery, query):
    out = subprocess.run([NAKIGAO, "--gallery", gallery, "--json", "find", *query], capture_output=True, check=True)
    return [json.loads(line) for line in out.stdout.splitlines()]


def choose(work, corpus):
    """The sample, copied into one folder a format, since vipsthumbnail writes beside or into one folder."""
    gallery = work / "choose"
    if not gallery.exists():
        subprocess.run([NAKIGAO, "--gallery", gallery, "-q", "import", corpus / "wallpapers"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    chosen = {}
    for name, n in SAMPLE.items():
        folder = work / "sample" / name
        folder.mkdir(parents=True, exist_ok=True)
        media = found(gallery, [f"filetype:{name}", "mpixels:>=0.9", "order:hash", "-is:animated"])
        for one in media[:n]:
            target = folder / (one["hash"][:16] + "." + name)
            if not target.exists():
                shutil.copyfile(one["paths"][0], target)
        chosen[name] = folder
    return chosen


def imports(work, folders, rounds):
    sets = [(name, [folder]) for name, folder in folders.items()] + [("all", list(folders.values()))]
    for name, places in sets:
        names = " ".join(str(place) for place in places)
        files = f"find {names} -type f -print0 | sort -z"
        n = sum(len(list(place.iterdir())) for place in places)
        table = Table(f"{name}: {n} files to {EDGE} px, {CORES} cores", rounds)
        gallery, out = work / "gallery", work / "out"
        table.add("nakigao import (hash, facts, looks compared, thumbnail, committed rows)",
                  f"{NAKIGAO} --gallery {gallery} -q import {names}", before=f"rm -rf {gallery}")
        clear = f"rm -rf {out}; mkdir -p {out}"
        table.add("vipsthumbnail", f"{files} | xargs -0 -P{CORES} -n4 vipsthumbnail --size {EDGE} -o {out}/%s.jpg",
                  before=clear, program="vipsthumbnail")
        table.add("GraphicsMagick",
                  f"{files} | xargs -0 -P{CORES} -I@ sh -c 'gm convert -size {EDGE}x{EDGE} \"$0\" -thumbnail {EDGE}x{EDGE} {out}/$(basename \"$0\").jpg' @",
                  before=clear, program="gm")
        table.add("ffmpegthumbnailer",
                  f"{files} | xargs -0 -P{CORES} -I@ sh -c 'ffmpegthumbnailer -s {EDGE} -i \"$0\" -o {out}/$(basename \"$0\").jpg' @",
                  before=clear, program="ffmpegthumbnailer", ok=(0, 123))
        table.measure()


def rescan(work, corpus, rounds):
    gallery = work / "rescan"
    tree = work / "tree"
    if not tree.exists():
        # 100,000 small files: the corpus's GIFs linked again and again (hard links share the bytes, not the names).
        sources = [path for path in sorted((corpus / "gifs").rglob("*.gif")) if path.is_file() and not path.is_symlink()]
        for number in range(100_000):
            folder = tree / f"{number // 500:04}"
            if number % 500 == 0:
                folder.mkdir(parents=True)
            os.link(sources[number % len(sources)], folder / f"{number:06}.gif")
    command = f"{NAKIGAO} --gallery {gallery} -q import {tree}"
    run(command)
    table = Table("no-change rescan of 100,000 files", rounds)
    table.add("nakigao import again", command)
    table.add("find -printf '%p %s %T@'", f"find {tree} -printf '%p %s %T@\\n'")
    table.measure()


def hashing(work, folders, rounds):
    gallery = work / "hashing"
    names = " ".join(str(folder) for folder in folders.values())
    run(f"{NAKIGAO} --gallery {gallery} -q import {names}")
    table = Table("hashing: every byte of the sample read and hashed", rounds)
    table.add("nakigao verify --rehash (also checks every thumbnail)", f"{NAKIGAO} --gallery {gallery} -q verify --rehash")
    table.add("b3sum", f"find {names} -type f -print0 | xargs -0 b3sum", program="b3sum")
    table.measure()


def sheets(work, corpus, rounds):
    gallery = work / "sheets"
    run(f"{NAKIGAO} --gallery {gallery} -q import {corpus / 'wallpapers'} {corpus / 'anime'}")
    thumbs = work / "thumbs500"
    run(f"rm -rf {thumbs}; {NAKIGAO} --gallery {gallery} -q thumbs limit:500 'mpixels:>0.2' --out {thumbs} --format jpeg")
    for number, path in enumerate(sorted(thumbs.iterdir())):
        # Names without spaces, since both peers take a list of words; JPEG, since arrayjoin wants bands alike.
        path.rename(thumbs / f"{number:04}.jpg")
    files = " ".join(sorted(str(path) for path in thumbs.iterdir()))
    listing = work / "thumbs500.txt"
    listing.write_text(files)
    for extension in ["jpg", "png", "webp"]:
        table = Table(f"sheet of {len(files.split())} cells of 160×160 from thumbnails, {extension}", rounds)
        out = work / f"sheet.{extension}"
        table.add("nakigao sheet (with labels)",
                  f"{NAKIGAO} --gallery {gallery} -q sheet limit:500 'mpixels:>0.2' -o {out} --columns 25 --cell 160x160")
        table.add("montage", f"montage $(cat {listing}) -tile 25x -geometry 160x160+4+4 {out}", program="montage")
        table.add("vips arrayjoin (no scaling, no labels)",
                  f"vips arrayjoin \"$(cat {listing})\" {out} --across 25 --shim 8 --hspacing 160 --vspacing 160", program="vips")
        table.measure()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, help="where to put copies and galleries; kept [default: a temporary folder]")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="import,rescan,hash,sheet")
    options = parser.parse_args()
    work = (options.work or pathlib.Path(tempfile.mkdtemp(prefix="nakigao-bench-"))).resolve()
    work.mkdir(parents=True, exist_ok=True)
    corpus = options.corpus.resolve()
    folders = choose(work, corpus)
    for name, measure in [("import", lambda: imports(work, folders, options.rounds)),
                          ("hash", lambda: hashing(work, folders, options.rounds)),
                          ("rescan", lambda: rescan(work, corpus, options.rounds)),
                          ("sheet", lambda: sheets(work, corpus, options.rounds))]:
        if name in options.only.split(","):
            measure()


if __name__ == "__main__":
    main()
