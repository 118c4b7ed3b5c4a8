#!/usr/bin/env python3
"""Score a near-duplicate report against the data set of make.py.

    score.py OUT RESULT [RESULT...] [--wrong N] [--missed N]

RESULT is either
  * the output of `nakigao --json dupes --near`: one group a line,
    {"kind", "keep", "members": [{"path", "distance", "overlap", "frame", ...}]}
  * or {"pairs": [[path, path, distance], ...]}, for other programs.
Prints Markdown to standard output; several results become columns of one table.

How it counts:
  found      both files of a truth pair are in one group (groups), or the very
             pair is reported (pairs). Members with "certainty": "alternate"
             count neither as found nor as wrong.
             A still counts as found in its animation when it is put with any of
             the animation's copies: programs show one animation of several.
  right      a reported (keeper, member) pair of one family.
             A part counts as found when it is put with any copy of what it was cut from, in a group of that kind.
  wrong      any other reported pair, also an original with its redrawn or
             recoloured version when that is called a duplicate.
  left out   pairs which are neither: an animation with the wallpaper whose
             quarter is its background, and two parts of one animation which
             share no moment.
"""
import argparse, collections, json, os, sys

INVISIBLE = 3.0        # levels of 255: below this, an alternate is its original
AREAS = ("stills", "scenes", "frames", "parts")


