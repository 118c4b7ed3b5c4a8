#!/usr/bin/env python3
"""Writes files that are small (or sparse) and promise much, over every format that is read.

    make.py OUT          the bombs
    make.py --real OUT   three real files that must pass: a 16K PNG, a JPEG of 600 MP, a GIF of 2,000 frames of 1920×1080

Nothing but the standard library is used. The seeds of AVIF and JPEG XL are fixtures of the project.
"""
import io, os, struct, sys, zlib
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
BOMBS = {}


def bomb(name, hole=None):
    """Registers a function that returns the bytes of `name`; `hole` makes the file that long without writing it."""
    def register(make):
        BOMBS[name] = (make, hole)
        return make
    return register


class Bits:
    """Bits from the low end of each byte up."""
    def __init__(self):
        self.value, self.n, self.out = 0, 0, bytearray()

    def put(self, value, n):
        self.value |= value << self.n
        self.n += n
        while self.n >= 8:
            self.out.append(self.value & 255)
            self.value >>= 8
            self.n -= 8

    def bytes(self):
        return bytes(self.out) + (bytes([self.value & 255]) if self.n else b"")


# --- GIF ---

def sub_blocks(data):
    out = bytearray()
    for at in range(0, len(data), 255):
        piece = data[at:at + 255]
        out += bytes([len(piece)]) + piece
    return bytes(out) + b"\0"


def lzw_plain(n, index=1):
    """`n` pixels of one index, each code as long a string as there can be."""
    bits = Bits()
    clear, end = 4, 5
    bits.put(clear, 3)
    done, length, width, next_code = 0, 1, 3, 6
    bits.put(index, width)
    done = 1
    while done < n:
        length += 1
        bits.put(next_code, width)
        done += length
        next_code += 1
        if next_code == 1 << width and width < 12:
            width += 1
        if next_code == 4095:
            bits.put(clear, width)
            width, next_code, length = 3, 6, 1
            bits.put(index, width)
            done += 1
    bits.put(end, width)
    return bits.bytes()


def gif_head(w, h):
    return b"GIF89a" + struct.pack("<HHBBB", w, h, 0x80, 0, 0) + bytes([0, 0, 0, 255, 0, 0]) + \
        b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"


def gif_frame(x, y, w, h, data, disposal=1, flags=0, delay=5, table=b""):
    control = b"\x21\xf9\x04" + struct.pack("<BHB", disposal << 2, delay, 0) + b"\0"
    return control + b"\x2c" + struct.pack("<HHHHB", x, y, w, h, flags) + table + b"\x02" + sub_blocks(data)


def scattered(n, side, disposal):
    dot, at, out = lzw_plain(1), 1, bytearray(gif_head(side, side))
    for k in range(n):
        at = (at * 1103515245 + 12345) & 0x7fffffff
        out += gif_frame((at >> 3) % side, (at >> 17) * 7919 % side, 1, 1, dot if k % 2 else lzw_plain(1, 0), disposal)
    return bytes(out) + b";"


@bomb("gif-300mp-in-43-bytes.gif")
def _():
    return b"GIF89a" + struct.pack("<HHBBB", 17320, 17320, 0x80, 0, 0) + bytes(6) + \
        b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0;"


@bomb("gif-canvas-65535.gif")
def _(): return gif_head(65535, 65535) + gif_frame(0, 0, 1, 1, lzw_plain(1)) + b";"


@bomb("gif-17000-dots-clear.gif")
def _(): return scattered(17000, 17000, 2)


@bomb("gif-17000-dots-restore.gif")
def _(): return scattered(17000, 17000, 3)


@bomb("gif-8000-dots-keep.gif")
def _(): return scattered(19000, 8000, 1)


@bomb("gif-60000x4000-dots-keep.gif")
def _():
    out, dot = bytearray(gif_head(60000, 4000)), lzw_plain(1)
    for k in range(15000):
        out += gif_frame(k * 4, k % 4000, 1, 1, dot)
    return bytes(out) + b";"


@bomb("gif-plain-4000-x400.gif")
def _():
    out = bytearray(gif_head(4000, 4000))
    frames = [lzw_plain(16_000_000, index) for index in (1, 0)]
    for k in range(400):
        out += gif_frame(0, 0, 4000, 4000, frames[k % 2])
    return bytes(out) + b";"


@bomb("gif-plain-4000-restore-x400.gif")
def _():
    out, plain = bytearray(gif_head(4000, 4000)), lzw_plain(16_000_000)
    for _ in range(400):
        out += gif_frame(0, 0, 4000, 4000, plain, 3)
    return bytes(out) + b";"


@bomb("gif-frames-beyond-canvas.gif")
def _():
    out = bytearray(gif_head(100, 100) + gif_frame(0, 0, 100, 100, lzw_plain(10000)))
    for _ in range(1000):
        out += gif_frame(0, 0, 65535, 65535, lzw_plain(1))
    return bytes(out) + b";"


@bomb("gif-first-frame-65535.gif")
def _(): return gif_head(1, 1) + gif_frame(0, 0, 65535, 65535, b"\x04") + b";"


@bomb("gif-empty-8000-clear.gif")
def _():
    out = bytearray(gif_head(8000, 8000))
    for _ in range(15000):
        out += gif_frame(0, 0, 8000, 8000, b"", 2)
    return bytes(out) + b";"


