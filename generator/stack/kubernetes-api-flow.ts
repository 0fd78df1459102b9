/** The flow of a controller to the Kubernetes API, on the ports of the cluster. */
import type { Flow, Stack } from './component.ts';
import type { Workload } from './handle.ts';

/** From a workload to the Kubernetes API. */
export function kubernetesApiFlow(
  from: Workload,
  { kubernetesApi }: Pick<Stack, 'kubernetesApi'>,
  purpose = 'watch and write objects',
): Flow {
  return { from, to: { outside: 'kubernetes-api' }, ports: kubernetesApi.ports, purpose };
}
