#!/usr/bin/env python3
"""How close nakigao's thumbnails come to a full decode and one good resize.

    bench/quality.py GALLERY [--query QUERY] [--worst N]

GALLERY is a gallery whose thumbnails (256 px) were made by `nakigao import`. Every still that Pillow reads too is
decoded whole by Pillow, turned and brought to sRGB, laid on grey, reduced with Lanczos3 in sRGB light, and compared with
the stored thumbnail, WebP losses included: structural similarity (Wang et al. 2004; Gaussian window of 11, sigma 1.5) of
the luma, mean over the picture. Prints the mean over all files, the distribution and the worst. Needs Pillow 11+, numpy
and scipy; uses all cores.
"""

import argparse
import io
import json
import multiprocessing
import os
import pathlib
import subprocess
import sys

import numpy
from PIL import Image, ImageCms, ImageOps
from scipy.ndimage import correlate1d

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAKIGAO = ROOT / "target/release/nakigao"
SRGB = ImageCms.createProfile("sRGB")
Image.MAX_IMAGE_PIXELS = None
TAPS = numpy.exp(-0.5 * (numpy.arange(-5, 6) / 1.5) ** 2)
TAPS /= TAPS.sum()


def blur(plane):
    return correlate1d(correlate1d(plane, TAPS, axis=0, mode="reflect"), TAPS, axis=1, mode="reflect")


def ssim(a, b):
    """Mean structural similarity of two planes of 0 to 255."""
    mean_a, mean_b = blur(a), blur(b)
    variance_a, variance_b = blur(a * a) - mean_a**2, blur(b * b) - mean_b**2
    covariance = blur(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    likeness = (2 * mean_a * mean_b + c1) * (2 * covariance + c2)
    return float((likeness / ((mean_a**2 + mean_b**2 + c1) * (variance_a + variance_b + c2))).mean())


def luma(picture):
    grey = Image.new("RGBA", picture.size, (128, 128, 128, 255))
    grey.alpha_composite(picture.convert("RGBA"))
    return numpy.asarray(grey.convert("L"), dtype=numpy.float64)


def whole(path, size):
    with Image.open(path) as picture:
        picture.load()
        profile = picture.info.get("icc_profile")
        picture = ImageOps.exif_transpose(picture)
        if picture.mode.startswith("I;16"):
            picture = Image.fromarray((numpy.asarray(picture) / 257.0 + 0.5).astype(numpy.uint8))
        if profile and picture.mode in ("RGB", "RGBA", "L"):
            try:
                alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
                source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
                plain = picture.convert("RGB") if picture.mode == "RGBA" else picture
                picture = ImageCms.profileToProfile(plain, source, SRGB, outputMode="RGB")
                if alpha:
                    picture.putalpha(alpha)
            except (ImageCms.PyCMSError, OSError):
                pass
        # Pillow resizes RGBA with colours weighed by alpha.
        return picture.convert("RGBA").resize(size, Image.Resampling.LANCZOS)


def compare(job):
    path, thumbnail = job
    try:
        with Image.open(thumbnail) as small:
            small.load()
            return ssim(luma(small), luma(whole(path, small.size))), path
    except Exception as error:  # Pillow's own limits: it is a reference only for what it reads
        return None, f"{path}: {type(error).__name__} {error}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gallery", type=pathlib.Path)
    parser.add_argument("--query", default="-is:animated")
    parser.add_argument("--worst", type=int, default=10)
    options = parser.parse_args()
    out = subprocess.run([NAKIGAO, "--gallery", options.gallery, "--json", "find", *options.query.split()],
                         capture_output=True, check=True)
    jobs = []
    for line in out.stdout.splitlines():
        media = json.loads(line)
        thumbnail = next(options.gallery.glob(f"thumbs/256-*/{media['hash'][:2]}/{media['hash']}.webp"), None)
        if thumbnail:
            jobs.append((media["paths"][0], thumbnail))
    with multiprocessing.Pool(os.cpu_count()) as pool:
        results = pool.map(compare, jobs, chunksize=4)
    good = sorted((value, path) for value, path in results if value is not None)
    values = numpy.array([value for value, _ in good])
    left = [text for value, text in results if value is None]
    print(f"{len(good)} thumbnails compared, {len(left)} left out; mean SSIM {values.mean():.4f}, median "
          f"{numpy.median(values):.4f}, 5th percentile {numpy.percentile(values, 5):.4f}, below 0.95: {(values < 0.95).sum()}")
    for value, path in good[:options.worst]:
        print(f"{value:.4f} {path}")
    for text in left[:options.worst]:
        print("left out:", text, file=sys.stderr)


if __name__ == "__main__":
    main()
