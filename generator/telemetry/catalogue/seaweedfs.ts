/** SeaweedFS about its volumes: which servers the masters know, and whether each volume has its copies. */
import { gauge, metricsOf } from './metric.ts';

export const SEAWEEDFS = metricsOf(
  { emitter: 'seaweedfs', delivery: 'scraped', source: 'seaweedfs/seaweedfs:weed/stats/metrics.go' },
  [
    gauge('SeaweedFS_master_is_leader', 'bool', [], 'Whether this master leads.'),
    gauge(
      'SeaweedFS_master_replica_placement_mismatch',
      'bool',
      ['collection', 'id'],
      'Whether a volume has fewer copies than it should; of the master that leads.',
    ),
    gauge('SeaweedFS_volumeServer_volumes', 'count', ['collection', 'type'], 'Volumes that a server holds.'),
  ],
);
