"""A small gallery for one run, what is in it, and the program under strace: what the campaigns beside this file share."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import re
import shutil
import sqlite3
import subprocess
import threading
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OLD_FORMAT = 3


def arguments(doc, points=None):
    """Arguments that every campaign takes; those of campaigns with points too, if there is a number of them."""
    parser = argparse.ArgumentParser(description=doc.split("\n")[0])
    parser.add_argument("--program", default=str(ROOT / "target/release/nakigao"), help="default: the release build")
    parser.add_argument("--work", default="/tmp/nakigao-faults", help="a folder of its own; its content is replaced")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    if points:
        parser.add_argument("--points", type=int, default=points, help="at most so many of each kind for each command")
        parser.add_argument("--at", help="one point only, as a violation names it")
    return parser


class Place:
    """A folder with pictures, a gallery and a home with a trash; every run begins with the same content."""

    def __init__(self, options, name):
        self.program = str(pathlib.Path(options.program).resolve())
        self.dir = pathlib.Path(options.work).resolve() / name
        self.base = self.dir.with_name(name + "-base")
        shutil.rmtree(self.base, ignore_errors=True)
        shutil.rmtree(self.dir, ignore_errors=True)
        (self.dir / "home").mkdir(parents=True)
        self.fill()

    def fill(self):
        """Pictures of several formats, some of them twice, with sidecars of several kinds."""
        fixtures, pictures = ROOT / "fixtures", self.dir / "pictures"
        for number in range(3):
            folder = pictures / f"folder {number}"
            folder.mkdir(parents=True)
            for index, path in enumerate(sorted((fixtures / "still").iterdir())[number * 4:number * 4 + 4]):
                shutil.copy2(path, folder / f"{index}-{path.name}")
        animations = pictures / "animations"
        animations.mkdir()
        for name in ["loop-0.gif", "dispose-keep.gif", "blend.webp"]:
            shutil.copy2(fixtures / "anim" / name, animations / name)
        copies = pictures / "copies"
        copies.mkdir()
        for path in sorted((pictures / "folder 0").iterdir()):
            shutil.copy2(path, copies / ("copy of " + path.name))
        for number, path in enumerate(p for p in sorted(pictures.rglob("*")) if p.is_file()):
            if number % 3 == 0:
                path.with_name(path.name + ".txt").write_text(f"side {number}, blue eyes, crying\n")
            elif number % 3 == 1:
                path.with_name(path.name + ".json").write_text(json.dumps(
                    {"category": "danbooru", "tag_string": f"json_{number} smile", "rating": "s", "id": number}))

    def keep(self):
        """What is there now is what every run begins with."""
        shutil.copytree(self.dir, self.base, symlinks=True)

    def reset(self):
        self.clear()
        shutil.copytree(self.base, self.dir, symlinks=True)

    def clear(self):
        """Removes the folder, and what was moved from it to the trash of its disk."""
        for path in [path for trash in self.disk_trashes() for path in self.trashed(trash)]:
            path.unlink(missing_ok=True)
        shutil.rmtree(self.dir, ignore_errors=True)

    def disk_trashes(self):
        """The folders in which a trash of the disk lies or could lie: used when the home's trash cannot be looked at."""
        names = (f".Trash-{os.getuid()}", f".Trash/{os.getuid()}")
        tops = [*self.dir.parents, self.dir, *self.folders()]
        return [trash for top in tops for name in names if (trash := top / name).is_dir()]

    def folders(self):
        pictures = self.dir / "pictures"
        return [pictures, *(path for path in pictures.rglob("*") if path.is_dir())]

    def trashed(self, trash):
        """Files in a trash, and what it says of them, that came from this place."""
        found = []
        for info in (trash / "info").glob("*.trashinfo"):
            try:
                said = re.search(r"^Path=(.*)$", info.read_text(), re.MULTILINE)
            except FileNotFoundError:  # Another worker's.
                continue
            path = trash.parent / urllib.parse.unquote(said[1]) if said else info
            if self.dir in path.parents:
                found += [info, trash / "files" / info.name[:-len(".trashinfo")]]
        return found

    def environment(self):
        home = self.dir / "home"
        return {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_DATA_HOME": str(home / "data"),
                "XDG_CACHE_HOME": str(home / "cache"), "LANG": "C.UTF-8"}

    def run(self, words, strace=(), timeout=60):
        """Exit code, answer and remarks of one command; None as code if it had to be killed after the timeout (seconds)."""
        command = [*strace, self.program, "--gallery", "gallery", *words]
        child = subprocess.Popen(command, cwd=self.dir, env=self.environment(), stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        try:
            out, err = child.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, 9)
            out, err = child.communicate()
            return None, out.decode(errors="replace"), err.decode(errors="replace")
        return child.returncode, out.decode(errors="replace"), err.decode(errors="replace")

    def ok(self, words):
        code, out, err = self.run(words)
        if code not in (0, 3):
            raise RuntimeError(f"{words}: {code} {out}{err}")
        return out

    # What is in it.

    def state(self):
        """Tags with their sources and notes by path (by hash without one), or what the program says instead."""
        code, out, err = self.run(["find", "--json"])
        if code != 0:
            return f"find: {code} {err}"
        state = {}
        for line in out.splitlines():
            media = json.loads(line)
            tags = sorted((tag["tag"], tag["source"]) for tag in media["tags"])
            for path in media["paths"] or [media["hash"]]:
                state[path] = (media["hash"], media["state"], tags, media.get("quote"))
        return state

    def originals(self):
        """How often each picture's bytes are in the pictures or in the trash."""
        paths = [*(self.dir / "pictures").rglob("*"), *(self.dir / "home/data/Trash/files").glob("*")]
        paths += [path for trash in self.disk_trashes() for path in self.trashed(trash) if path not in paths]
        counts = {}
        for path in paths:
            if path.is_file() and path.suffix != ".trashinfo":
                data = path.read_bytes()
                counts[data] = counts.get(data, 0) + 1
        return counts

    def leftovers(self):
        """Files that no command should leave behind."""
        found = [path for path in self.dir.rglob("*") if path.name.endswith(".part")]
        found += [folder / name for folder in self.folders() for name in (".Trash", f".Trash-{os.getuid()}")
                  if (folder / name).exists()]
        trash = self.dir / "home/data/Trash"
        files = {path.name for path in (trash / "files").glob("*")}
        infos = {path.stem for path in (trash / "info").glob("*.trashinfo")}
        found += [trash / "files" / name for name in files - infos]
        found += [trash / "info" / f"{name}.trashinfo" for name in infos - files]
        found += [path for disk in self.disk_trashes() for path in self.trashed(disk) if not path.exists()]
        return [os.path.relpath(path, self.dir) for path in found]

    def damage(self):
        """What SQLite says against the catalogue."""
        path = self.dir / "gallery/catalog.db"
        if not path.exists():
            return None
        try:
            connection = sqlite3.connect(f"file:{path}?mode=rw", uri=True)
            said = [row[0] for row in connection.execute("PRAGMA quick_check")]
            said += [str(row) for row in connection.execute("PRAGMA foreign_key_check")]
            wrong = connection.execute(
                "SELECT count(*) FROM media WHERE n_tags <> (SELECT count(DISTINCT tag_id) FROM media_tag"
                " WHERE media_id = media.id)").fetchone()[0]
            connection.close()
        except sqlite3.Error as error:
            return str(error)
        if said != ["ok"] or wrong:
            return f"{said} {wrong} counts"
        return None

    def make_older(self):
        """Turns the gallery's catalogue into one of an older format with the same content."""
        path = self.dir / "gallery/catalog.db"
        new = sqlite3.connect(path)
        new.execute("PRAGMA journal_mode = delete")
        new.close()
        old_path = path.with_name("old.db")
        old = sqlite3.connect(old_path)
        scripts = sorted((ROOT / "src/catalog/migrations").glob("*.sql"))[:OLD_FORMAT]
        for script in scripts:
            old.executescript(script.read_text())
        triggers = old.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            old.execute(f"DROP TRIGGER {name}")
        old.execute("ATTACH ? AS new", (str(path),))
        tables = [row[0] for row in old.execute(
            "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'note_words_%'")]
        for table in tables:
            columns = [row[1] for row in old.execute(f"PRAGMA main.table_xinfo({table})") if row[6] == 0]
            known = {row[1] for row in old.execute(f"PRAGMA new.table_xinfo({table})")}
            columns = ", ".join(column for column in columns if column in known)
            old.execute(f"DELETE FROM main.{table}")
            if columns:
                rowid = "rowid, " if table == "note_words" else ""
                old.execute(f"INSERT INTO main.{table} ({rowid}{columns}) SELECT {rowid}{columns} FROM new.{table}")
        for _, sql in triggers:
            old.execute(sql)
        old.commit()
        old.execute(f"PRAGMA application_id = {0x6E616B69}")
        old.execute(f"PRAGMA user_version = {OLD_FORMAT}")
        old.close()
        os.replace(old_path, path)