@bomb("gif-columns-8000.gif")
def _():
    out, column = bytearray(gif_head(8000, 8000)), lzw_plain(8000)
    for k in range(10000):
        out += gif_frame(k * 37 % 8000, 0, 1, 8000, column)
    return bytes(out) + b";"


@bomb("gif-19999-tiny.gif")
def _():
    out = bytearray(gif_head(300, 200))
    dots = [lzw_plain(100, 1), lzw_plain(100, 0)]
    for k in range(19999):
        out += gif_frame(k % 290, k % 190, 10, 10, dots[k % 2])
    return bytes(out) + b";"


@bomb("gif-interlaced-16000.gif")
def _(): return gif_head(16000, 16000) + gif_frame(0, 0, 16000, 16000, lzw_plain(256_000_000), flags=0x40) + b";"


@bomb("gif-local-palettes.gif")
def _():
    out, table = bytearray(gif_head(64, 64)), bytes(range(256)) * 3
    for k in range(19000):
        out += gif_frame(k % 63, k % 61, 1, 1, lzw_plain(1, k % 2), flags=0x87, table=table)
    return bytes(out) + b";"


@bomb("gif-comment-60mb.gif")
def _():
    return gif_head(4, 4) + b"\x21\xfe" + (b"\xff" + b"x" * 255) * 240_000 + b"\0" + gif_frame(0, 0, 4, 4, lzw_plain(16)) + b";"


@bomb("gif-icc-60mb.gif")
def _():
    return gif_head(4, 4) + b"\x21\xff\x0bICCRGBG1012" + (b"\xff" + b"x" * 255) * 240_000 + b"\0" + \
        gif_frame(0, 0, 4, 4, lzw_plain(16)) + b";"


@bomb("gif-whole-then-hole.gif", 1_900_000_000)
def _(): return gif_head(4, 4) + gif_frame(0, 0, 4, 4, lzw_plain(16)) + b";"


@bomb("gif-head-then-hole.gif", 1_900_000_000)
def _(): return gif_head(400, 400)


@bomb("gif-frame-then-hole.gif", 1_900_000_000)
def _(): return gif_head(400, 400) + gif_frame(0, 0, 400, 400, lzw_plain(160_000))


# --- PNG ---

def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(w, h, depth=8, color=2, interlace=0, data=b"", before=b"", after=b""):
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, color, 0, 0, interlace)) + \
        before + data + after + chunk(b"IEND", b"")


def idat(n_bytes):
    return chunk(b"IDAT", zeros(n_bytes))


def zeros(n_bytes):
    packer, out = zlib.compressobj(9), bytearray()
    block = bytes(1 << 20)
    while n_bytes > 0:
        out += packer.compress(block[:n_bytes])
        n_bytes -= len(block)
    return bytes(out + packer.flush())


def rows(w, h, bits):
    return h * (1 + (w * bits + 7) // 8)


@bomb("png-300Mx1-grey1.png")
def _(): return png(300_000_000, 1, 1, 0, data=idat(rows(300_000_000, 1, 1)))


@bomb("png-300Mx1-rgba16.png")
def _(): return png(300_000_000, 1, 16, 6, data=idat(1 << 20))


@bomb("png-20Mx20.png")
def _(): return png(20_000_000, 20, 8, 2, data=idat(rows(20_000_000, 20, 24)))


@bomb("png-1x300M.png")
def _(): return png(1, 300_000_000, 8, 0, data=idat(600_000_000))


@bomb("png-30000-grey1.png")
def _(): return png(30000, 30000, 1, 0, data=idat(rows(30000, 30000, 1)))


@bomb("png-17000-rgba16.png")
def _(): return png(17000, 17000, 16, 6, data=idat(rows(17000, 17000, 64)))


@bomb("png-17000-interlaced.png")
def _(): return png(17000, 17000, 8, 6, 1, data=idat(rows(17000, 17000, 32) + 17000 * 2))


@bomb("png-300Mx1-interlaced.png")
def _(): return png(300_000_000, 1, 8, 0, 1, data=idat(300_000_007))


@bomb("png-header-only-300mp.png")
def _(): return png(17000, 17000, data=chunk(b"IDAT", b"\x78\x9c"))


@bomb("png-dims-2-31.png")
def _(): return png(2**31 - 1, 2**31 - 1, data=idat(1000))


@bomb("png-ztxt-1gb.png")
def _(): return png(4, 4, 8, 0, data=idat(20), before=chunk(b"zTXt", b"Comment\0\0" + zeros(1 << 30)))


@bomb("png-iccp-1gb.png")
def _(): return png(4, 4, 8, 2, data=idat(52), before=chunk(b"iCCP", b"p\0\0" + zeros(1 << 30)))


@bomb("png-xmp-1gb.png")
def _():
    return png(4, 4, 8, 0, data=idat(20), before=chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zeros(1 << 30)))


@bomb("png-50-xmp-50mb.png")
def _():
    text = chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zeros(50 << 20))
    return png(4, 4, 8, 0, data=idat(20), before=text * 50)


@bomb("png-million-text-chunks.png")
def _(): return png(4, 4, 8, 0, data=idat(20), before=chunk(b"tEXt", b"a\0b") * 1_000_000)


