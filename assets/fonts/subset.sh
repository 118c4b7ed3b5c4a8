#!/bin/sh
# Makes the two embedded fonts from the originals. Both outputs are committed; run this only to change what they cover.
#
#   ./subset.sh MPLUS1-Regular.otf NotoSansCJK-Regular.ttc
#
# M PLUS 1 has the better Latin, but lacks 1,126 kanji of JIS X 0208 (慟 among them) and signs such as ★ and ♪; Noto Sans
# CJK JP fills exactly those. Needs fonttools (pyftsubset); written with 4.38.0. The same originals give the same bytes.
set -eu
mplus=$1
noto=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

# What both are asked for: Latin with its combining marks, punctuation, signs, Greek and Cyrillic, kana, full and half
# width forms, and every character that Windows-31J (JIS X 0208 with the NEC and IBM rows) can write.
cat >"$work/wanted.py" <<'PYTHON'
import sys
wanted = set()
for first, last in [
    (0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x45F), (0x1E00, 0x1EFF), (0x2010, 0x2027),
    (0x2030, 0x205E), (0x20A0, 0x20CF), (0x2100, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x27BF), (0x3000, 0x30FF),
    (0x31F0, 0x31FF), (0xFF00, 0xFFEF),
]:
    wanted.update(range(first, last + 1))
for lead in range(0x81, 0xFD):
    for trail in range(0x40, 0xFD):
        try:
            wanted.update(map(ord, bytes([lead, trail]).decode("cp932")))
        except UnicodeDecodeError:
            pass
wanted = {u for u in wanted if not 0xE000 <= u <= 0xF8FF}
if len(sys.argv) > 1:
    from fontTools.ttLib import TTFont
    wanted -= set(TTFont(sys.argv[1]).getBestCmap())
print("\n".join(f"{u:04X}" for u in sorted(wanted)))
PYTHON

subset() { # original, list of characters, output, further options
    from=$1 list=$2 to=$3
    shift 3
    pyftsubset "$from" --unicodes-file="$list" --layout-features=kern,liga,ccmp,mark,mkmk --no-hinting \
        --notdef-outline --output-file="$to" "$@"
}

${PYTHON:-python3} "$work/wanted.py" >"$work/wanted.txt"
subset "$mplus" "$work/wanted.txt" "$here/mplus1-subset.otf"
${PYTHON:-python3} "$work/wanted.py" "$here/mplus1-subset.otf" >"$work/lacking.txt"
subset "$noto" "$work/lacking.txt" "$here/noto-sans-jp-subset.otf" --font-number=0