class Job:
    """A command that is disturbed: what must be there before it, the command, and what completes it."""

    def __init__(self, name, before, words, again=None, whole=False, prepare=None, check=None, makes=None):
        self.name, self.before, self.words = name, before, words
        self.again = again if again is not None else [words]
        # All of it happened or nothing, whenever it was killed.
        self.whole = whole
        # `prepare(place)` changes what the run begins with; `check(place)` says what is wrong in the end.
        self.prepare, self.check = prepare, check
        # The file that it writes and will not replace.
        self.makes = makes


OLD, NEW = "animations/loop-0.gif", "animations/dispose-keep.gif"
IMPORT = ["import", "pictures", "--tag", "series:clannad"]


def spoil_thumbs(place):
    thumbs = sorted((place.dir / "gallery/thumbs").rglob("*.webp"))
    for path in thumbs[:3]:
        path.write_bytes(b"damaged")
    stray = thumbs[0].with_name("0" * 64 + ".webp")
    stray.write_bytes(thumbs[-1].read_bytes())


def check_backup(place):
    path = place.dir / "own/backup.db"
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    said = connection.execute("PRAGMA quick_check").fetchone()[0]
    n = connection.execute("SELECT count(*) FROM media_tag").fetchone()[0]
    connection.close()
    return None if said == "ok" and n else f"backup: {said}, {n} tags"


