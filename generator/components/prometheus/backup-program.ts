/**
 * What the container that backs up Prometheus runs. Blocks, finished segments of the write-ahead logs and checkpoints never change: a backup
 * sends the files that the bucket does not have, and writes a list of all of them last. The segment that grows is sent again. The name of an
 * object has the time of the file's last change: another volume has segments with the same numbers.
 * `chunks_head` is left out: the logs have every sample in it (prometheus/prometheus:tsdb/docs/format/wal.md, tsdb/head_wal.go).
 */
export const BACKUP = `import concurrent.futures
import datetime
import json
import os
import re
import sys
import tempfile

import bucket
import tsdb

folder = os.environ["FOLDER"]
BACKUP = re.compile(r"backups/([^/]+)/([^/]+)\\.json")


def read(backup):
    return json.loads(bucket.read(f"{folder}/{backup}"))


def send(path, name, size):
    source = os.path.join(tsdb.USED, path)
    if not path.startswith(tsdb.LOGS):
        bucket.upload(f"{folder}/{name}", source)
        return
    # Prometheus may append to it: as much is sent as the name says.
    with open(source, "rb") as log, tempfile.NamedTemporaryFile(dir="/tmp/") as copy:
        copy.write(log.read(size))
        copy.flush()
        bucket.upload(f"{folder}/{name}", copy.name)


def copy(stored, pool):
    """The backup, and how many bytes were sent for it; None where Prometheus has deleted or made something meanwhile."""
    try:
        files = tsdb.listing()
        names = {path: tsdb.stored_as(path, *files[path]) for path in files}
        new = {path: size for path, (_, size) in files.items() if stored.get(names[path]) != size}
        list(pool.map(lambda path: send(path, names[path], new[path]), new))
        stored.update({names[path]: size for path, size in new.items()})
        made = {"files": files, "blocks": tsdb.blocks(tsdb.USED), "segment": tsdb.newest_segment(files)}
        if tsdb.listing().keys() != files.keys():
            return None
    except FileNotFoundError:
        return None
    return made, sum(new.values())


def volume(last):
    """That of the last backup, if it is this one; else another one."""
    is_same = last and tsdb.is_of_this_volume(read(last))
    return BACKUP.fullmatch(last)[1] if is_same else tsdb.stamp(now)


now = tsdb.now()
stored = bucket.sizes(folder)
with concurrent.futures.ThreadPoolExecutor(8) as pool:
    # What was sent is not sent again.
    for _ in range(10):
        if copied := copy(stored, pool):
            break
    else:
        sys.exit("Prometheus changed its files while they were sent, ten times")
    made, sent = copied
    # A backup never names what is not there.
    found = bucket.sizes(folder)
    for path, (changed, size) in made["files"].items():
        if found.get(tsdb.stored_as(path, changed, size)) != size:
            sys.exit(f"{path} is not in the bucket as it was sent")
    backups = {name: BACKUP.fullmatch(name)[2] for name in found if BACKUP.fullmatch(name)}
    last = max(backups, key=backups.get, default=None)
    this = f"backups/{volume(last)}/{tsdb.stamp(now)}.json"
    bucket.write(f"{folder}/{this}", json.dumps(made))
    print(f"{len(made['blocks'])} blocks, {len(made['files'])} files, {sent} bytes new")

    # Those of the last day stay, and the last one of each volume as long as Prometheus keeps samples.
    backups[this] = tsdb.stamp(now)
    day = tsdb.stamp(now - datetime.timedelta(days=1))
    kept_since = tsdb.stamp(now - datetime.timedelta(seconds=int(os.environ["RETENTION_SECONDS"])))
    ends = {}
    for name in sorted(backups, key=backups.get):
        ends[BACKUP.fullmatch(name)[1]] = name
    kept = [name for name, time in backups.items() if time >= day or (name in ends.values() and time >= kept_since)]
    old = [name for name in backups if name not in kept]
    list(pool.map(lambda name: bucket.delete(f"{folder}/{name}"), old))
    named = {tsdb.stored_as(path, *file) for state in pool.map(read, kept) for path, file in state["files"].items()}
    # What another Job sends now is in no list yet.
    unnamed = [name for name in bucket.before(f"{folder}/files", now - datetime.timedelta(days=1))]
    unnamed = [name for name in unnamed if f"files/{name}" not in named]
    list(pool.map(lambda name: bucket.delete(f"{folder}/files/{name}"), unnamed))
    if old or unnamed:
        print(f"deleted {len(old)} backups and {len(unnamed)} files")
`;
