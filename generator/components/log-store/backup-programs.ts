/**
 * What the containers that back up and restore a log store run. VictoriaLogs has a folder for each day, and in it parts, whose files never
 * change: a backup sends the files of parts that the bucket does not have. Which parts belong together is in a few small files, which
 * are kept in one object, `copy.json`, that is written last: so a copy is complete, or it is the one before
 * (VictoriaMetrics/VictoriaLogs:docs/victorialogs/README.md, Partitions lifecycle; lib/logstorage/filenames.go).
 */
import { IS_DONE, IS_TOO_LATE } from '../recovery.ts';

/** Where the volume is in the pod of the store, and so in those that copy it. */
export const STORAGE = '/storage';

export const STORE = `"""The pages of VictoriaLogs about its days. They are in the cluster: no proxy leads there."""
import datetime
import os
import urllib.request

opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(path):
    # As POST, since it changes the store.
    with opener.open(f"{os.environ['STORE']}/internal/partition/{path}", data=b"", timeout=3600) as answer:
        return answer.read().decode()


def first_day():
    """The first one that the store keeps."""
    kept = datetime.timedelta(days=int(os.environ["RETENTION_DAYS"]))
    return (datetime.datetime.now(datetime.timezone.utc) - kept).strftime("%Y%m%d")
`;

export const BACKUP = `import concurrent.futures
import datetime
import json
import math
import os
import re
import urllib.parse

import bucket
import store

folder = os.environ["FOLDER"]


def contents(snapshot):
    """Sizes of the files of parts, and the texts of the others, by their paths."""
    files, texts = {}, {}
    for place, _, names in os.walk(snapshot):
        for name in names:
            path = os.path.join(place, name)
            relative = os.path.relpath(path, snapshot)
            if relative.count("/") == 2:
                files[relative] = os.path.getsize(path)
            else:
                with open(path) as file:
                    texts[relative] = file.read()
    return files, texts


def extent(snapshot, files):
    """How many lines there are, and the time of the first one in nanoseconds; without any it is the end of all times."""
    lines, first = 0, 2**63 - 1
    for path in files:
        if re.fullmatch(r"datadb/[^/]+/metadata\\.json", path):
            with open(f"{snapshot}/{path}") as file:
                part = json.load(file)
            lines += part["RowsCount"]
            first = min(first, part["MinTimestamp"])
    return {"lines": lines, "first": first}


def continued(day, state, stored):
    """
    The copy that this state continues, and what it holds; none where the volume is another one. Names of parts and the time of the first
    line are those of one volume, and of what was restored from it. All parts may have been merged, and an earlier line have come late: but
    a day gets no fewer lines, and no later beginning.
    """
    copies = sorted({name.split("/")[1] for name in stored if name.startswith(f"{day}/")})
    held = {each: {"lines": 0, "first": math.inf, "files": {}} for each in copies}
    for each in copies:
        if f"{day}/{each}/copy.json" in stored:
            held[each].update(json.loads(bucket.read(f"{folder}/{day}/{each}/copy.json")))

    def is_same(last):
        return last["first"] == state["first"] or last["files"].items() & state["files"].items()

    def has_grown(last):
        return last["lines"] <= state["lines"] and last["first"] >= state["first"]

    same = [each for each in copies if is_same(held[each])] or [each for each in copies[-1:] if has_grown(held[each])]
    return (same[-1], held[same[-1]]) if same else (None, None)


def copy(snapshot, stored, pool):
    day = snapshot.split("/")[-3]
    files, texts = contents(snapshot)
    state = {**extent(snapshot, files), "files": files, "texts": texts}
    former, held = continued(day, state, stored)
    if held == state:
        return
    # The copy of a former volume stays beside that of this one.
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    place = f"{day}/{former or now}"
    new = [path for path, size in files.items() if stored.get(f"{place}/{path}") != size]
    list(pool.map(lambda path: bucket.upload(f"{folder}/{place}/{path}", f"{snapshot}/{path}"), new))
    bucket.write(f"{folder}/{place}/copy.json", json.dumps(state))
    # Parts that were merged into others.
    names = (name.removeprefix(f"{place}/") for name in stored if name.startswith(f"{place}/"))
    old = [name for name in names if name != "copy.json" and name not in files]
    list(pool.map(lambda name: bucket.delete(f"{folder}/{place}/{name}"), old))
    print(f"{day}: {state['lines']} lines, {sum(files[path] for path in new)} bytes new")


stored = bucket.sizes(folder)
# What a Job that was ended has left behind.
store.ask("snapshot/delete_stale?max_age=1d")
snapshots = json.loads(store.ask("snapshot/create"))
with concurrent.futures.ThreadPoolExecutor(8) as pool:
    try:
        for snapshot in snapshots:
            copy(snapshot, stored, pool)
    finally:
        for snapshot in snapshots:
            store.ask(f"snapshot/delete?path={urllib.parse.quote(snapshot)}")
    days = {name.split("/")[0] for name in stored}
    for day in sorted(day for day in days if re.fullmatch(r"\\d{8}", day) and day < store.first_day()):
        names = [name for name in stored if name.startswith(f"{day}/")]
        list(pool.map(lambda name: bucket.delete(f"{folder}/{name}"), names))
        print(f"{day}: deleted")
`;

