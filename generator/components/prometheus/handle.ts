/** Where to ask Prometheus, and where to write to it. */
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
    /** The Service takes any replica: never write through it. */
    url: `http://${PREFIX}-prometheus.${STACK_NAMESPACE}.svc:9090`,
    /**
     * Each replica by its own name, as many as there can be. Replicas share nothing: what is scraped, each scrapes for itself,
     * but what is pushed must be pushed to each, or every one of them has holes where the Service chose another.
     */
    replicaUrls: Array.from(
      { length: MOST_REPLICAS },
      (_, index) => `http://prometheus-${PREFIX}-${index}.prometheus-operated.${STACK_NAMESPACE}.svc:9090`,
    ),
  },
});
