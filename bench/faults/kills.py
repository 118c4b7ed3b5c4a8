#!/usr/bin/env python3
"""Kills the program at its system calls, runs the next command, and looks for anything that was lost.

    bench/faults/kills.py [--program FILE] [--only NAME,…] [--points N] [--seed N] [--at CALL:N] [--jobs N]

A point is a system call and its number within a thread; strace kills the program just before it. After the kill the same
command runs again (`undo` does not: it must have happened or not), and then no tag of any source, no file, no copy may be
lost, nothing may be left over, and the catalogue must be sound. Each violation is a line with the point to give to --at.
"""

import argparse
import sys

import place

CALLS = ["openat", "read", "pread64", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "fallocate", "rename",
         "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "close", "fcntl", "flock", "statx"]


def main():
    parser = place.arguments(argparse.ArgumentParser(description=__doc__.split("\n")[0]))
    parser.add_argument("--only", default="", help=f"some of {', '.join(place.JOBS)}")
    parser.add_argument("--points", type=int, default=200, help="at most so many for each command")
    parser.add_argument("--at", help="one point only, as a violation names it")
    options = parser.parse_args()

    def points_of(where, job):
        if options.at:
            name, number = options.at.split(":")
            return [(name, int(number))]
        most, _ = place.calls(where, job.words, CALLS)
        # What changes something is tried first and in full; what only reads is chosen from.
        changing = [(name, number) for name, n in most.items() for number in range(1, n + 1)
                    if name not in ("read", "pread64", "close", "fcntl", "statx", "openat")]
        reading = [(name, number) for name, n in most.items() for number in range(1, n + 1)
                   if name in ("read", "pread64", "close", "fcntl", "statx", "openat")]
        changing = place.choose(changing, options.points, options.seed)
        return changing + place.choose(reading, max(options.points - len(changing), options.points // 4), options.seed)

    def disturb(where, job, point):
        name, number = point
        strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={name}",
                  "-e", f"inject={name}:signal=KILL:when={number}"]
        code, _, err = where.run(job.words, strace)
        wrong = [] if code is not None else ["does not end"]
        if "panicked" in err:
            wrong.append(err.strip()[-300:])
        return wrong + place.complete(where, job)

    n_runs, n_wrong = place.each(options, place.chosen(options.only), points_of, disturb)
    print(f"{n_runs} kills, {n_wrong} with violations (seed {options.seed})")
    return n_wrong > 0


if __name__ == "__main__":
    sys.exit(main())
