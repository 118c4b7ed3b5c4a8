#!/usr/bin/env python3
"""Imports every file alone into a new gallery and measures what that takes.

    run.py NAKIGAO FILE_OR_DIR… [--keep-going] [--real]

Prints the worst by memory and by time, and every file over 512 MB of peak memory or 5 seconds of processor time, and every
crash; the exit code is 1 if there is one. `--real` only prints.
"""
import os, resource, subprocess, sys, tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

MAX_MB, MAX_SECONDS = 512, 5.0


def import_folder(nakigao, folder, gallery):
    """Exit code, peak MB, CPU seconds, and what was said of an import of a folder."""
    arguments = [nakigao, "--gallery", str(gallery), "--threads", "1", "-q", "import", "--no-near", str(folder)]
    with tempfile.TemporaryFile() as said:
        limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (300, 300))
        child = subprocess.Popen(arguments, stdout=said, stderr=subprocess.STDOUT, preexec_fn=limit)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    return child.returncode, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime, text


def place(file, folder):
    folder.mkdir()
    try:
        os.link(file, folder / file.name)
    except OSError:
        subprocess.run(["cp", "--sparse=always", file, folder / file.name], check=True)


def alone(nakigao, file):
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as temporary:
        place(file, Path(temporary) / "pictures")
        return (file, *import_folder(nakigao, Path(temporary) / "pictures", Path(temporary) / "gallery"))


def is_bad(code, mb, seconds):
    return code not in (0, 3) or mb > MAX_MB or seconds > MAX_SECONDS


def main():
    nakigao, *paths = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    files = []
    for path in map(Path, paths):
        files += sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda file: alone(nakigao, file), files))
    bad = [result for result in results if is_bad(*result[1:4])]
    if "--real" in sys.argv:
        for file, code, mb, seconds, text in results:
            print(f"{file.name}: exit {code}, {mb:.0f} MB, {seconds:.1f} s  {text.strip()}")
        return 0
    if "--all" in sys.argv:
        for file, code, mb, seconds, text in results:
            print(f"{code:4} {mb:7.0f} MB {seconds:6.1f} s  {file.name}  {text.strip().splitlines()[0] if text.strip() else ''}")
    for title, key in ("memory", lambda r: r[2]), ("time", lambda r: r[3]):
        print(f"most {title}:")
        for file, code, mb, seconds, _ in sorted(results, key=key, reverse=True)[:5]:
            print(f"  {mb:7.0f} MB {seconds:6.1f} s  {file.name}")
    print(f"{len(results)} files, {len(bad)} over {MAX_MB} MB or {MAX_SECONDS} s, or crashed:")
    for file, code, mb, seconds, text in bad:
        print(f"  exit {code}, {mb:.0f} MB, {seconds:.1f} s: {file}\n    {text.strip()[:300]}")
    gave_up = [file for file, _, _, _, text in results if "gave up" in text]
    print(f"{len(gave_up)} on which a decoder panicked (and cost that file only)", *gave_up[:10])
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
