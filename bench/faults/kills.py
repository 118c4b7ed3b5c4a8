#!/usr/bin/env python3
"""Kills the program at its system calls and at random moments, and looks for anything that was lost.

    bench/faults/kills.py [--program FILE] [--only NAME,…] [--points N] [--seed N] [--at CALL:N] [--jobs N]

A point is a system call and its number within a thread, and strace kills the program just before it; or `moment` and
microseconds after the start. What happens whole (`tag`, `undo`, `adopt`) must then have happened or not; of anything else, no
tag of any source may lack that is there both before and after the command, and none may be there that neither has. Then the
same command runs again (`undo` does not), after which all must be as if nothing had happened: tags, files and copies, nothing
left over, the catalogue sound. Each violation is a line with the point to give to --at.
"""

import sys
import time

import place

CHANGING = ["write", "pwrite64", "fsync", "fdatasync", "ftruncate", "fallocate", "rename", "renameat2", "link", "linkat",
            "unlink", "unlinkat", "mkdir", "flock"]
READING = ["openat", "read", "pread64", "close", "fcntl", "statx"]


def main():
    parser = place.arguments(__doc__, 200)
    parser.add_argument("--only", default="", help=f"some of {', '.join(place.JOBS)}")
    options = parser.parse_args()

    def points_of(where, job):
        if options.at:
            name, number = options.at.split(":")
            return [(name, int(number))]
        most, _ = place.calls(where, job.words, CHANGING + READING)

        def some(names, limit):
            return place.choose([(name, n) for name in names for n in range(1, most.get(name, 0) + 1)], limit, options.seed)

        # What changes something comes first and in full, then as much of the rest as there is room for; and some moments.
        changing = some(CHANGING, options.points)
        reading = some(READING, max(options.points - len(changing), options.points // 4))
        where.reset()
        started = time.monotonic()
        where.run(job.words)
        took = int((time.monotonic() - started) * 1e6)
        moments = place.choose(range(took // 20, took), options.points // 4, options.seed)
        return changing + reading + [("moment", at) for at in moments]

    def disturb(where, job, point):
        name, number = point
        strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={name}",
                  "-e", f"inject={name}:signal=KILL:when={number}"]
        code, _, err = where.run(job.words, timeout=number / 1e6) if name == "moment" else where.run(job.words, strace)
        wrong = ["does not end"] if code is None and name != "moment" else []
        if "panicked" in err:
            wrong.append(err.strip()[-300:])
        return code in (None, -9), wrong + place.complete(where, job)

    n_kills, n_wrong = place.each(options, place.chosen(options.only), points_of, disturb)
    print(f"{n_kills} kills, {n_wrong} with violations (seed {options.seed})")
    return n_wrong > 0


if __name__ == "__main__":
    sys.exit(main())
