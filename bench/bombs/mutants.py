#!/usr/bin/env python3
"""Imports mutants of small files: bytes flipped, cut, lengths edited, pieces doubled, moved or taken from another seed.

    mutants.py NAKIGAO N SEED KEEP [DIR…]

Seeds are files of at most 12 kB from the fixtures and DIRs. Mutants are imported 500 at a time; a batch that crashes or
takes more than its files may (512 MB, 5 seconds for any of them) is imported again file by file, and what is bad is kept in
KEEP. The same SEED gives the same mutants.
"""
import random, shutil, struct, sys, tempfile, time, os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.dont_write_bytecode = True
from run import MAX_MB, MAX_SECONDS, alone, import_folder, is_bad

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
BATCH = 500
SUFFIXES = {".gif", ".png", ".jpg", ".webp", ".avif", ".jxl", ".bmp", ".ico", ".tif", ".tga", ".ppm", ".pgm", ".pbm", ".pam", ".qoi"}
TELLING = [0, 1, 2, 3, 4, 8, 16, 127, 128, 255, 256, 4096, 32767, 32768, 65535, 1 << 24, (1 << 31) - 1, 1 << 31, (1 << 32) - 1]


def mutate(data, other, rng):
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 3, 6])):
        at = rng.randrange(len(data) + 1)
        if rng.random() < 0.4:
            at = min(at, rng.randrange(1, 65))
        match rng.randrange(9):
            case 0 | 1 if at < len(data):
                data[at] ^= 1 << rng.randrange(8)
            case 2 if at < len(data):
                data[at] = rng.choice([0, 1, 0x7f, 0x80, 0xff, rng.randrange(256)])
            case 3:
                size, order = rng.choice([2, 4]), rng.choice("<>")
                value = rng.choice(TELLING) + rng.choice([-1, 0, 0, 1])
                data[at:at + size] = struct.pack(order + "I", value & 0xffffffff)[:size] if order == "<" else \
                    struct.pack(">I", value & 0xffffffff)[4 - size:]
            case 4:
                del data[at:]
            case 5:
                length = rng.randrange(1, 200)
                data[at:at] = data[at:at + length] * rng.choice([1, 1, 2, 50])
            case 6:
                del data[at:at + rng.randrange(1, 40)]
            case 7:
                start = rng.randrange(len(other))
                data[at:at] = other[start:start + rng.randrange(1, 400)]
            case 8 if at + 4 <= len(data):
                for order in "<>":
                    number = struct.unpack_from(order + "I", data, at)[0]
                    if 0 < number < len(data):
                        struct.pack_into(order + "I", data, at, number * rng.choice([2, 3, 1000]) & 0xffffffff)
                        break
    return fixed_crcs(data) if data[:4] == b"\x89PNG" and rng.random() < 0.7 else bytes(data)


def fixed_crcs(data):
    """Checksums of a PNG's chunks made right, so that what is behind them is reached."""
    import zlib
    at = 8
    while at + 12 <= len(data):
        length = struct.unpack_from(">I", data, at)[0]
        if at + 12 + length > len(data):
            break
        struct.pack_into(">I", data, at + 8 + length, zlib.crc32(data[at + 4:at + 8 + length]))
        at += 12 + length
    return bytes(data)


def batch(nakigao, seeds, number, seed, keep, count):
    rng = random.Random(seed * 1_000_003 + number)
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as temporary:
        folder = Path(temporary) / "pictures"
        folder.mkdir()
        for n in range(count):
            path, data = rng.choice(seeds)
            mutant = mutate(data, rng.choice(seeds)[1], rng)
            (folder / f"{number:05}-{n:03}-{path.stem}{path.suffix}").write_bytes(mutant)
        code, mb, seconds, text = import_folder(nakigao, folder, Path(temporary) / "gallery")
        panics = text.count("gave up")
        bad = []
        if code not in (0, 3) or mb > MAX_MB or seconds > MAX_SECONDS:
            for file in sorted(folder.iterdir()):
                file, *result = alone(nakigao, file)
                if is_bad(*result[:3]):
                    keep.mkdir(parents=True, exist_ok=True)
                    shutil.copy(file, keep)
                    bad.append((file.name, *result[:3]))
            if code not in (0, 3) and not bad:
                bad.append((f"batch {number} as a whole", code, mb, seconds))
        return mb, seconds, panics, bad


def main():
    nakigao, n, seed, keep, *folders = sys.argv[1:]
    paths = [path for folder in [FIXTURES, *map(Path, folders)] for path in sorted(folder.rglob("*"))
             if path.is_file() and path.suffix in SUFFIXES and 0 < path.stat().st_size <= 12_000]
    seeds = [(path, path.read_bytes()) for path in paths]
    n, began = int(n), time.monotonic()
    numbers = range(-(-n // BATCH))
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda k: batch(nakigao, seeds, k, int(seed), Path(keep), min(BATCH, n - k * BATCH)), numbers))
    bad = [each for result in results for each in result[3]]
    print(f"{n} mutants of {len(seeds)} seeds in {time.monotonic() - began:.0f} s; a batch took at most "
          f"{max(r[0] for r in results):.0f} MB and {max(r[1] for r in results):.1f} s of processor time; "
          f"{sum(r[2] for r in results)} panics of decoders, each of which cost one file; {len(bad)} bad")
    for name, code, mb, seconds in bad:
        print(f"  exit {code}, {mb:.0f} MB, {seconds:.1f} s: {name}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