def check_copy(place):
    copies = [path for path in (place.dir / "gallery").glob("catalog.before-*.db")]
    for path in copies:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        said = connection.execute("PRAGMA quick_check").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        n = connection.execute("SELECT count(*) FROM media_tag").fetchone()[0]
        connection.close()
        if said != "ok" or version != OLD_FORMAT or not n:
            return f"{path.name}: {said}, format {version}, {n} tags"
    return None if len(copies) == 1 else f"{len(copies)} copies"


def edit(place):
    """Edits pictures in place: some look as before, one shows something else."""
    pictures = place.dir / "pictures"
    for path in [*(pictures / "animations").glob("*.gif"), *(pictures / "copies").glob("*.jpg")]:
        path.write_bytes(path.read_bytes() + b"edited")
    path = pictures / OLD
    path.write_bytes((pictures / "folder 1").joinpath("0-avif-12-444.avif").read_bytes() + b"edited")


def break_off(place):
    """Kills `dupes resolve` after it moved a file to the trash and before it noted that."""
    strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=renameat2", "-e", "inject=renameat2:delay_exit=60s:when=1"]
    place.run(RESOLVE, strace, timeout=2)


def check_return(place):
    """`undo` brings back what is in a trash, wherever the command was disturbed."""
    place.ok(["undo", "9"])
    home = place.dir / "home/data/Trash"
    left = [path for trash in [*place.disk_trashes(), home] for path in place.trashed(trash)]
    return f"not brought back: {[path.name for path in left]}" if left else None


BY_HAND = ["tag", "-t", "by_hand", "--where", "path:*"]
RESOLVE = ["dupes", "resolve", "--yes"]
JOBS = {job.name: job for job in [
    Job("import", [], IMPORT),
    Job("sidecars", [[*IMPORT, "--no-sidecars", "--no-names"]], IMPORT),
    Job("edited", [IMPORT, BY_HAND], IMPORT, prepare=edit),
    Job("tag", [IMPORT], BY_HAND, whole=True),
    Job("adopt", [IMPORT, BY_HAND, ["note", f"pictures/{OLD}", "a line"]], ["adopt", f"pictures/{OLD}", f"pictures/{NEW}"], whole=True),
    Job("undo", [IMPORT, BY_HAND], ["undo"], again=[], whole=True),
    Job("redo", [IMPORT, BY_HAND, ["undo"]], ["redo"], again=[], whole=True),
    Job("resolve", [IMPORT], RESOLVE, again=[RESOLVE, IMPORT], check=check_return),
    Job("settle", [IMPORT], RESOLVE, again=[RESOLVE, IMPORT], prepare=break_off, check=check_return),
    Job("unresolve", [IMPORT, RESOLVE], ["undo"], again=[["redo"], ["undo"]]),
    Job("backup", [IMPORT], ["backup", "own/backup.db"], check=check_backup, makes="own/backup.db"),
    Job("migrate", [IMPORT], ["stats"], prepare=Place.make_older, check=check_copy),
    Job("export", [IMPORT], ["export", "--to", "xmp", "--beside"]),
    Job("clean", [IMPORT], ["verify", "--clean"], prepare=spoil_thumbs),
]}


def make(options, job, worker):
    """A place in which a job can begin, and the states before and after it undisturbed."""
    place = Place(options, f"{job.name}-{worker}")
    for words in job.before:
        place.ok(words)
    if job.prepare:
        job.prepare(place)
    place.keep()
    place.before = place.state()
    place.reset()
    place.had = place.originals()
    place.run(job.words)
    place.after = place.state()
    for words in job.again:
        if not (job.makes and (place.dir / job.makes).exists()):
            place.run(words)
    place.completed = place.state()
    return place


