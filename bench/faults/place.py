"""A small gallery for one run, what is in it, and the program under strace: what the campaigns beside this file share."""

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

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OLD_FORMAT = 3


def arguments(parser):
    """Arguments that every campaign takes."""
    parser.add_argument("--program", default=str(ROOT / "target/release/nakigao"), help="default: the release build")
    parser.add_argument("--work", default="/tmp/nakigao-faults", help="a folder of its own; its content is replaced")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
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
        for path in [self.dir]:
            shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(self.base, self.dir, symlinks=True)

    def environment(self):
        home = self.dir / "home"
        return {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_DATA_HOME": str(home / "data"),
                "XDG_CACHE_HOME": str(home / "cache"), "LANG": "C.UTF-8"}

    def run(self, words, strace=(), timeout=60):
        """Exit code, answer and remarks of one command; None as code if it does not end."""
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
        """Tags with their sources and notes by path, as the program tells them; None if it cannot."""
        code, out, err = self.run(["find", "--json", "path:*"])
        if code != 0:
            return f"find: {code} {err}"
        state = {}
        for line in out.splitlines():
            media = json.loads(line)
            tags = sorted((tag["tag"], tag["source"]) for tag in media["tags"])
            for path in media["paths"] or [media["hash"]]:
                state[path] = (media["state"], tags, media.get("quote"))
        return state

    def originals(self):
        """How often each picture's bytes are in the pictures or in the trash."""
        counts = {}
        trash = self.dir / "home/data/Trash/files"
        for folder in [self.dir / "pictures", trash]:
            for path in folder.rglob("*") if folder.exists() else []:
                if path.is_file():
                    data = path.read_bytes()
                    counts[data] = counts.get(data, 0) + 1
        return counts

    def leftovers(self):
        """Files that no command should leave behind."""
        found = [path for path in self.dir.rglob("*") if path.name.endswith(".part")]
        trash = self.dir / "home/data/Trash"
        if trash.exists():
            files = {path.name for path in (trash / "files").iterdir()} if (trash / "files").exists() else set()
            infos = {path.name[:-len(".trashinfo")] for path in (trash / "info").iterdir()} \
                if (trash / "info").exists() else set()
            found += [trash / "files" / name for name in files - infos]
            found += [trash / "info" / name for name in infos - files]
        return [str(path.relative_to(self.dir)) for path in found]

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

    def __init__(self, name, before, words, again=None, either=False, prepare=None, check=None, clears=()):
        self.name, self.before, self.words = name, before, words
        self.again = again if again is not None else [words]
        # Either all of it happened or nothing: there is no command that completes it.
        self.either = either
        self.prepare, self.check, self.clears = prepare, check, clears


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


JOBS = {job.name: job for job in [
    Job("import", [], IMPORT),
    Job("sidecars", [[*IMPORT, "--no-sidecars", "--no-names"]], IMPORT),
    Job("tag", [IMPORT], ["tag", "-t", "by_hand", "--where", "path:*"]),
    Job("undo", [IMPORT, ["tag", "-t", "by_hand", "--where", "path:*"]], ["undo"], again=[], either=True),
    Job("resolve", [IMPORT], ["dupes", "resolve", "--yes"], again=[["dupes", "resolve", "--yes"], IMPORT]),
    Job("backup", [IMPORT], ["backup", "own/backup.db"], check=check_backup, clears=("own/backup.db",)),
    Job("migrate", [IMPORT], ["stats"], prepare=Place.make_older, check=check_copy),
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
    place.before = place.state() if job.before and not job.prepare else None
    place.reset()
    place.had = place.originals()
    for words in [job.words, *job.again]:
        if words and words[0] == "backup":
            (place.dir / "own/backup.db").unlink(missing_ok=True)
        place.run(words)
    place.after = place.state()
    return place


def complete(place, job):
    """Runs what completes a job and says everything that is wrong then."""
    wrong = []
    for words in job.again:
        if words[0] == "backup" and (place.dir / "own/backup.db").exists():
            continue
        code, out, err = place.run(words)
        # `verify` finds what it was told to find; `dupes resolve` says of files in the trash that they are there no more.
        if code not in (0, 3) and not (code == 1 and words[0] in ("verify", "dupes")):
            wrong.append(f"the next command ({' '.join(words)}) ends with {code}: {err.strip()[-300:]}")
    state = place.state()
    if state != place.after and not (job.either and state == place.before):
        wrong.append("tags or files differ: " + difference(place.after, state))
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
    """Runs `disturb(place, job, point)` for all points of all jobs on all workers, and prints what it says."""
    n_runs, n_wrong, lock = 0, 0, threading.Lock()
    for job in jobs:
        places = [make(options, job, worker) for worker in range(options.jobs)]
        free = list(places)
        points = points_of(places[0], job)

        def one(point):
            nonlocal n_runs, n_wrong
            with lock:
                place = free.pop()
            place.reset()
            wrong = disturb(place, job, point)
            with lock:
                free.append(place)
                n_runs += 1
                n_wrong += bool(wrong)
                for text in wrong:
                    print(f"{job.name} at {':'.join(map(str, point))}: {text}", flush=True)

        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            list(pool.map(one, points))
        print(f"# {job.name}: {len(points)} points", flush=True)
        for place in places:
            shutil.rmtree(place.dir, ignore_errors=True)
            shutil.rmtree(place.base, ignore_errors=True)
    return n_runs, n_wrong


def chosen(text):
    """The jobs that were named, or all."""
    return [JOBS[name] for name in text.split(",")] if text else list(JOBS.values())
