import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import type { ModelServingSettings } from './settings.ts';

export const modelServing = defineHandle<ModelServingSettings>()({
  name: 'model-serving',
  namespace: STACK,
  probes: { servers: 'model-serving' },
});
