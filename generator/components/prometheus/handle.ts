/** Addresses to query Prometheus and to write to it. */
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import { MOST_REPLICAS, PARTS, PREFIX } from './parts.ts';
import type { PrometheusSettings } from './settings.ts';

export const prometheus = defineHandle<PrometheusSettings>()({
  name: 'prometheus',
  namespace: STACK,
  workloads: PARTS,
  probes: {
    apiServer: 'apiserver',
    argocd: `${STACK_NAMESPACE}/argocd`,
    flux: `${STACK_NAMESPACE}/flux`,
  },
  connection: {
    /** The Service selects any replica: never write through it. */
    url: `http://${PREFIX}-prometheus.${STACK_NAMESPACE}.svc:9090`,
    /**
     * Each replica by its own name, for the maximum number of replicas. Replicas share no data: each scrapes all targets itself,
     * but pushed samples must be sent to each, or every replica has gaps where the Service selected another one.
     */
    replicaUrls: Array.from(
      { length: MOST_REPLICAS },
      (_, index) => `http://prometheus-${PREFIX}-${index}.prometheus-operated.${STACK_NAMESPACE}.svc:9090`,
    ),
  },
});
