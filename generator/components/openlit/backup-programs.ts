/**
 * What the containers that back up and restore OpenLIT's database run. SQLite itself copies it, in both directions, while OpenLIT uses
 * it: a copy is of one moment, and a restore is one transaction, which OpenLIT sees with its next query (sqlite.org/backup.html).
 */
import { IS_DONE, IS_TOO_LATE } from '../recovery.ts';

/** Where the volume of OpenLIT is. */
export const VOLUME = '/openlit';

export const COPIES = `"""Copies of the database in the bucket. The name of each says its time, and a digest of what is in it."""
import contextlib
import datetime
import gzip
import hashlib
import os
import re
import shutil
import sqlite3
import sys

import bucket

LIVE = "${VOLUME}/data.db"
NAME = re.compile(r"(\\d{8}T\\d{6}Z)-([0-9a-f]{16})\\.sqlite\\.gz")


def connect(path, mode):
    """Waits a minute where OpenLIT writes."""
    return contextlib.closing(sqlite3.connect(f"file:{path}?mode={mode}", uri=True, timeout=60))


def stamp(moment):
    return moment.strftime("%Y%m%dT%H%M%SZ")


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def of(folder):
    """Names, the oldest first."""
    return [name for name in bucket.names(folder) if NAME.fullmatch(name)]


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def check(path):
    with connect(path, "ro") as database:
        faults = [text for (text,) in database.execute("PRAGMA integrity_check") if text != "ok"]
        [(tables,)] = database.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'")
    if faults:
        sys.exit(f"the database is damaged: {faults[0]}")
    if tables == 0:
        sys.exit("the database has no tables: OpenLIT has not made them yet")


def fetch(folder, name, path):
    """Reads a copy from the bucket, and fails where it is not what it was."""
    bucket.download(f"{folder}/{name}", f"{path}.gz")
    with gzip.open(f"{path}.gz") as packed, open(path, "wb") as file:
        shutil.copyfileobj(packed, file)
    if digest(path) != NAME.fullmatch(name)[2]:
        sys.exit(f"the backup {name} is damaged")
    check(path)


def keep(folder):
    """Adds a copy, unless the newest one is the same, and reads it from the bucket: what cannot be read is no backup."""
    with connect(LIVE, "ro") as live, connect("/tmp/copy", "rwc") as copy:
        live.backup(copy)
    check("/tmp/copy")
    content = digest("/tmp/copy")
    newest = max(of(folder), default="")
    if newest.endswith(f"-{content}.sqlite.gz"):
        print(f"unchanged since {newest}")
    else:
        newest = f"{stamp(now())}-{content}.sqlite.gz"
        with open("/tmp/copy", "rb") as file, gzip.open("/tmp/packed", "wb") as packed:
            shutil.copyfileobj(file, packed)
        bucket.upload(f"{folder}/{newest}", "/tmp/packed")
        print(f"made {newest}: {os.path.getsize('/tmp/packed')} bytes")
    fetch(folder, newest, "/tmp/read")
`;

export const BACKUP = `import datetime
import os

import bucket
import copies

folder = os.environ["FOLDER"]
copies.keep(folder)

# The last copy before the retention is what the database was when it began.
limit = copies.stamp(copies.now() - datetime.timedelta(days=int(os.environ["RETENTION_DAYS"])))
for name in [name for name in copies.of(folder) if name < limit][:-1]:
    bucket.delete(f"{folder}/{name}")
    print(f"deleted {name}")
`;

export const RESTORE_PROGRAM = `import datetime
import os
import sqlite3
import sys

import bucket
import copies

folder, source, target, request = (os.environ[name] for name in ("FOLDER", "SOURCE", "TARGET", "REQUEST"))


def migrations(path):
    with copies.connect(path, "ro") as database:
        return database.execute(
            "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY migration_name"
        ).fetchall()


marks = bucket.names(f"{folder}/restores/{request}")
if "done" in marks or request < copies.stamp(copies.now() - datetime.timedelta(days=7)):
    print("${IS_DONE}" if "done" in marks else "${IS_TOO_LATE}")
    sys.exit()
name = max((name for name in copies.of(source) if name.split("-")[0] <= target), default=None)
if name is None:
    sys.exit("there is no backup that began at the time or before it")
copies.fetch(source, name, "/tmp/chosen")
try:
    present = migrations(copies.LIVE)
except sqlite3.OperationalError as error:
    sys.exit(f"OpenLIT has not made its tables yet: {error}")
if migrations("/tmp/chosen") != present:
    sys.exit(f"{name} was made by another version of OpenLIT: its tables are others")
# Once: what a failed attempt leaves behind is not kept.
if "kept" not in marks:
    copies.keep(folder)
    bucket.write(f"{folder}/restores/{request}/kept", "")
with copies.connect("/tmp/chosen", "ro") as chosen, copies.connect(copies.LIVE, "rw") as live:
    chosen.backup(live)
copies.check(copies.LIVE)
bucket.write(f"{folder}/restores/{request}/done", "")
print(f"restored {name}")
`;
