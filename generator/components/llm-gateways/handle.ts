import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import type { LlmGatewaysSettings } from './settings.ts';

export const llmGateways = defineHandle<LlmGatewaysSettings>()({
  name: 'llm-gateways',
  namespace: STACK,
  probes: { gateways: 'llm-gateways' },
});