def complete(place, job):
    """Runs what completes a job and says everything that is wrong before and after."""
    wrong = []
    state = place.state()
    if job.whole and state not in (place.before, place.after):
        wrong.append("neither as before nor as after: " + difference(place.after, state))
    elif lost := between(place.before, place.after, state):
        wrong.append("before the next command: " + lost)
    for words in job.again:
        if job.makes and (place.dir / job.makes).exists():
            continue
        code, out, err = place.run(words)
        # `verify` finds what it was told to find; `dupes resolve` says of files in the trash that they are there no more.
        if code not in (0, 3) and not (code == 1 and words[0] in ("verify", "dupes")):
            wrong.append(f"the next command ({' '.join(words)}) ends with {code}: {err.strip()[-300:]}")
    if job.again and (state := place.state()) != place.completed:
        wrong.append("tags or files differ: " + difference(place.completed, state))
    had, have = place.had, place.originals()
    lost = [data for data, n in had.items() if have.get(data, 0) != n]
    if lost:
        wrong.append(f"{len(lost)} contents are not there as often as before")
    left = place.leftovers()
    if left:
        wrong.append(f"left behind: {left}")
    damage = place.damage()
    if damage:
        wrong.append(f"catalogue: {damage}")
    if job.check and not wrong:
        said = job.check(place)
        if said:
            wrong.append(said)
    return wrong


def between(before, after, found):
    """What a state that is on the way from one to another lacks, or has although neither has it; None if nothing."""
    if isinstance(before, str):  # There is no gallery yet.
        return None
    if isinstance(found, str):
        return found
    for path in before:
        contents = [state.get(path, (None, None, [], None)) for state in (before, after, found)]
        if contents[0][0] != contents[1][0]:  # An edited file.
            continue
        b, a, f = ({*tags, ("note", note)} for _, _, tags, note in contents)
        if not a & b <= f <= a | b:
            return f"{path} lacks {(a & b) - f} and has {f - a - b}"
    return None


def difference(expected, found):
    if isinstance(expected, str) or isinstance(found, str):
        return str(found)[-300:]
    paths = [path for path in {*expected, *found} if expected.get(path) != found.get(path)]
    shown = sorted(paths)[0]
    return f"{len(paths)} paths, such as {shown}: expected {expected.get(shown)}, found {found.get(shown)}"[:700]


def calls(place, words, names):
    """How often each system call happens at most in one thread of an undisturbed run, and how often before main."""
    place.reset()
    log = place.dir / "strace.log"
    place.run(words, ["strace", "-f", "-qq", "-o", str(log), "-e", "trace=" + ",".join([*names, "rt_sigaction"])], 120)
    counts, early, main = {}, {}, None
    for line in log.read_text(errors="replace").splitlines():
        match = re.match(r"^(\d+)\s+(\w+)\(", line)
        if not match:
            continue
        thread, name = match.groups()
        main = main or thread
        counts.setdefault(name, {})
        counts[name][thread] = counts[name].get(thread, 0) + 1
        # The standard library ignores this signal just before main.
        if "SIGPIPE" in line and not early:
            early = {call: threads.get(main, 0) for call, threads in counts.items()}
    most = {name: max(threads.values()) for name, threads in counts.items() if name != "rt_sigaction"}
    return most, early


def choose(points, limit, seed):
    """At most so many of all points, the same for the same seed."""
    points = sorted(points)
    if len(points) <= limit:
        return points
    return sorted(random.Random(seed).sample(points, limit))


def each(options, jobs, points_of, disturb):
    """Runs `disturb(place, job, point)`, which tells whether the fault took place and what is wrong, for all points of all jobs
    on all workers. Prints what is wrong; returns how many faults there were, and how many with violations."""
    n_all, n_all_wrong, lock = 0, 0, threading.Lock()
    for job in jobs:
        places = [make(options, job, worker) for worker in range(options.jobs)]
        free, n_hit, n_wrong = list(places), 0, 0
        points = points_of(places[0], job)

        def one(point):
            nonlocal n_hit, n_wrong
            with lock:
                place = free.pop()
            place.reset()
            hit, wrong = disturb(place, job, point)
            with lock:
                free.append(place)
                n_hit += hit
                n_wrong += bool(wrong)
                for text in wrong:
                    print(f"{job.name} at {':'.join(map(str, point))}: {text}", flush=True)

        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            list(pool.map(one, points))
        print(f"# {job.name}: {len(points)} points, {n_hit} faults, {n_wrong} with violations", flush=True)
        n_all, n_all_wrong = n_all + n_hit, n_all_wrong + n_wrong
        for place in places:
            place.clear()
            shutil.rmtree(place.base, ignore_errors=True)
    return n_all, n_all_wrong


def chosen(text):
    """The jobs that were named, or all."""
    return [JOBS[name] for name in text.split(",")] if text else list(JOBS.values())
