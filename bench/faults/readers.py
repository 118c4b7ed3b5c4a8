#!/usr/bin/env python3
"""Readers, bulk writers, an import and undo at once: is any of them told that the catalogue is busy, or anything wrong?

    bench/faults/readers.py [--program FILE] [--rounds N] [--readers N] [--pictures N] [--seed N]

Two folders: the first is imported, then bulk writers put tags on all of it and take them off again in a loop, one more takes
back and does again whatever is newest, and readers list it; meanwhile the second folder is imported with a tag. A listing in
which only some of the first folder's media have a writer's tag is wrong, as is one that is no JSON, any exit code but 0, and
a media of the second folder without its tag at the end.
"""

import json
import random
import shutil
import struct
import sys
import threading
import zlib

import place


def picture(path, number):
    """Writes a small PNG whose pixels depend on a number."""
    pixels = random.Random(number).randbytes(48 * 48 * 3)
    rows = b"".join(b"\0" + pixels[row * 144:(row + 1) * 144] for row in range(48))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 48, 48, 8, 2, 0, 0, 0))
                     + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


def main():
    parser = place.arguments(__doc__)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=20, help="changes by each of the writers")
    parser.add_argument("--pictures", type=int, default=1000, help="in each of the two folders")
    options = parser.parse_args()
    where = place.Place(options, "readers")
    for name, first in [("first", 0), ("second", options.pictures)]:
        (where.dir / name).mkdir()
        for number in range(options.pictures):
            picture(where.dir / name / f"{number:04}.png", first + number + options.seed * 1_000_000)
    where.ok(["import", "first", "--tag", "base"])
    counts, lock = {"run": 0, "busy": 0, "wrong": 0}, threading.Lock()
    importing = threading.Event()

    def note(kind, text):
        with lock:
            counts[kind] += 1
            print(f"{kind}: {text}", flush=True)

    def run(words, timeout=600):
        code, out, err = where.run(words, timeout=timeout)
        with lock:
            counts["run"] += 1
        if code != 0:
            busy = "busy" in err or "another command" in err
            note("busy" if busy else "wrong", f"{' '.join(words)}: {code} {err.strip()[-200:]}")
        return out

    def write(name):
        for round in range(options.rounds):
            run(["tag", "-t", name, "--where", "path:*/first/*"])
            run(["tag", "--remove", name, "--where", "path:*/first/*"])

    def turn():
        for round in range(options.rounds):
            run(["undo"])
            run(["redo"])

    def read(number):
        while importing.is_set():
            out = run(["find", "--json", "path:*/first/*"])
            try:
                media = [json.loads(line) for line in out.splitlines()]
            except ValueError as error:
                note("wrong", f"a listing is no JSON: {error}")
                continue
            for name in ("bulk_a", "bulk_b"):
                n = sum(any(tag["tag"] == name for tag in one["tags"]) for one in media)
                if n not in (0, len(media)) or len(media) != options.pictures:
                    note("wrong", f"{n} of {len(media)} media have {name}")
            run([["stats"], ["tags"], ["dupes"], ["log"]][number % 4])

    importing.set()
    readers = [threading.Thread(target=read, args=(number,)) for number in range(options.readers)]
    writers = [threading.Thread(target=write, args=(name,)) for name in ("bulk_a", "bulk_b")]
    writers += [threading.Thread(target=turn), threading.Thread(target=run, args=(["import", "second", "--tag", "imported"],))]
    for thread in readers + writers:
        thread.start()
    for thread in writers:
        thread.join()
    importing.clear()
    for thread in readers:
        thread.join()
    media = [json.loads(line) for line in where.ok(["find", "--json", "path:*/second/*"]).splitlines()]
    without = sum(not any(tag["tag"] == "imported" for tag in one["tags"]) for one in media)
    if without or len(media) != options.pictures:
        note("wrong", f"{without} of {len(media)} media of the import lack its tag")
    if where.damage():
        note("wrong", where.damage())
    shutil.rmtree(where.dir, ignore_errors=True)
    print(f"{counts['run']} commands, {counts['busy']} busy, {counts['wrong']} wrong (seed {options.seed})")
    return counts["busy"] + counts["wrong"] > 0


if __name__ == "__main__":
    sys.exit(main())
