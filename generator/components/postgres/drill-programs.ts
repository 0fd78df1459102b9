/**
 * What the containers of the restore drill run. The server needs one segment of the write-ahead log after the other, and Barman, which can
 * fetch them, is in another image: the two containers pass names and files to each other on the volume of the pod.
 */

/** The volume: `data` is the restored server, `requests` and `answers` are named after segments, `segments` holds them. */
export const VOLUME = '/drill';

/** Where the ConfigMap with these programs is. */
export const PROGRAMS = '/etc/lang-observatory/drill';

/** Of a program of Barman that did not find what it was asked for (EnterpriseDB/barman:barman/clients/cloud_cli.py, OperationErrorExit). */
const NOT_FOUND = 1;

/** PostgreSQL takes 1 to 125 of `restore_command` for the end of the archive, and stops at any other (its manual, Archive Recovery Settings). */
const STOP = 200;

/**
 * Answers which segment is the newest of the archive, and then fetches what the server asks for. It begins before the server, and
 * Kubernetes ends it after that. It is called with the options of Barman's programs.
 */
export const ARCHIVE = `import os, re, signal, subprocess, sys, time
import bucket

volume = "${VOLUME}"
folder = os.environ["FOLDER"]

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def newest():
    """The last segment of the last timeline; empty without any."""
    wals = f"{folder}/wals"
    last = max(bucket.folders(wals), default="")
    segments = [re.match(r"[0-9A-F]{24}(?=$|\\.(?!partial|backup))", name) for name in bucket.names(f"{wals}/{last}")]
    return max((found[0] for found in segments if found), default="")


def write(path, text):
    """Nobody sees half of it."""
    with open(f"{path}.new", "w") as file:
        file.write(text)
    os.rename(f"{path}.new", path)


def fetch(name):
    source = [*sys.argv[1:], os.environ["DESTINATION"], folder]
    done = subprocess.run(["barman-cloud-wal-restore", *source, name, f"{volume}/segments/{name}"])
    return str(done.returncode)


for name in ["requests", "answers", "segments"]:
    os.makedirs(f"{volume}/{name}", exist_ok=True)
write(f"{volume}/newest", newest())
while True:
    for name in os.listdir(f"{volume}/requests"):
        answer = fetch(name)
        os.remove(f"{volume}/requests/{name}")
        write(f"{volume}/answers/{name}", answer)
    time.sleep(0.05)
`;

/** The server's \`restore_command\`: asks for a file of the archive, and waits for the answer. */
export const SEGMENT = `set -eu
name=$1 target=$2
rm -f "${VOLUME}/answers/$name"
touch "${VOLUME}/requests/$name"
until [ -e "${VOLUME}/answers/$name" ]; do sleep 0.05; done
case $(cat "${VOLUME}/answers/$name") in
0) mv "${VOLUME}/segments/$name" "$target" ;;
${NOT_FOUND}) exit 1 ;;
*) exit ${STOP} ;;
esac
`;

/** Of the restored server. It is thrown away, so nothing is written twice, and nobody can reach it from outside of the pod. */
const CONFIGURATION = `listen_addresses = ''
unix_socket_directories = '${VOLUME}/run'
hba_file = '${PROGRAMS}/pg_hba.conf'
restore_command = 'sh ${PROGRAMS}/segment.sh %f %p'
# A standby that answers would need the limits of the server that wrote the log.
hot_standby = off
archive_mode = off
autovacuum = off
fsync = off
full_page_writes = off
shared_buffers = 256MB
max_wal_size = 512MB
`;

/** Its configuration; `libraries` are those that extensions of its databases refuse to be without. */
export function configuration(libraries: readonly string[]): string {
  return libraries.length === 0
    ? CONFIGURATION
    : `${CONFIGURATION}shared_preload_libraries = '${libraries.join(', ')}'\n`;
}

export const SIGN_IN = 'local all all trust\n';

/** Recovers the server to the end of the archive and checks it. \`DATABASES\` are those that must have tables. */
export const CHECK = `set -eu
cd ${VOLUME}
until [ -e newest ]; do sleep 0.1; done
mkdir -p run
chmod 700 data
# Of a server whose log has a volume of its own, the link to it.
[ -d data/pg_wal ] || { rm -f data/pg_wal; mkdir data/pg_wal; }
rm -f data/standby.signal data/postmaster.pid
touch data/recovery.signal
: > data/postgresql.auto.conf
export PGHOST=${VOLUME}/run PGUSER=postgres PGDATABASE=postgres
ask() { psql --no-psqlrc --tuples-only --no-align -v ON_ERROR_STOP=1 "$@"; }

postgres -D ${VOLUME}/data -c config_file=${PROGRAMS}/postgresql.conf &
server=$!
trap 'kill -INT "$server" 2> /dev/null || true' EXIT
until pg_isready --quiet; do
  kill -0 "$server" || { echo 'the server did not recover' >&2; exit 1; }
  sleep 0.5
done

# A segment has 16 MiB; eight digits of its name after the timeline, and the two last ones, are where it begins.
newest=$(cat newest)
[ -n "$newest" ] || { echo 'the archive has no write-ahead log' >&2; exit 1; }
begins=$(printf '%s' "$newest" | sed -E 's|^.{8}(.{8}).{6}(..)$|\\1/\\2000000|')
echo "archive: to $newest, which begins at $begins"
ask -c "SELECT 'recovered: to ' || pg_last_wal_replay_lsn() || ', last transaction ' || coalesce(pg_last_xact_replay_timestamp()::text, 'none')"
[ "$(ask -c "SELECT pg_last_wal_replay_lsn() > '$begins'")" = t ] ||
  { echo "a segment of the write-ahead log before $newest is missing: the recovery ended there" >&2; exit 1; }

ask -c "SELECT 'database ' || datname || ': ' || pg_size_pretty(pg_database_size(oid)) FROM pg_database WHERE NOT datistemplate ORDER BY datname"
for database in $DATABASES; do
  tables=$(ask -d "$database" -c "SELECT count(*) FROM pg_stat_user_tables")
  echo "database $database: $tables tables"
  [ "$tables" -gt 0 ] || { echo "the database $database has no tables" >&2; exit 1; }
done
# Reads every page of every table and index, and looks for every row in each index.
pg_amcheck --all --install-missing --heapallindexed
echo 'every table and index is sound'
`;