@bomb("png-million-idat-chunks.png")
def _():
    packed = zlib.compress(bytes(rows(1000, 1000, 24)), 0)
    return png(1000, 1000, data=b"".join(chunk(b"IDAT", packed[n:n + 3]) for n in range(0, len(packed), 3)))


@bomb("png-three-million-empty-idat.png")
def _(): return png(4, 4, 8, 0, data=chunk(b"IDAT", b"") * 3_000_000 + idat(20))


@bomb("png-exif-60mb.png")
def _():
    return png(4, 4, 8, 0, data=idat(20), before=chunk(b"eXIf", b"MM\0*\0\0\0\x08\xff\xff" + b"\x01\x12" * 30_000_000))


@bomb("png-palette-60mb.png")
def _(): return png(4, 4, 8, 3, data=idat(20), before=chunk(b"PLTE", b"abc" * 20_000_000))


@bomb("png-inflates-beyond.png")
def _(): return png(4, 4, 8, 0, data=idat(1 << 30))


@bomb("png-idat-then-hole.png", 1_900_000_000)
def _(): return png(1000, 1000)[:33] + struct.pack(">I", 1_899_999_000) + b"IDAT" + zeros(1000)


@bomb("png-whole-then-hole.png", 1_900_000_000)
def _(): return png(4, 4, 8, 0, data=idat(20))


@bomb("png-head-then-hole.png", 1_900_000_000)
def _(): return png(1000, 1000)[:33]


@bomb("png-named-hole.png", 1_900_000_000)
def _(): return b""


def apng(w, h, frames, color=6):
    out = bytearray(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, 8, color, 0, 0, 0)))
    out += chunk(b"acTL", struct.pack(">II", len(frames), 0))
    number = 0
    for k, (x, y, fw, fh, data, disposal) in enumerate(frames):
        out += chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, fw, fh, x, y, 5, 100, disposal, 0))
        number += 1
        if k == 0:
            out += chunk(b"IDAT", data)
        else:
            out += chunk(b"fdAT", struct.pack(">I", number) + data)
            number += 1
    return bytes(out) + chunk(b"IEND", b"")


@bomb("apng-16000-dots.png")
def _():
    first = zeros(rows(16000, 16000, 32))
    dot = zlib.compress(b"\0\xff\0\0\xff")
    return apng(16000, 16000, [(0, 0, 16000, 16000, first, 0)] +
                [(k % 16000, k * 7 % 16000, 1, 1, dot, k % 3) for k in range(10000)])


@bomb("apng-4000-plain-x300.png")
def _():
    plain = zeros(rows(4000, 4000, 32))
    return apng(4000, 4000, [(0, 0, 4000, 4000, plain, 0)] * 300)


@bomb("apng-4000-previous-x300.png")
def _():
    plain = zeros(rows(4000, 4000, 32))
    return apng(4000, 4000, [(0, 0, 4000, 4000, plain, 2)] * 300)


@bomb("apng-300Mx1.png")
def _(): return apng(300_000_000, 1, [(0, 0, 300_000_000, 1, zeros(1 << 20), 0)] * 2)


# --- JPEG ---

ZERO_TABLES = b"".join([
    b"\xff\xdb" + struct.pack(">H", 67) + b"\0" + bytes([1] * 64),
    # One code, 0, which stands for no difference and for the end of a block.
    b"\xff\xc4" + struct.pack(">H", 20) + b"\x00" + bytes([1] + [0] * 15) + b"\0",
    b"\xff\xc4" + struct.pack(">H", 20) + b"\x10" + bytes([1] + [0] * 15) + b"\0",
])


def jpeg(w, h, sampling, scans, kind=0xc0, before=b"", end=b"\xff\xd9"):
    components = b"".join(bytes([k + 1, factors, 0]) for k, factors in enumerate(sampling))
    frame = bytes([0xff, kind]) + struct.pack(">HBHHB", 8 + len(components), 8, h, w, len(sampling)) + components
    return b"\xff\xd8" + before + ZERO_TABLES + frame + scans + end


def sos(n, first=0, last=63, approximation=0):
    return b"\xff\xda" + struct.pack(">HB", 6 + 2 * n, n) + b"".join(bytes([k + 1, 0]) for k in range(n)) + \
        bytes([first, last, approximation])


@bomb("jpeg-65500-header.jpg")
def _(): return jpeg(65500, 65500, [0x11], sos(1) + bytes(40))


@bomb("jpeg-30000-header-420.jpg")
def _(): return jpeg(30000, 30000, [0x22, 0x11, 0x11], sos(3) + bytes(40))


