/**
 * Maintenance that SeaweedFS runs on its volumes. Without these scripts it does nothing: a copy that is lost with its server is never
 * replaced (seaweedfs/seaweedfs:weed/server/master_server.go, `startAdminScripts`).
 */

/** Minutes between two runs. A server that is away for less, as in an upgrade, is not treated as lost. */
const SLEEP_MINUTES = 17;

/**
 * Commands of `weed shell`, in this order. Those of upstream's default
 * (seaweedfs/seaweedfs:weed/cluster/maintenance/maintenance_config.go) but for erasure coding: it wants fourteen servers to spread
 * a volume over, and leaves fewer copies where there are two.
 */
const SCRIPTS = [
  'lock',
  // The filer's own log of changes, which only another filer would read.
  'fs.log.purge -daysAgo=7',
  'volume.deleteEmpty -quietFor=24h -apply',
  'volume.fix.replication -apply',
  'volume.balance -apply',
  // Parts of uploads that nobody completed.
  's3.clean.uploads -timeAgo=24h',
  'unlock',
] as const;

/** A folder of the filer whose objects go by age. */
export interface Expiring {
  readonly folder: string;
  /** None keeps them, also where they went before. */
  readonly days: number | undefined;
  /** Copies of each blob: a volume has as many. */
  readonly copies: 1 | 2;
}

/**
 * The masters' `master.toml`. The leader runs the scripts, once a filer is there. A rule for a folder holds for what is written into it from
 * then on: the object cannot be read any more after that time, and a volume goes as a whole when nothing in it is younger. Saying a rule
 * again changes nothing.
 */
export function masterConfiguration(expiring: readonly Expiring[]): string {
  return [
    '[master.maintenance]',
    'scripts = """',
    ...SCRIPTS,
    ...expiring.map(ruleOf),
    '"""',
    `sleep_minutes = ${SLEEP_MINUTES}`,
    '',
  ].join('\n');
}

/** Volumes with a time to live are others than those without: by default seven would be made at once, for which a small store has no room. */
function ruleOf({ folder, days, copies }: Expiring): string {
  const rule = days === undefined ? '-delete' : `-ttl=${timeToLive(days)} -volumeGrowthCount=${copies}`;
  return `fs.configure -locationPrefix=${folder} ${rule} -apply`;
}

/** As SeaweedFS writes it, with a number up to 255: never less than these days (seaweedfs/seaweedfs:weed/shell/command_fs_configure.go). */
function timeToLive(days: number): string {
  if (days <= 255) return `${days}d`;
  const weeks = Math.ceil(days / 7);
  return weeks <= 255 ? `${weeks}w` : `${Math.ceil(days / 30)}M`;
}
