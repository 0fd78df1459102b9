import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import type { EvaluationsSettings } from './settings.ts';

const NAME = 'evaluations';

export const evaluations = defineHandle<EvaluationsSettings>()({
  name: NAME,
  namespace: STACK,
  probes: { scores: `${STACK_NAMESPACE}/${NAME}` },
});
