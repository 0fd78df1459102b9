/** Whether the object store answers, and whether it has every copy of what is in it. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { objectStore } from './handle.ts';

export const OBJECT_STORE_ALERTS: readonly Alert[] = [
  alert({
    name: 'ObjectStoreDown',
    rules: [{ severity: 'critical', expression: promql(`absent(up{job="${objectStore.probes.s3}"} == 1)`), for: '3m' }],
    summary: 'The object store is down',
    description: 'Prometheus cannot scrape any S3 gateway of the object store. Langfuse cannot accept events.',
    dashboard: 'langfuse',
    runbook: {
      meaning:
        'Langfuse writes every event to the object store before it queues the event. The ingestion API of Langfuse returns errors, and the collector queues traces and retries.',
      diagnosis: [
        { caption: 'S3 gateways:', command: 'kubectl -n lang-observatory get deployment/object-store-s3' },
        {
          caption: 'Filer, which the S3 gateways need:',
          command: 'kubectl -n lang-observatory get statefulset/object-store-filer',
        },
      ],
      mitigation: [
        'Check the masters first, then the volume servers, the filer and the S3 gateways: each needs the previous ones.',
        'The volume servers are full: see [StoreNearFull].',
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
    summary: 'The object store has only one copy of some data',
    description: '{{ $value }} volumes have fewer copies than configured, and the missing copies are not recreated.',
    dashboard: 'langfuse',
    runbook: {
      meaning:
        'A volume server is missing or has lost its data. All data can still be read, but if the server with the remaining copy fails, this data is lost. Every 17 minutes, the masters copy such volumes to a server with free space, so one hour is enough time for this.',
      diagnosis: [
        {
          caption: 'Volumes with a missing copy:',
          query: promql('SeaweedFS_master_replica_placement_mismatch == 1'),
        },
        {
          caption: 'Number of volumes on each server (a new server starts with 0):',
          query: promql('sum by (pod) (SeaweedFS_volumeServer_volumes)'),
        },
        {
          caption: 'Volume servers and their events:',
          command: 'kubectl -n lang-observatory describe statefulset/object-store-volume',
        },
        {
          caption: 'Recent logs of the masters about replication:',
          command:
            "kubectl -n lang-observatory logs -l app.kubernetes.io/instance=object-store,app.kubernetes.io/component=master --tail=2000 | grep -E 'executing|replicated|error|no progress'",
        },
      ],
      mitigation: [
        'A volume server is not running: fix it first. With two servers, there is no third server to copy to.',
        'The PersistentVolumeClaim or the node of the server is permanently lost: delete the pod and the PersistentVolumeClaim of that server (`kubectl -n lang-observatory delete pod,pvc`). The StatefulSet recreates both, empty, and the masters copy the data to it.',
        'The log contains "no progress made": no server has space for another volume. Increase `components.object-store.volume.replicas`, or see [StoreNearFull].',
        'To start replication now, run `kubectl -n lang-observatory exec -it statefulset/object-store-master -- weed shell`, then enter `lock`, `volume.fix.replication -apply`, `unlock`.',
      ],
    },
  }),
];