class TruthSet:
    def __init__(self, out):
        with open(os.path.join(out, "truth.json")) as f:
            data = json.load(f)
        self.out, self.files, self.pairs = os.path.realpath(out), data["files"], data["pairs"]
        # A grey picture in other colours is the same picture.
        self.invisible = {p["b"] for p in self.pairs if p["expect"] == "alternate" and p.get("changed", 255) < INVISIBLE}
        self.pairs = [p for p in self.pairs if p["b"] not in self.invisible]
        self.alternates = {p["b"] for p in self.pairs if p["expect"] == "alternate"}
        self.different = {frozenset((p["a"], p["b"])) for p in self.pairs if p["expect"] == "different"}
        self.shots_of = {f["family"]: f["shots"] for f in self.files.values() if "shots" in f}
        self.change_of = {p["b"]: p["change"] for p in self.pairs}
        self.direct = {frozenset((p["a"], p["b"])): p for p in self.pairs}
        self.part_of = {p["b"]: p for p in self.pairs if p["kind"] == "part"}
        self.pieces = self._pieces()

    def _pieces(self):
        """For every animation of a family: how its time maps to the original's,
        as straight pieces (original from, original to, own from, speed)."""
        pieces = {}
        for p in self.pairs:
            if p["kind"] != "scene" or "overlap" not in p:
                continue
            for o in p.get("accept", [p["overlap"]]):
                span = (o["to_ms"] - o["from_ms"]) * o["speed"]
                pieces.setdefault(p["b"], []).append(
                    (o["in_other_from_ms"], o["in_other_from_ms"] + span, o["from_ms"], o["speed"]))
            if "loop_ms" in p:
                pieces[p["a"]] = [(0, p["loop_ms"], 0, 1.0)]
        return pieces

    def name(self, path):
        """The path as truth.json has it, or None for a file it does not know."""
        if path in self.files:
            return path
        full = os.path.realpath(path)
        if full.startswith(self.out + os.sep):
            full = full[len(self.out) + 1:]
            return full if full in self.files else None
        parts = path.split("/")
        for i in range(len(parts)):
            if "/".join(parts[i:]) in self.files:
                return "/".join(parts[i:])
        return None

    def moving(self, path):
        f = self.files[path]
        return f["kind"] == "scene" or f.get("frames", 1) > 1

    def area(self, a, b):
        return ("stills", "frames", "scenes")[self.moving(a) + self.moving(b)]

    def verdict(self, a, b):
        """'right', 'wrong' or 'left out' for a reported pair."""
        fa, fb = self.files[a], self.files[b]
        if fa["family"] in fb.get("uses", ()) or fb["family"] in fa.get("uses", ()):
            return "left out"
        if fa["family"] != fb["family"]:
            return "wrong"
        if a in self.invisible or b in self.invisible:
            return "left out"
        if (a in self.alternates) != (b in self.alternates):
            return "wrong"
        if a in self.alternates and a != b:
            return "left out"
        if a in self.pieces and b in self.pieces and not self.overlaps(a, b):
            return "left out"
        return "right"

    def part_verdict(self, whole, part):
        """'right' or 'wrong' for a reported part; one of which the truth says nothing is left out."""
        if part not in self.part_of:
            # A narrow picture between bars is in a window of the barred copy.
            is_open = self.files[whole]["kind"] == "distractor" or self.files[whole]["family"] == self.files[part]["family"]
            return "left out" if is_open else "wrong"
        return "right" if self.files[whole]["family"] == self.files[self.part_of[part]["a"]]["family"] else "wrong"

    def overlaps(self, member, keeper):
        """All straight overlaps as (from, to, in keeper, speed), in ms."""
        found = []
        for lo, hi, at, speed in self.pieces[member]:
            for klo, khi, kat, kspeed in self.pieces[keeper]:
                a, b = max(lo, klo), min(hi, khi)
                if b - a > 1:
                    found.append((at + (a - lo) / speed, at + (b - lo) / speed,
                                  kat + (a - klo) / kspeed, speed / kspeed))
        return found

    def overlap_error(self, member, keeper, o):
        """(from, to, position) errors in ms and the relative error of the speed, or None."""
        if member not in self.pieces or keeper not in self.pieces or not o:
            return None
        candidates = self.overlaps(member, keeper)
        loops = [len(self.pieces[p]) > 1 for p in (member, keeper)]
        period = None
        if any(loops):
            full = [sum(hi - lo for lo, hi, *_ in self.pieces[p]) for p in (member, keeper)]
            if abs(full[0] - full[1]) > 1:
                return None                  # a turned loop against a part of it: no single truth
            period = full[1] / self.pieces[keeper][0][3]
            first = min(candidates)
            length = full[0] / self.pieces[member][0][3]
            candidates = candidates + [(0, length, first[2] - first[0], first[3])]
        best = None
        for c in candidates:
            where = abs(o["in_other_from_ms"] - c[2])
            if period:
                where = min(where % period, period - where % period)
            e = (abs(o["from_ms"] - c[0]), abs(o["to_ms"] - c[1]), where,
                 abs(o.get("speed", 1) / c[3] - 1))
            if best is None or sum(e[:3]) < sum(best[:3]):
                best = e
        return best

    def length(self, path):
        """How long an animation plays, in ms."""
        return max(at + (hi - lo) / speed for lo, hi, at, speed in self.pieces[path])

    def frame_right(self, still, animation, frame, at_ms):
        """Whether the reported place of a still is within one frame, or None."""
        p = next((p for p in self.pairs_of.get(still, ())), None)
        if p is None:
            return None
        if animation == p["a"] and frame is not None:
            return min(abs(frame - e) for e in p["equal"]) <= 1
        if animation in self.pieces and at_ms is not None and self.files[animation]["family"] == self.files[still]["family"]:
            step = (p["at_to_ms"] - p["at_from_ms"]) / (p["frame_to"] - p["frame_from"] + 1)
            for lo, hi, at, speed in self.pieces[animation]:
                t = lo + (at_ms - at) * speed
                if p["at_from_ms"] - step - 1 <= t < p["at_to_ms"] + step + 1:
                    return True
            return False
        return None

    @property
    def pairs_of(self):
        if not hasattr(self, "_pairs_of"):
            self._pairs_of = collections.defaultdict(list)
            for p in self.pairs:
                if p["kind"] == "frame":
                    self._pairs_of[p["b"]].append(p)
        return self._pairs_of


def read_result(truth, path):
    """(groups, pairs, unknown). A group is (names called the same, names called alternates);
    groups is None for a result which has pairs only."""
    with open(path) as f:
        text = f.read()
    groups, pairs, unknown = [], [], 0
    if text.lstrip().startswith('{"pairs"'):
        for a, b, distance in json.loads(text)["pairs"]:
            a, b = truth.name(a), truth.name(b)
            if a and b and a != b:
                pairs.append((a, b, dict(distance=distance)))
            else:
                unknown += 1
        return None, pairs, unknown
    for line in text.splitlines():
        group = json.loads(line) if line.strip() else {}
        if "members" not in group:
            continue
        keep = truth.name(group["keep"])
        is_parts = group["kind"] == "part"
        inside, alternates, head = [keep], [], {}
        for m in group["members"]:
            name = truth.name(m["path"])
            if name == keep:
                head = m
        for m in group["members"]:
            name = truth.name(m["path"])
            if name is None or keep is None:
                unknown += 1
            elif name != keep:
                pairs.append((keep, name, dict(m, group_kind=group["kind"], keep_says=head)))
                if not is_parts:
                    (alternates if m.get("certainty") == "alternate" else inside).append(name)
        if keep:
            groups.append((inside, alternates))
    return groups, pairs, unknown