export const RESTORE = `import concurrent.futures
import datetime
import json
import os
import re
import shutil
import sys

import bucket
import store

STORAGE = "${STORAGE}/"
folder, source, target, request = (os.environ[name] for name in ("FOLDER", "SOURCE", "TARGET", "REQUEST"))


def fetch(day, copy, pool):
    """Puts the copy where the store looks for the day, once all of it is there."""
    place = f"{source}/{day}/{copy}"
    state = json.loads(bucket.read(f"{place}/copy.json"))
    here = os.path.join(STORAGE, "restored", day)
    shutil.rmtree(here, ignore_errors=True)
    for path in [*state["files"], *state["texts"]]:
        os.makedirs(os.path.dirname(f"{here}/{path}"), exist_ok=True)
    list(pool.map(lambda path: bucket.download(f"{place}/{path}", f"{here}/{path}"), state["files"]))
    for path, size in state["files"].items():
        if os.path.getsize(f"{here}/{path}") != size:
            sys.exit(f"{place}/{path} is damaged")
    for path, text in state["texts"].items():
        with open(f"{here}/{path}", "w") as file:
            file.write(text)
    os.rename(here, os.path.join(STORAGE, "partitions", day))


marks = bucket.names(f"{folder}/restores/{request}")
week = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=7)
if "done" in marks or request < week.strftime("%Y%m%dT%H%M%SZ"):
    print("${IS_DONE}" if "done" in marks else "${IS_TOO_LATE}")
    sys.exit()
copies = {}
for name in bucket.names(source):
    if found := re.fullmatch(r"(\\d{8})/([^/]+)/copy\\.json", name):
        copies.setdefault(found[1], []).append(found[2])
wanted = [day for day in sorted(copies) if store.first_day() <= day <= target[:8]]
if not wanted:
    sys.exit("there is no backup of a day that the store keeps, up to the time")
present = json.loads(store.ask("list"))
with concurrent.futures.ThreadPoolExecutor(8) as pool:
    for day in wanted:
        if day in present:
            print(f"{day} is there already, and stays as it is")
            continue
        if not os.path.isdir(os.path.join(STORAGE, "partitions", day)):
            lines = lambda copy: json.loads(bucket.read(f"{source}/{day}/{copy}/copy.json"))["lines"]
            fetch(day, max(copies[day], key=lines), pool)
        store.ask(f"attach?name={day}")
        print(f"restored {day}")
bucket.write(f"{folder}/restores/{request}/done", "")
`;
