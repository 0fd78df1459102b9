/** Whether the object store answers, and whether it has every copy of what is in it. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { objectStore } from './handle.ts';

export const OBJECT_STORE_ALERTS: readonly Alert[] = [
  alert({
    name: 'ObjectStoreDown',
    rules: [{ severity: 'critical', expression: promql(`absent(up{job="${objectStore.probes.s3}"} == 1)`), for: '3m' }],
    summary: 'The object store does not answer',
    description: 'Prometheus reaches no S3 gateway of the object store. Langfuse cannot take in events.',
    dashboard: 'langfuse',
    runbook: {
      meaning:
        'Langfuse writes every event to the object store before it queues it. Ingestion answers with errors, and the collector keeps traces back.',
      diagnosis: [
        { caption: 'The gateways:', command: 'kubectl -n lang-observatory get deployment/object-store-s3' },
        {
          caption: 'The filer that they need:',
          command: 'kubectl -n lang-observatory get statefulset/object-store-filer',
        },
      ],
      mitigation: [
        'Start with the masters, then volumes, filer and gateways: each needs the one before it.',
        'A full volume server: raise `components.object-store.volume.storage` or `replicas`.',
      ],
    },
  }),
  alert({
    name: 'ObjectStoreCopiesMissing',
    rules: [
      {
        severity: 'warning',
        expression: promql('sum by (cluster, environment) (SeaweedFS_master_replica_placement_mismatch) > 0'),
        for: '1h',
      },
    ],
    summary: 'The object store has one copy of what should have two',
    description: '{{ $value }} volumes have fewer copies than they should, and no more are made.',
    dashboard: 'langfuse',
    runbook: {
      meaning:
        'A volume server is gone, or has lost its volume. Everything can still be read; what is on the server that is left is lost with it. The masters copy such volumes to a server that has room every 17 minutes, so an hour is long enough for it.',
      diagnosis: [
        {
          caption: 'Which volumes lack a copy:',
          query: promql('SeaweedFS_master_replica_placement_mismatch == 1'),
        },
        {
          caption: 'How many volumes each server holds; one that was made anew begins with none:',
          query: promql('sum by (pod) (SeaweedFS_volumeServer_volumes)'),
        },
        {
          caption: 'The volume servers, and why one does not run:',
          command: 'kubectl -n lang-observatory describe statefulset/object-store-volume',
        },
        {
          caption: 'What the masters said about copying:',
          command:
            "kubectl -n lang-observatory logs -l app.kubernetes.io/instance=object-store,app.kubernetes.io/component=master --tail=2000 | grep -E 'executing|replicated|error|no progress'",
        },
      ],
      mitigation: [
        'A volume server does not run: mend that first. With two servers there is no third to copy to.',
        'Its volume claim or node is gone for good: `kubectl -n lang-observatory delete pod,pvc` of that server; the StatefulSet makes both anew, empty, and the next round fills it.',
        '"no progress made": no server has room for another volume. Raise `components.object-store.volume.replicas`, or see `StoreNearFull`.',
        'To start a round at once: `kubectl -n lang-observatory exec -it statefulset/object-store-master -- weed shell`, then `lock`, `volume.fix.replication -apply`, `unlock`.',
      ],
    },
  }),
];