def evaluate(truth, groups, pairs):
    """All figures of one result."""
    certain = [p for p in pairs if p[2].get("certainty") != "alternate"]
    part_of = {(truth.files[keep]["family"], member): said for keep, member, said in certain if said.get("group_kind") == "part"}
    together, maybe = set(), set()
    if groups is None:
        together = {frozenset(p[:2]) for p in certain}
    else:
        for g, alternates in groups:
            maybe.update(frozenset((a, b)) for a in alternates for b in g)
            member_of = collections.defaultdict(list)
            for n in g:
                member_of[truth.files[n]["family"]].append(n)
            for names in member_of.values():
                together.update(frozenset((a, b)) for i, a in enumerate(names) for b in names[:i])
            # Parts of one animation have families of their own, but may not be together.
            together.update(d for d in truth.different if d <= set(g))
    in_animation = {still for a, b in (tuple(x) for x in together) for still, other in ((a, b), (b, a))
                    if truth.files[still]["kind"] == "frame" and truth.files[other]["kind"] == "scene"
                    and truth.files[still]["family"] == truth.files[other]["family"]}
    r = dict(changes={}, areas={}, wrong=[], missed=[], windows=[])
    for p in truth.pairs:
        key = ({"near": "stills", "scene": "scenes", "frame": "frames", "part": "parts"}[p["kind"]], p["change"], p["expect"])
        row = r["changes"].setdefault(key, [0, 0, 0])
        pair = frozenset((p["a"], p["b"]))
        found = pair in together or (truth.files[p["a"]]["family"], p["b"]) in part_of or p["kind"] == "frame" and p["b"] in in_animation
        row[0] += found
        row[1] += 1
        row[2] += pair in maybe
        if p["expect"] in ("duplicate", "part") and not found:
            r["missed"].append((p["change"], p["a"], p["b"]))
    seen = set()
    errors, frames, turns, outside = collections.defaultdict(list), [], [], 0
    for area in AREAS:
        r["areas"][area] = collections.Counter()
    for keep, member, said in certain:
        pair = frozenset((keep, member))
        area, verdict = truth.area(keep, member), truth.verdict(keep, member)
        if said.get("group_kind") == "part":
            area, verdict = "parts", truth.part_verdict(keep, member)
        if pair not in seen:
            seen.add(pair)
            r["areas"][area][verdict] += 1
            if verdict == "wrong":
                r["wrong"].append((said.get("distance"), area, keep, member))
        if verdict != "right":
            continue
        if area == "parts":
            window = truth.part_of[member]["window"]
            r["windows"].append(max(abs(x - y) for x, y in zip(window[::2], said.get("part", [0, 0, 1, 1])[::2])))
        if area == "scenes":
            e = truth.overlap_error(member, keep, said.get("overlap"))
            if e:
                shots = truth.shots_of.get(truth.files[member]["family"])
                errors["all"].append(e)
                outside += said["overlap"]["to_ms"] > truth.length(member) + 20
                errors["member: " + truth.change_of.get(member, "the original")].append(e)
                if shots is not None:
                    errors["shots: " + ("moving" if "pan" in shots else "mostly still")].append(e)
        if area == "frames":
            still, animation = (keep, member) if truth.moving(member) else (member, keep)
            info = dict(said.get("keep_says") or {})
            info.update({k: v for k, v in said.items() if v is not None})
            right = truth.frame_right(still, animation, info.get("frame"), info.get("at_ms"))
            if right is not None:
                frames.append(right)
        truth_pair = truth.direct.get(pair)
        if truth_pair and "transform" in truth_pair and groups is not None:
            want, got = truth_pair["transform"], said.get("transform")
            turned = {"rotate90": "rotate270", "rotate270": "rotate90"}
            turns.append(got == want or got == turned.get(want))
    for area in AREAS:
        mine = [v for (a, _, expect), v in r["changes"].items() if a == area and expect in ("duplicate", "part")]
        found, count = sum(v[0] for v in mine), sum(v[1] for v in mine)
        c = r["areas"][area]
        judged = c["right"] + c["wrong"]
        recall, precision = found / count if count else 0, c["right"] / judged if judged else None
        c.update(found=found, count=count)
        r["areas"][area] = dict(c, recall=recall, precision=precision,
                                f1=2 * recall * precision / (recall + precision) if precision and recall else 0)
    r.update(errors=errors, frames=frames, turns=turns, outside=outside)
    r["wrong"].sort(key=lambda w: (w[0] is None, w[0] or 0, w[2:]))
    return r


