#!/usr/bin/env python3
"""Cuts the power when a command has ended: is what it acknowledged in what had reached the disk by then?

    bench/faults/power.py [--program FILE] [--only NAME,…]

A command runs under strace, which notes every write to the catalogue and its journal. The files are built again from the
writes up to the last fsync of each; later writes are dropped, as by a disk that loses its cache. Another connection is open
meanwhile, so that the command cannot merge the journal at its end and durability rests on the journal alone. In what is left
the tags (notes, rules, entries of the log) must be as the command said.
"""

import pathlib
import re
import shutil
import sqlite3
import sys

import place

CALLS = "openat,creat,write,pwrite64,fsync,fdatasync,ftruncate,rename,unlink,close"
COMMANDS = {
    "tag": ["tag", "-t", "by_hand", "--where", "path:*"],
    "take off": ["tag", "--remove", "series:clannad", "--where", "path:*"],
    "note": ["note", "pictures/animations/loop-0.gif", "a line"],
    "undo": ["undo"],
    "rule": ["tags", "imply", "by_hand", "hand"],
    "reject": ["dupes", "reject", "pictures/animations/loop-0.gif", "pictures/animations/dispose-keep.gif"],
    "resolve": ["dupes", "resolve", "--yes"],
}
FILES = ("catalog.db", "catalog.db-wal")


def unescape(text):
    return bytes(int(byte, 16) for byte in text.split("\\x")[1:])


def durable(log, files):
    """The content of the files at their last sync, from what they held before and a log of strace."""
    now, synced = dict(files), dict(files)
    for line in log.read_text().splitlines():
        match = re.match(r"^\d+\s+(\w+)\((.*)\)\s+= (-?\d+)", line)
        if not match or int(match[3]) < 0:
            continue
        name, rest = match[1], match[2]
        path = re.match(r"\d+<([^>]*)>", rest)
        file = pathlib.Path(unescape(path[1]).decode(errors="replace")).name if path else None
        if file not in FILES:
            continue
        if name == "pwrite64":
            data = unescape(re.search(r'"([^"]*)"', rest)[1])[:int(match[3])]
            offset = int(rest.rsplit(", ", 1)[1])
            content = now.get(file, b"").ljust(offset, b"\0")
            now[file] = content[:offset] + data + content[offset + len(data):]
        elif name == "ftruncate":
            size = int(rest.rsplit(", ", 1)[1])
            now[file] = now.get(file, b"")[:size].ljust(size, b"\0")
        elif name in ("fsync", "fdatasync"):
            synced[file] = now.get(file, b"")
    return synced


def main():
    parser = place.arguments(__doc__)
    parser.add_argument("--only", default="", help=f"some of {', '.join(COMMANDS)}")
    options = parser.parse_args()
    n_wrong = 0
    names = options.only.split(",") if options.only else list(COMMANDS)
    where = place.Place(options, "power")
    for words in [place.IMPORT, ["tag", "-t", "before", "--where", "path:*"]]:
        where.ok(words)
    where.keep()
    for name in names:
        where.reset()
        gallery = where.dir / "gallery"
        catalog = gallery / "catalog.db"
        other = sqlite3.connect(catalog)
        other.execute("SELECT count(*) FROM media").fetchone()
        files = {file: (gallery / file).read_bytes() for file in FILES if (gallery / file).exists()}
        log = where.dir / "strace.log"
        code, out, err = where.run(COMMANDS[name], ["strace", "-f", "-qq", "-y", "-xx", "-s", "100000000", "-o", str(log),
                                                    "-e", f"trace={CALLS}"], 120)
        expected = (where.state(), where.ok(["log", "--json"]), where.ok(["tags", "rules", "--json"]))
        other.close()
        left = durable(log, files)
        for file in gallery.glob("catalog.db*"):
            file.unlink()
        for file, data in left.items():
            (gallery / file).write_bytes(data)
        found = (where.state(), where.ok(["log", "--json"]), where.ok(["tags", "rules", "--json"]))
        wrong = where.damage()
        if code != 0 or wrong or found != expected:
            n_wrong += 1
            said = place.difference(expected[0], found[0]) if expected[0] != found[0] else "the log or the rules differ"
            print(f"{name}: exit {code}, {wrong or said} {err.strip()[-200:]}")
    shutil.rmtree(where.dir, ignore_errors=True)
    print(f"{len(names)} power cuts, {n_wrong} with violations")
    return n_wrong > 0


if __name__ == "__main__":
    sys.exit(main())
