/**
 * What the containers that restore Prometheus run. The logs can only be read by Prometheus itself: one of its own reads them, without targets
 * and beside the running one, and writes blocks, which the running one takes like those that it has made: within a minute, and without a
 * restart.
 */
import { IS_DONE, IS_TOO_LATE } from '../recovery.ts';
import { WORK } from './tsdb-program.ts';

/** What Prometheus of a restore reads and writes. */
export const REPLAYED = `${WORK}/data`;

/** Of Prometheus of a restore, for the container beside it alone. */
export const REPLAY_ADDRESS = '127.0.0.1:9090';

/** Blocks of the logs have this length, so that no sample out of order stays in memory, which is not written: those are when a block is. */
export const REPLAY_BLOCK_MINUTES = 10;

export const FETCH = `"""Fetches the files of a backup that has samples which Prometheus does not have, for the containers after this one."""
import concurrent.futures
import json
import os
import re
import shutil
import sys

import bucket
import tsdb

folder, source, target, request, replica = (
    os.environ[name] for name in ("FOLDER", "SOURCE", "TARGET", "REQUEST", "REPLICA")
)
marks = f"{folder}/restores/{request}/{replica}"


def nothing(text):
    print(text)
    sys.exit()


def fetch(files, pool):
    data = os.path.join(tsdb.WORK, "data")
    usage = shutil.disk_usage(tsdb.USED)
    needed = sum(size for _, size in files.values())
    # A full volume would stop Prometheus. Blocks of the logs need about as much as these.
    if needed > usage.free - usage.total / 10:
        sys.exit(f"the backup has {needed} bytes, and {usage.free} of the volume are free: expand it first")
    for path in files:
        os.makedirs(os.path.dirname(os.path.join(data, path)), exist_ok=True)
    list(
        pool.map(
            lambda path: bucket.download(
                f"{source}/{tsdb.stored_as(path, *files[path])}", os.path.join(data, path)
            ),
            files,
        )
    )
    for path, (changed, size) in files.items():
        file = os.path.join(data, path)
        if os.path.getsize(file) != size:
            sys.exit(f"{tsdb.stored_as(path, changed, size)} is damaged")
        # So the next backup knows the blocks again.
        os.utime(file, ns=(int(changed), int(changed)))


shutil.rmtree(tsdb.WORK, ignore_errors=True)
os.makedirs(tsdb.WORK)
done = bucket.names(marks)
if "done" in done or tsdb.milliseconds(request) < (tsdb.now().timestamp() - 7 * 86400) * 1000:
    nothing("${IS_DONE}" if "done" in done else "${IS_TOO_LATE}")
# Samples of before this time come back. A cluster's own ones are not put beside those that it still has.
until = tsdb.milliseconds(target)
if source == folder:
    until = min([until, tsdb.head(os.environ["PROMETHEUS"])[0], *tsdb.blocks(tsdb.USED).values()])
until = min([until, *(int(bucket.read(f"{marks}/{volume}")) for volume in done)])
backups = {}
for name in bucket.names(f"{source}/backups"):
    if found := re.fullmatch(r"([^/]+)/([^/]+)\\.json", name):
        backups.setdefault(found[1], []).append(found[2])
if not backups:
    sys.exit(f"there is no backup in {source}")
for volume in sorted(backups.keys() - set(done), reverse=True):
    # The first one that has all samples of before the time.
    backup = min((time for time in backups[volume] if time >= target), default=max(backups[volume]))
    state = json.loads(bucket.read(f"{source}/backups/{volume}/{backup}.json"))
    # Of this volume, Prometheus has what is in the log.
    if min(state["blocks"].values(), default=until if tsdb.is_of_this_volume(state) else 0) >= until:
        continue
    files = {
        path: file for path, file in state["files"].items() if state["blocks"].get(path.split("/")[0], 0) < until
    }
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        fetch(files, pool)
    with open(os.path.join(tsdb.WORK, "plan.json"), "w") as file:
        json.dump({"volume": volume, "until": until}, file)
    nothing(f"fetched {len(files)} files of the backup {volume}/{backup}, for samples of before {until / 1000:.0f}")
if until == tsdb.milliseconds(target):
    sys.exit(f"no backup in {source} has samples of before {target}")
bucket.write(f"{marks}/done", "")
nothing("${IS_DONE}")
`;

export const RESTORE_PROGRAM = `"""Gives Prometheus the blocks that the one of this pod has made of a backup."""
import json
import os
import shutil
import sys
import time
import urllib.error
import urllib.parse

import bucket
import tsdb

REPLAY = "http://${REPLAY_ADDRESS}"
folder, request, replica = (os.environ[name] for name in ("FOLDER", "REQUEST", "REPLICA"))
plan = os.path.join(tsdb.WORK, "plan.json")


def is_ready():
    try:
        return bool(tsdb.ask(REPLAY, "-/ready"))
    except urllib.error.URLError:
        return False


def is_written():
    """Whether the samples of the logs are in blocks, but for the last minutes. Those out of order are written with them."""
    first, last = tsdb.head(REPLAY)
    return last - first <= ${REPLAY_BLOCK_MINUTES * 1.5} * 60 * 1000


def take(made, block, until):
    """Moves a block to where Prometheus looks for it."""
    place = os.path.join(made, block)
    with open(os.path.join(place, "meta.json")) as file:
        meta = json.load(file)
    if meta["minTime"] >= until or os.path.exists(os.path.join(tsdb.USED, block)):
        return
    # Prometheus keeps what is later than its blocks from its own log when it starts, and must not count this one.
    meta["compaction"]["hints"] = ["from-out-of-order"]
    os.remove(os.path.join(place, "meta.json"))
    with open(os.path.join(place, "meta.json"), "w") as file:
        json.dump(meta, file)
    os.rename(place, os.path.join(tsdb.USED, block))
    print(f"restored {block}: {meta['stats']['numSamples']} samples")


if not os.path.exists(plan):
    print("there is nothing to do")
    sys.exit()
with open(plan) as file:
    wanted = json.load(file)
until = wanted["until"]
while not is_ready() or not is_written():
    time.sleep(1)
everything = urllib.parse.urlencode({"match[]": '{__name__!=""}', "start": until / 1000})
tsdb.ask(REPLAY, f"api/v1/admin/tsdb/delete_series?{everything}", "POST")
first, last = tsdb.head(REPLAY)
without = "true" if first > last else "false"
answer = json.loads(tsdb.ask(REPLAY, f"api/v1/admin/tsdb/snapshot?skip_head={without}", "POST"))
made = os.path.join(tsdb.WORK, "data/snapshots", answer["data"]["name"])
blocks = tsdb.blocks(made) if os.path.isdir(made) else {}
for block in sorted(blocks, key=blocks.get):
    take(made, block, until)
bucket.write(f"{folder}/restores/{request}/{replica}/{wanted['volume']}", str(min([until, *blocks.values()])))
shutil.rmtree(tsdb.WORK, ignore_errors=True)
`;

/** Prometheus of a restore has no targets and no rules. */
export const REPLAY_CONFIGURATION = '{}\n';