@bomb("jpeg-30000-grey-plain.jpg")
def _(): return jpeg(30000, 30000, [0x11], sos(1) + bytes(3750 * 3750 * 2 // 8))


@bomb("jpeg-30000-444-plain.jpg")
def _(): return jpeg(30000, 30000, [0x11] * 3, sos(3) + bytes(3750 * 3750 * 6 // 8))


@bomb("jpeg-30000-progressive-header.jpg")
def _(): return jpeg(30000, 30000, [0x22, 0x11, 0x11], sos(3, 0, 0) + bytes(40), 0xc2)


@bomb("jpeg-20000-progressive-plain.jpg")
def _(): return jpeg(20000, 20000, [0x11] * 3, sos(3, 0, 0) + bytes(2500 * 2500 * 3 // 8), 0xc2)


@bomb("jpeg-8000-progressive-300-scans.jpg")
def _():
    scan = sos(1, 1, 63) + bytes(1000 * 1000 // 8)
    return jpeg(8000, 8000, [0x11], sos(1, 0, 0) + bytes(1000 * 1000 // 8) + scan * 300, 0xc2)


@bomb("jpeg-8000-progressive-20000-short-scans.jpg")
def _(): return jpeg(8000, 8000, [0x11] * 3, sos(3, 0, 0) + bytes(2000) + (sos(1, 1, 63) + bytes(8)) * 20000, 0xc2)


@bomb("jpeg-icc-255-segments.jpg")
def _():
    icc = b"".join(b"\xff\xe2" + struct.pack(">H", 65535) + b"ICC_PROFILE\0" + bytes([k, 255]) + bytes(65519)
                   for k in range(1, 256))
    return jpeg(64, 64, [0x11], sos(1) + bytes(20), before=icc * 3)


@bomb("jpeg-tables-100000.jpg")
def _(): return jpeg(64, 64, [0x11], sos(1) + bytes(20), before=ZERO_TABLES * 100_000)


@bomb("jpeg-exif-600-segments.jpg")
def _():
    exif = b"\xff\xe1" + struct.pack(">H", 65535) + b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x01\x12" * 32758 + b"\0"
    return jpeg(64, 64, [0x11], sos(1) + bytes(20), before=exif[:65537] * 600)


@bomb("jpeg-xmp-nested.jpg")
def _():
    text = b"http://ns.adobe.com/xap/1.0/\0" + b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + b"<a>" * 21000
    return jpeg(64, 64, [0x11], sos(1) + bytes(20), before=(b"\xff\xe1" + struct.pack(">H", len(text) + 2) + text) * 200)


@bomb("jpeg-1x65535.jpg")
def _(): return jpeg(1, 65535, [0x44, 0x11, 0x11], sos(3) + bytes(4000))


@bomb("jpeg-cmyk-arithmetic-30000.jpg")
def _(): return jpeg(30000, 30000, [0x11] * 4, sos(4) + bytes(40), 0xc9)


@bomb("jpeg-lossless-30000.jpg")
def _(): return jpeg(30000, 30000, [0x11] * 3, sos(3) + bytes(40), 0xc3)


@bomb("jpeg-head-then-hole.jpg", 1_900_000_000)
def _(): return jpeg(1000, 1000, [0x11], sos(1), end=b"")


@bomb("jpeg-whole-then-hole.jpg", 1_900_000_000)
def _(): return jpeg(64, 64, [0x11], sos(1) + bytes(16))


@bomb("jpeg-millions-of-restarts.jpg")
def _():
    restart = b"\xff\xdd\0\4\0\1"
    scan = b"".join(b"\0\xff" + bytes([0xd0 + k % 8]) for k in range(1_000_000))
    return jpeg(8000, 8000, [0x11], sos(1) + scan, before=restart)


# --- WebP ---

def riff(*chunks):
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def riff_chunk(name, data):
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def vp8l(w, h, cache=0):
    """A lossless picture of one colour: every prefix code has one symbol, so a pixel takes no bit."""
    bits = Bits()
    for value, n in [(0x2f, 8), (w - 1, 14), (h - 1, 14), (1, 1), (0, 3), (0, 1)]:
        bits.put(value, n)
    bits.put(1 if cache else 0, 1)
    if cache:
        bits.put(cache, 4)
    bits.put(0, 1)
    for symbol in (0x80, 0x40, 0x20, 0xff, 0):
        for value, n in [(1, 1), (0, 1), (1, 1), (symbol, 8)]:
            bits.put(value, n)
    return bits.bytes() + bytes(8)


def number(n):
    return struct.pack("<I", n)[:3]


def anmf(x, y, w, h, data, flags=0):
    return riff_chunk(b"ANMF", number(x // 2) + number(y // 2) + number(w - 1) + number(h - 1) + number(50) + bytes([flags]) + data)


def webp_animation(w, h, frames):
    head = riff_chunk(b"VP8X", bytes([0x12, 0, 0, 0]) + number(w - 1) + number(h - 1))
    return riff(head, riff_chunk(b"ANIM", bytes(6)), *frames)


def vp8(w, h, n=60):
    first = n - 12
    return bytes([0x10 | (first << 5) & 0xff, first >> 3 & 0xff, first >> 11 & 0xff]) + b"\x9d\x01\x2a" + \
        struct.pack("<HH", w, h) + bytes(n)


@bomb("webp-lossless-16383.webp")
def _(): return riff(riff_chunk(b"VP8L", vp8l(16383, 16383)))


@bomb("webp-lossless-16383-cache.webp")
def _(): return riff(riff_chunk(b"VP8L", vp8l(16383, 16383, 11)))


@bomb("webp-lossless-16383x500.webp")
def _(): return riff(riff_chunk(b"VP8L", vp8l(16383, 500)))


@bomb("webp-lossy-16383.webp")
def _(): return riff(riff_chunk(b"VP8 ", vp8(16383, 16383)))


@bomb("webp-lossy-alpha-16383.webp")
def _():
    alpha = b"\x01" + vp8l(16383, 16383)[5:]
    return riff(riff_chunk(b"VP8X", bytes([0x10, 0, 0, 0]) + number(16382) * 2), riff_chunk(b"ALPH", alpha),
                riff_chunk(b"VP8 ", vp8(16383, 16383)))


@bomb("webp-animation-16383-full.webp")
def _(): return webp_animation(16383, 16383, [anmf(0, 0, 16383, 16383, riff_chunk(b"VP8L", vp8l(16383, 16383)))] * 3)


@bomb("webp-animation-16383-dots.webp")
def _():
    dot = riff_chunk(b"VP8L", vp8l(1, 1))
    return webp_animation(16383, 16383, [anmf(k * 2 % 16380, k * 14 % 16380, 1, 1, dot, k % 4) for k in range(15000)])


@bomb("webp-animation-2000-x15000.webp")
def _(): return webp_animation(2000, 2000, [anmf(0, 0, 2000, 2000, riff_chunk(b"VP8L", vp8l(2000, 2000)))] * 15000)


@bomb("webp-animation-2000-lossy-x1000.webp")
def _(): return webp_animation(2000, 2000, [anmf(0, 0, 2000, 2000, riff_chunk(b"VP8 ", vp8(2000, 2000, 3000)))] * 1000)


@bomb("webp-canvas-16777216.webp")
def _(): return webp_animation(1 << 24, 1 << 24, [anmf(0, 0, 1, 1, riff_chunk(b"VP8L", vp8l(1, 1)))] * 2)


@bomb("webp-riff-then-hole.webp", 1_900_000_000)
def _(): return b"RIFF" + struct.pack("<I", 1_899_999_992) + b"WEBPVP8 " + struct.pack("<I", 1_899_999_980) + vp8(1000, 1000)


@bomb("webp-animation-then-hole.webp", 1_900_000_000)
def _():
    whole = webp_animation(64, 64, [anmf(0, 0, 64, 64, riff_chunk(b"VP8L", vp8l(64, 64)))] * 2)
    return b"RIFF" + struct.pack("<I", 1_899_999_992) + whole[8:]


# --- AVIF and JPEG XL ---

def avif(name="avif-8-rgb.avif"):
    return bytearray((FIXTURES / "still" / name).read_bytes())


def patched(data, box, offset, value, count=9):
    at = 0
    for _ in range(count):
        at = data.find(box, at)
        if at < 0:
            break
        data[at + 4 + offset:at + 4 + offset + len(value)] = value
        at += 4
    return bytes(data)


@bomb("avif-ispe-65535.avif")
def _(): return patched(avif(), b"ispe", 4, struct.pack(">II", 65535, 65535))


@bomb("avif-ispe-17000.avif")
def _(): return patched(avif(), b"ispe", 4, struct.pack(">II", 17000, 17000))


@bomb("avif-clap.avif")
def _(): return patched(avif("avif-cropped.avif"), b"clap", 0, struct.pack(">II", 2**31 - 1, 1))


@bomb("avif-grid-65535.avif")
def _(): return patched(avif("avif-grid.avif"), b"ispe", 4, struct.pack(">II", 65535, 65535), 1)


@bomb("avif-grid-256x256.avif")
def _():
    data = avif("avif-grid.avif")
    at = data.find(b"mdat") + 4
    for here in range(4, len(data) - 8):
        if data[here] == 0 and data[here + 1] in (0, 1) and 0 < data[here + 2] < 4 and 0 < data[here + 3] < 4:
            if here > at or b"idat" in data[here - 8:here]:
                data[here + 2:here + 4] = b"\xff\xff"
    return bytes(data)


@bomb("avif-sequence-header-65536.avif")
def _():
    data = avif()
    at = data.find(b"\x0a", data.find(b"mdat"))
    data[at + 3:at + 8] = b"\xff" * 5
    return bytes(data)


@bomb("avif-then-hole.avif", 1_900_000_000)
def _(): return bytes(avif())


@bomb("avif-meta-size-lies.avif")
def _():
    data = avif()
    at = data.find(b"iloc") + 4
    data[at + 6:at + 8] = b"\xff\xff"
    return bytes(data) + bytes(2_000_000)


def jxl_sized(name, w, h):
    """A naked codestream with another size in its header; what follows is kept bit for bit."""
    data = (FIXTURES / "still" / name).read_bytes()
    bits = [data[n // 8] >> n % 8 & 1 for n in range(16, len(data) * 8)]
    at = 0

    def take(n):
        nonlocal at
        at += n
        return sum(bit << k for k, bit in enumerate(bits[at - n:at]))

    def side():
        return take([9, 13, 18, 30][take(2)])
    if take(1):
        take(5)
        if take(3) == 0:
            take(5)
    else:
        side()
        if take(3) == 0:
            side()
    out = Bits()
    for value, n in [(0xff, 8), (0x0a, 8), (0, 1), (3, 2), (h - 1, 30), (0, 3), (3, 2), (w - 1, 30)]:
        out.put(value, n)
    for bit in bits[at:]:
        out.put(bit, 1)
    return out.bytes()


for side in (4000, 17000, 65535, 1 << 29):
    for name in ("lossless.jxl", "lossy.jxl", "jxl-animated.jxl"):
        BOMBS[f"jxl-{name[:-4]}-{side}.jxl"] = (lambda name=name, side=side: jxl_sized(name, side, side), None)


@bomb("jxl-300Mx1.jxl")
def _(): return jxl_sized("lossless.jxl", 300_000_000, 1)


@bomb("jxl-then-hole.jxl", 1_900_000_000)
def _(): return (FIXTURES / "still" / "lossless.jxl").read_bytes()


@bomb("jxl-box-then-hole.jxl", 1_900_000_000)
def _(): return b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl \0\0\0\0jxlc" + (FIXTURES / "still" / "lossless.jxl").read_bytes()


# --- BMP, ICO, TGA, PNM, QOI ---

def bmp(w, h, bits=24, compression=0, data=b"", palette=b""):
    info = struct.pack("<IiiHHIIiiII", 40, w, h, 1, bits, compression, 0, 0, 0, len(palette) // 4, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(palette) + len(data), 0, 0, 54 + len(palette)) + info + palette + data


@bomb("bmp-17000-header.bmp")
def _(): return bmp(17000, 17000)


@bomb("bmp-17000-rle-end.bmp")
def _(): return bmp(17000, 17000, 8, 1, b"\0\1", bytes(1024))


@bomb("bmp-8000-rle-runs.bmp")
def _(): return bmp(8000, 8000, 8, 1, (b"\xff\1" * 31 + b"\x5f\1" + b"\0\0") * 8000 + b"\0\1", bytes(1024))


@bomb("bmp-1-bit-65535x17000.bmp")
def _(): return bmp(65535, 17000, 1, 0, b"", bytes(8))


@bomb("bmp-17000-32-hole.bmp", 1_200_000_000)
def _(): return bmp(17000, 17000, 32)


@bomb("bmp-small-then-hole.bmp", 1_900_000_000)
def _(): return bmp(4, 4, 24, 0, bytes(48))


def ico(entries):
    out, data, at = struct.pack("<HHH", 0, 1, len(entries)), b"", 6 + 16 * len(entries)
    for picture in entries:
        out += struct.pack("<BBBBHHII", 0, 0, 0, 0, 1, 32, len(picture), at + len(data))
        data += picture
    return out + data


@bomb("ico-65535-entries.ico")
def _():
    picture, n = png(256, 256, 8, 6, data=idat(rows(256, 256, 32))), 65535
    entry = struct.pack("<BBBBHHII", 0, 0, 0, 0, 1, 32, len(picture), 6 + 16 * n)
    return struct.pack("<HHH", 0, 1, n) + entry * n + picture


@bomb("ico-png-17000.ico")
def _(): return ico([png(17000, 17000, 16, 6, data=idat(rows(17000, 17000, 64)))])


@bomb("ico-bmp-30000.ico")
def _(): return ico([bmp(30000, 60000, 32)[14:]])


@bomb("ico-then-hole.ico", 1_900_000_000)
def _(): return ico([png(16, 16, 8, 6, data=idat(rows(16, 16, 32)))])


def tga(w, h, kind=2, bits=24, data=b""):
    return bytes([0, 0, kind]) + bytes(5) + struct.pack("<HHHHBB", 0, 0, w, h, bits, 0x20) + data


@bomb("tga-17000-header.tga")
def _(): return tga(17000, 17000)


@bomb("tga-10000-runs.tga")
def _(): return tga(10000, 10000, 10, 32, (b"\xff" + bytes(4)) * (10000 * 10000 // 128))


@bomb("tga-65535-runs.tga")
def _(): return tga(65535, 4000, 11, 8, b"\xff\0" * 1000)


@bomb("tga-17000-hole.tga", 1_200_000_000)
def _(): return tga(17000, 17000, 2, 32)


@bomb("tga-small-then-hole.tga", 1_900_000_000)
def _(): return tga(16, 16, 2, 24, bytes(768))


@bomb("pnm-17000-header.ppm")
def _(): return b"P6 17000 17000 255\n"


@bomb("pnm-16-bit-17000-header.ppm")
def _(): return b"P6 17000 17000 65535\n"


@bomb("pnm-bits-30000-header.pbm")
def _(): return b"P4 17000 17000\n"


@bomb("pnm-spaces.ppm")
def _(): return b"P3" + b" " * 40_000_000 + b"4 4 255 " + b"1 " * 48


@bomb("pnm-comments.ppm")
def _(): return b"P3\n" + b"#\n" * 10_000_000 + b"4 4 255 " + b"1 " * 48


@bomb("pnm-grey-hole.pgm", 1_900_000_000)
def _(): return b"P5 43000 43000 255\n"


@bomb("pnm-small-then-hole.ppm", 1_900_000_000)
def _(): return b"P6 4 4 255\n" + bytes(48)


@bomb("pam-depth.pam")
def _(): return b"P7\nWIDTH 17000\nHEIGHT 17000\nDEPTH 4\nMAXVAL 65535\nTUPLTYPE RGB_ALPHA\nENDHDR\n"


@bomb("qoi-17000-header.qoi")
def _(): return b"qoif" + struct.pack(">IIBB", 17000, 17000, 4, 0) + bytes(7) + b"\1"


@bomb("qoi-10000-runs.qoi")
def _(): return b"qoif" + struct.pack(">IIBB", 10000, 10000, 4, 0) + b"\xfd" * (10**8 // 62 + 1) + bytes(7) + b"\1"


@bomb("qoi-small-then-hole.qoi", 1_900_000_000)
def _(): return b"qoif" + struct.pack(">IIBB", 16, 16, 4, 0) + b"\xfd" * 5 + bytes(7) + b"\1"


# --- TIFF ---

def tiff(tags, data=b"", next_ifd=0, at=8):
    """One directory; `tags` are (tag, type, count, value); offsets in values are the caller's affair."""
    entries = b"".join(struct.pack("<HHII", *tag) for tag in sorted(tags))
    return b"II*\0" + struct.pack("<I", at) + struct.pack("<H", len(tags)) + entries + struct.pack("<I", next_ifd) + data


def tiff_tags(w, h, compression, offset, length, per_strip=None, samples=1, bits=8):
    return [(256, 4, 1, w), (257, 4, 1, h), (258, 3, 1, bits), (259, 3, 1, compression), (262, 3, 1, 1),
            (273, 4, 1, offset), (277, 3, 1, samples), (278, 4, 1, per_strip or h), (279, 4, 1, length)]


def tiff_packed(w, h, compression, packed, **more):
    tags = tiff_tags(w, h, compression, 0, len(packed), **more)
    offset = 8 + 2 + 12 * len(tags) + 4
    return tiff(tiff_tags(w, h, compression, offset, len(packed), **more), packed)


@bomb("tiff-17000-deflate.tif")
def _(): return tiff_packed(17000, 17000, 8, zeros(17000 * 17000))


@bomb("tiff-300Mx1-deflate.tif")
def _(): return tiff_packed(300_000_000, 1, 8, zeros(300_000_000))


@bomb("tiff-17000-deflate-bomb.tif")
def _(): return tiff_packed(400, 400, 8, zeros(1 << 30))


@bomb("tiff-17000-packbits.tif")
def _(): return tiff_packed(17000, 17000, 32773, b"\x81\0" * (17000 * 17000 // 128 + 1))


@bomb("tiff-17000-raw-header.tif")
def _(): return tiff_packed(17000, 17000, 1, b"")


@bomb("tiff-fax-17000.tif")
def _(): return tiff_packed(17000, 17000, 4, b"\xff" * 3000, bits=1)


@bomb("tiff-strip-of-4gb.tif")
def _(): return tiff(tiff_tags(100, 100, 8, 200, 0xffffffff), zeros(10000))


@bomb("tiff-strips-50-million.tif")
def _():
    tags = tiff_tags(100, 50_000_000, 1, 8, 100, per_strip=1)
    tags = [tag for tag in tags if tag[0] not in (273, 279)] + [(273, 4, 50_000_000, 8), (279, 4, 50_000_000, 8)]
    return tiff(tags, bytes(1000))


@bomb("tiff-same-strip-million-times.tif")
def _():
    n, packed = 1_000_000, zlib.compress(bytes(300))
    tags = [tag for tag in tiff_tags(300, n, 8, 0, 0, per_strip=1) if tag[0] not in (273, 279)]
    start = 8 + 2 + 12 * (len(tags) + 2) + 4
    tags += [(273, 4, n, start), (279, 4, n, start + 4 * n)]
    here = start + 8 * n
    return tiff(tags, struct.pack("<I", here) * n + struct.pack("<I", len(packed)) * n + packed)


@bomb("tiff-tile-65535.tif")
def _():
    tags = [(256, 4, 1, 100), (257, 4, 1, 100), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1), (277, 3, 1, 1),
            (322, 4, 1, 65520), (323, 4, 1, 65520), (324, 4, 1, 200), (325, 4, 1, 1000)]
    return tiff(tags, bytes(100) + zeros(1 << 20))


@bomb("tiff-chain-of-100000.tif")
def _():
    out = bytearray(b"II*\0" + struct.pack("<I", 8))
    for _ in range(100_000):
        entries = b"".join(struct.pack("<HHII", *tag) for tag in sorted(tiff_tags(4, 4, 1, 8, 16)))
        out += struct.pack("<H", 9) + entries
        out += struct.pack("<I", len(out) + 4)
    return bytes(out) + struct.pack("<HI", 0, 0)


@bomb("tiff-float-8000.tif")
def _():
    packed = zeros(8000 * 8000 * 4)
    tags = tiff_tags(8000, 8000, 8, 0, 0, bits=32) + [(339, 3, 1, 3)]
    offset = 8 + 2 + 12 * len(tags) + 4
    return tiff(tiff_tags(8000, 8000, 8, offset, len(packed), bits=32) + [(339, 3, 1, 3)], packed)


@bomb("tiff-small-then-hole.tif", 1_900_000_000)
def _(): return tiff_packed(4, 4, 1, bytes(16))


@bomb("tiff-17000-hole.tif", 1_200_000_000)
def _(): return tiff_packed(34000, 34000, 1, bytes(16))[:-16]


@bomb("tiff-xmp-60mb.tif")
def _():
    tags = tiff_tags(4, 4, 1, 8, 16) + [(700, 1, 60_000_000, 200)]
    return tiff(tags, bytes(200) + b"<x:xmpmeta><rdf:li>" * 3_157_894)


# --- real files ---

def real_png(w=15360, h=8640):
    """A 16K wallpaper: a sky of slow gradients with noise, as drawn backgrounds are."""
    packer, row, data = zlib.compressobj(6), bytearray(w * 3), bytearray()
    noise = os.urandom(1 << 16)
    for y in range(h):
        for x in range(0, w, 64):
            colour = bytes([(x * 255 // w + noise[(x * 31 + y * 17) & 65535] // 40) & 255, y * 255 // h, 180])
            row[x * 3:(x + 64) * 3] = colour * 64
        data += packer.compress(b"\2" if y % 7 else b"\0") + packer.compress(bytes(row))
    data += packer.flush()
    return png(w, h, data=b"".join(chunk(b"IDAT", bytes(data[n:n + 65536])) for n in range(0, len(data), 65536)))


def real_jpeg(w=30000, h=20000):
    """600 MP in 4:2:0; every block has its own brightness and some detail, all in codes of four bits."""
    # DC: categories 0 to 5 in three bits and more; AC: end of block in one bit, (0,1) to (0,4) in more.
    dc = b"\xff\xc4" + struct.pack(">H", 19 + 8) + b"\0" + bytes([0, 0, 7, 1] + [0] * 12) + bytes(range(8))
    ac = b"\xff\xc4" + struct.pack(">H", 19 + 4) + b"\x10" + bytes([0, 3, 1] + [0] * 13) + bytes([0, 1, 2, 3])
    table = b"\xff\xdb" + struct.pack(">H", 67) + b"\0" + bytes([8 + k // 2 for k in range(64)])
    import random
    random.seed(7)
    cols, rows_ = -(-w // 16), -(-h // 16)
    restart = b"\xff\xdd\0\4" + struct.pack(">H", cols)

    def block(bits, dc_value):
        n = abs(dc_value).bit_length()
        bits.append(f"{n:03b}" if n < 7 else "1110")
        if n:
            bits.append(f"{dc_value if dc_value > 0 else dc_value + (1 << n) - 1:0{n}b}")
        for _ in range(random.randrange(5)):
            bits.append(random.choice(["010", "011", "1000", "1011"]))
        bits.append("00")
    intervals = []
    for _ in range(24):
        bits = []
        for _ in range(cols):
            for _ in range(4):
                block(bits, random.choice([0, 0, 1, -1, 3, -3]))
            bits.append("00000" * 2)
        text = "".join(bits)
        text += "1" * (-len(text) % 8)
        intervals.append(int(text, 2).to_bytes(len(text) // 8, "big").replace(b"\xff", b"\xff\0"))
    out = io.BytesIO()
    components = bytes([1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0])
    out.write(b"\xff\xd8" + table + dc + ac + restart + b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, h, w, 3) + components + sos(3))
    for k in range(rows_):
        out.write(intervals[random.randrange(24)])
        if k + 1 < rows_:
            out.write(bytes([0xff, 0xd0 + k % 8]))
    out.write(b"\xff\xd9")
    return out.getvalue()


def lzw(indices, size):
    """An ordinary encoder."""
    bits, clear = Bits(), 1 << size
    table, width, next_code = {}, size + 1, clear + 2
    bits.put(clear, width)
    prefix = indices[0]
    for index in indices[1:]:
        key = prefix << 8 | index
        if key in table:
            prefix = table[key]
            continue
        bits.put(prefix, width)
        if next_code < 4096:
            table[key] = next_code
            if next_code == 1 << width and width < 12:
                width += 1
            next_code += 1
        else:
            bits.put(clear, width)
            table, width, next_code = {}, size + 1, clear + 2
        prefix = index
    bits.put(prefix, width)
    bits.put(clear + 1, width)
    return bits.bytes()


def real_gif(w=1920, h=1080, n=2000):
    """Full frames: a panorama of 24 colours of noise and stripes moves past."""
    import random
    random.seed(3)
    palette = bytes(random.randrange(256) for _ in range(3 * 32))
    out = io.BytesIO()
    out.write(b"GIF89a" + struct.pack("<HHBBB", w, h, 0x84, 0, 0) + palette + b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0")
    frames = []
    for k in range(12):
        row = [bytes(((x + k * 40) // 24 + y // 30) % 24 + (random.random() < 0.04) for x in range(w)) for y in range(0, h, 6)]
        frames.append(lzw(b"".join(row[y // 6] for y in range(h)), 5))
    for k in range(n):
        out.write(b"\x21\xf9\x04\x04\x04\0\0\0\x2c" + struct.pack("<HHHHB", 0, 0, w, h, 0) + b"\x05" + sub_blocks(frames[k % 12]))
    out.write(b";")
    return out.getvalue()


def main():
    real = sys.argv[1] == "--real"
    out = Path(sys.argv[-1])
    out.mkdir(parents=True, exist_ok=True)
    made = BOMBS
    if real:
        made = {"16k.png": (real_png, None), "600mp.jpg": (real_jpeg, None), "2000-frames.gif": (real_gif, None)}
    for name, (make, hole) in made.items():
        with open(out / name, "wb") as file:
            file.write(make())
            if hole:
                file.truncate(hole)
    print(f"{len(made)} files in {out}")


if __name__ == "__main__":
    main()
