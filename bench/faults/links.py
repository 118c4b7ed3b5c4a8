#!/usr/bin/env python3
"""Measures how import's time grows with the copies of one content.

    links.py PROGRAM WORK [--links 25000,50000,100000] [--contents 200] [--largest 20000]

For each number, a folder of so many hard links of tiny GIFs is made in WORK: one content with `--largest` links (or a fifth
of all, if that is less), the rest spread over `--contents` others. It is imported once as new, and once more unchanged. The
seconds and the microseconds a file are printed; the latter must not grow. Only Python's own library is used.
"""
import argparse
import os
import pathlib
import shutil
import struct
import subprocess
import time

MOST_LINKS = 60_000  # ext4 allows 65,000 of one file


def gif(number):
    """One pixel in a colour of its own, with a comment that makes it a content of its own."""
    colours = struct.pack("<I", number)[:3] + b"\0\0\0"
    comment = b"\x21\xfe\x04" + struct.pack("<I", number) + b"\0"
    return b"GIF89a\1\0\1\0\x80\0\0" + colours + comment + b"\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0\x3b"


def make(root, n_links, n_contents, largest):
    originals = root.parent / "originals"
    for folder in (root, originals):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    largest = min(largest, n_links // 5)
    made = {}
    for at in range(n_links):
        content = 0 if at < largest else 1 + at % n_contents
        part, of_it = divmod(made.get(content, 0), MOST_LINKS)
        original = originals / f"{content}-{part}.gif"
        if of_it == 0:
            original.write_bytes(gif(content))
        made[content] = made.get(content, 0) + 1
        # Neighbours in a folder are of different contents.
        folder = root / f"{at % 1000:03}"
        if at < 1000:
            folder.mkdir(exist_ok=True)
        os.link(original, folder / f"{at:07}.gif")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--links", default="25000,50000,100000")
    parser.add_argument("--contents", type=int, default=200)
    parser.add_argument("--largest", type=int, default=20_000)
    options = parser.parse_args()
    for n_links in map(int, options.links.split(",")):
        make(options.work / "root", n_links, options.contents, options.largest)
        gallery = options.work / "gallery"
        shutil.rmtree(gallery, ignore_errors=True)
        for what in ("new", "unchanged"):
            started = time.monotonic()
            command = [options.program, "--gallery", gallery, "-q", "import", options.work / "root"]
            said = subprocess.run(command, capture_output=True, text=True)
            seconds = time.monotonic() - started
            each = seconds / n_links * 1e6
            print(f"{n_links} links, {what}: {seconds:.1f} s, {each:.0f} us a file; {said.stdout.strip()} {said.stderr.strip()}",
                  flush=True)


if __name__ == "__main__":
    main()
