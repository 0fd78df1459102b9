/** What the programs that back up and restore Prometheus have in common: a module `tsdb` of Python. */

/** Where the volume is in the pods that copy it. */
export const VOLUME = '/prometheus';

/** The folder of the volume that Prometheus uses: the operator's `subPath`. */
const USED = `${VOLUME}/prometheus-db`;

/** Beside it, where Prometheus does not look. Moving a block from one to the other is one step. */
export const WORK = `${VOLUME}/restore`;

export const TSDB = `"""What Prometheus has on its volume (prometheus/prometheus:tsdb/docs/format). Times are milliseconds since 1970."""
import datetime
import hashlib
import json
import os
import re
import urllib.request

USED = "${USED}/"
WORK = "${WORK}/"
ULID = re.compile("[0-9A-HJKMNP-TV-Z]{26}")
# Samples in the order of their times, and those out of order.
LOGS = ("wal", "wbl")

# Pages of Prometheus are in the cluster or in this pod: no proxy leads there.
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(address, path, method="GET"):
    with opener.open(urllib.request.Request(f"{address}/{path}", method=method), timeout=36000) as answer:
        return answer.read()


def head(address):
    """Times of the first and the last sample in memory; the first is the later one where there is none."""
    stats = json.loads(ask(address, "api/v1/status/tsdb?limit=1"))["data"]["headStats"]
    return stats["minTime"], stats["maxTime"]


def blocks(folder):
    """When each block begins."""
    found = {}
    for name in os.listdir(folder):
        if ULID.fullmatch(name):
            with open(os.path.join(folder, name, "meta.json")) as file:
                found[name] = json.load(file)["minTime"]
    return found


def listing():
    """
    When the files were last changed, and their sizes, by their paths. The logs come first: Prometheus moves samples from them to
    a block, so what it moves meanwhile is in both.
    """
    found = {}
    for log in LOGS:
        add(found, log)
    for block in filter(ULID.fullmatch, os.listdir(USED)):
        add(found, block)
    return found


def add(found, folder):
    for place, _, names in os.walk(os.path.join(USED, folder)):
        # Prometheus gives a folder its name when it is complete.
        for name in names if ".tmp" not in place else []:
            path = os.path.join(place, name)
            state = os.stat(path)
            found[os.path.relpath(path, USED)] = (str(state.st_mtime_ns), state.st_size)


def stored_as(path, changed, size):
    return f"files/{path}.{changed}.{size}"


def newest_segment(files):
    """The last one of the write-ahead log that has something in it, with a digest of that: whatever is appended, it begins like this."""
    path = max((path for path, (_, size) in files.items() if re.fullmatch(r"wal/\\d+", path) and size > 0), default=None)
    return path and {"path": path, "size": files[path][1], "digest": digest(path, files[path][1])}


def digest(path, size):
    with open(os.path.join(USED, path), "rb") as file:
        return hashlib.sha256(file.read(size)).hexdigest()


def is_of_this_volume(backup):
    """Whether one of its blocks is here, or its newest segment is the beginning of one."""
    if any(os.path.isdir(os.path.join(USED, block)) for block in backup["blocks"]):
        return True
    segment = backup["segment"]
    if segment is None or not os.path.isfile(os.path.join(USED, segment["path"])):
        return False
    return digest(segment["path"], segment["size"]) == segment["digest"]


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def stamp(moment):
    return moment.strftime("%Y%m%dT%H%M%SZ")


def milliseconds(stamp):
    moment = datetime.datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    return int(moment.timestamp() * 1000)
`;