def percent(value):
    return "–" if value is None else f"{100 * value:.1f} %"


def quantile(values, q):
    values = sorted(values)
    return values[min(len(values) - 1, int(q * len(values)))]


def table(results):
    """One Markdown table: rows are changes, columns the named results."""
    names = list(results)
    lines = ["| | pairs | " + " | ".join(names) + " |", "|---|---:|" + "---:|" * len(names)]
    first = results[names[0]]
    for area in AREAS:
        lines.append(f"| **{area}: recall** | {first['areas'][area]['count']} | "
                     + " | ".join(f"**{percent(results[n]['areas'][area]['recall'])}**" for n in names) + " |")
        lines.append(f"| **{area}: precision** (wrong/reported) | | " + " | ".join(
            f"**{percent(a['precision'])}** ({a.get('wrong', 0)}/{a.get('wrong', 0) + a.get('right', 0)})"
            for a in (results[n]["areas"][area] for n in names)) + " |")
        for key, row in first["changes"].items():
            if key[0] == area and key[2] in ("duplicate", "part"):
                lines.append(f"| {key[1]} | {row[1]} | " + " | ".join(
                    percent(results[n]["changes"][key][0] / row[1]) for n in names) + " |")
    for key, row in first["changes"].items():
        if key[2] not in ("duplicate", "part"):
            cells = []
            for n in names:
                found, _, maybe = results[n]["changes"][key]
                cells.append(f"{found} called the same" + (f", {maybe} alternate" if maybe else ""))
            lines.append(f"| {key[1]} (should not be called the same) | {row[1]} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def details(r):
    lines = []
    if r["errors"]:
        lines += ["", "Error of the overlap, ms (median / p95); speed: share within 3 %", "",
                  "| pairs | n | from | to | place in the other | speed right |", "|---|---:|---:|---:|---:|---:|"]
        for name, e in sorted(r["errors"].items(), key=lambda x: (x[0] != "all", x[0])):
            lines.append(f"| {name} | {len(e)} | " + " | ".join(
                f"{quantile([x[i] for x in e], .5):.0f} / {quantile([x[i] for x in e], .95):.0f}" for i in range(3))
                + f" | {percent(sum(x[3] < .03 for x in e) / len(e))} |")
        lines += ["", f"Overlaps which end after the member itself does: {r['outside']}"]
    if r["frames"]:
        lines += ["", f"Place of a still in its animation right within one frame: "
                  f"{percent(sum(r['frames']) / len(r['frames']))} of {len(r['frames'])}"]
    if r["windows"]:
        lines += ["", f"Edges of windows off by {100 * quantile(r['windows'], .5):.1f} % of the width in the median, "
                  f"{100 * max(r['windows']):.1f} % at most"]
    if r["turns"]:
        lines += ["", f"Mirroring or turn named right: {percent(sum(r['turns']) / len(r['turns']))} of {len(r['turns'])}"]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out")
    parser.add_argument("result", nargs="+")
    parser.add_argument("--wrong", type=int, default=10, help="list this many of the worst wrong pairs")
    parser.add_argument("--missed", type=int, default=0, help="list this many of the missed pairs")
    args = parser.parse_args()
    truth = TruthSet(args.out)
    results = {}
    for path in args.result:
        groups, pairs, unknown = read_result(truth, path)
        if unknown:
            print(f"{path}: {unknown} entries name files which truth.json does not have", file=sys.stderr)
        results[os.path.splitext(os.path.basename(path))[0]] = evaluate(truth, groups, pairs)
    print(table(results))
    for name, r in results.items():
        if len(results) > 1:
            print(f"\n## {name}")
        print(details(r))
        if args.wrong and r["wrong"]:
            print(f"\nWrong pairs, the closest first ({len(r['wrong'])} in all)\n")
            for distance, area, a, b in r["wrong"][:args.wrong]:
                where = lambda p: p + (f" ({truth.files[p]['corpus']})" if "corpus" in truth.files[p] else "")
                print(f"- {distance} {area}: {where(a)} = {where(b)}")
        if args.missed and r["missed"]:
            print(f"\nMissed pairs ({len(r['missed'])} in all)\n")
            step = max(1, len(r["missed"]) // args.missed)
            for change, a, b in r["missed"][::step][:args.missed]:
                print(f"- {change}: {a} = {b}")


if __name__ == "__main__":
    main()
