import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import { ENGINES } from './engines.ts';
import type { ModelServingSettings } from './settings.ts';

export const modelServing = defineHandle<ModelServingSettings>()({
  name: 'model-serving',
  namespace: STACK,
  probes: { servers: 'model-serving' },
});

/** Whether one of the servers says when it sends the first token: KServe, Triton and TGI do not. */
export function measureFirstToken({ servers }: ModelServingSettings): boolean {
  return servers.some(({ engine }) => ENGINES[engine].firstToken !== undefined);
}
