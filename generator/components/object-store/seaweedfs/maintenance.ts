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

/** The masters' `master.toml`. The leader runs the scripts, once a filer is there. */
export const MASTER_CONFIGURATION = [
  '[master.maintenance]',
  'scripts = """',
  ...SCRIPTS,
  '"""',
  `sleep_minutes = ${SLEEP_MINUTES}`,
  '',
].join('\n');
