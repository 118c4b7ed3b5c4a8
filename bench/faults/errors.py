#!/usr/bin/env python3
"""Lets system calls fail, and looks for wrong ends, messages without a path or advice, and anything that was lost.

    bench/faults/errors.py [--program FILE] [--only NAME,…] [--points N] [--seed N] [--at CALL:ERROR:WHEN] [--jobs N]

A point is a system call, an error and its number within a thread, `12` for that call alone or `12+` for all from there on
(a disk that is full stays full). The command must end by itself: done (then its outcome is complete) or with a message that
names a path and says what to do. Then it runs again undisturbed, and the checks of kills.py follow. Calls before the
program's own main are left out: there the system's loader speaks.
"""

import re
import sys

import place

FAULTS = {
    "ENOSPC": ["openat", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "fallocate", "mkdir", "rename", "link",
               "linkat"],
    "EIO": ["read", "pread64", "write", "pwrite64", "fsync", "fdatasync", "getdents64", "statx", "ftruncate", "rename",
            "unlink"],
    "EMFILE": ["openat"],
    "EACCES": ["openat", "mkdir", "rename", "link", "unlink", "statx", "getdents64"],
    "ENOMEM": ["mmap"],
}
CALLS = sorted({call for calls in FAULTS.values() for call in calls})


def is_helpful(err):
    """Whether an error names a path and says what to do; of an answer that cannot be written the reader knows where it went."""
    said = re.split("^error:", err, flags=re.MULTILINE)[1]
    return "cannot write the answer" in said or "hint:" in err and any(path in said for path in ("/", "gallery", "pictures"))


def main():
    parser = place.arguments(__doc__, 1000)
    parser.add_argument("--only", default="import,tag,resolve", help=f"some of {', '.join(place.JOBS)}")
    options = parser.parse_args()

    def points_of(where, job):
        if options.at:
            return [tuple(options.at.split(":"))]
        most, early = place.calls(where, job.words, CALLS)
        points = []
        for error, names in FAULTS.items():
            for name in names:
                for number in range(early.get(name, 0) + 1, most.get(name, 0) + 1):
                    points += [(name, error, f"{number:04}"), (name, error, f"{number:04}+")]
        return place.choose(points, options.points, options.seed)

    def disturb(where, job, point):
        name, error, when = point
        when = when.lstrip("0")
        log = where.dir / "strace.log"
        strace = ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={name}",
                  "-e", f"inject={name}:error={error}:when={when}"]
        code, out, err = where.run(job.words, strace)
        hit, wrong = "(INJECTED)" in log.read_text(errors="replace"), []
        if code is None:
            wrong.append("does not end")
        elif code not in (0, 1, 2, 3):
            # Out of memory may end a process; nothing else may.
            if error != "ENOMEM":
                wrong.append(f"ends with {code}: {err.strip()[-300:]}")
        elif "panicked" in err and error != "ENOMEM":
            wrong.append(f"panics: {err.strip()[-300:]}")
        elif any(jargon in err for jargon in ("os error", "Error code", "SELECT", "rusqlite")):
            wrong.append(f"jargon: {err.strip()[-300:]}")
        elif code == 1 and re.search("^error:", err, re.MULTILINE) and not is_helpful(err):
            wrong.append(f"no path or no advice: {err.strip()[-300:]}")
        elif code == 1 and not (out + err).strip() and not (name == "write" and when.endswith("+")):
            wrong.append("fails without a word")
        elif code == 0 and job.name == "tag" and where.state() != where.after:
            wrong.append("says that it is done, but it is not")
        return hit, wrong + place.complete(where, job)

    n_runs, n_wrong = place.each(options, place.chosen(options.only), points_of, disturb)
    print(f"{n_runs} faults, {n_wrong} with violations (seed {options.seed})")
    return n_wrong > 0


if __name__ == "__main__":
    sys.exit(main())
