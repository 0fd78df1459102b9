/** LLM gateways that somebody else has installed: Prometheus reads their metrics without labels about people, and rules give them common names. */
import type { Secret } from '../../stack/component.ts';
import { defineComponent } from '../../stack/component.ts';
import { credentials } from '../credentials/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { monitors, nameOf, scrapeFlows } from '../scraped-pods/monitors.ts';
import { records } from '../scraped-pods/records.ts';
import { signInFields, signInSecret } from '../sign-in.ts';
import { LLM_GATEWAY_ALERTS } from './alerts.ts';
import { llmGatewaysDashboard } from './dashboard.ts';
import { ENGINE_NAMES, ENGINES } from './engines.ts';
import { llmGateways } from './handle.ts';
import { METRIC_RELABELINGS } from './personal-labels.ts';
import { gatewayRules } from './rules.ts';
import { type LlmGateway, settings } from './settings.ts';

const { name } = llmGateways;

const SCRAPE = {
  component: name,
  job: llmGateways.probes.gateways,
  what: 'LLM gateways',
  portOf: ({ engine, port }: LlmGateway): number => port ?? ENGINES[engine].port,
  endpoint: ({ engine, signIn }: LlmGateway, index: number, all: readonly LlmGateway[]) => ({
    path: ENGINES[engine].path,
    metricRelabelings: METRIC_RELABELINGS,
    ...signInFields(signIn, nameOf(name, engine, index, all)),
  }),
} as const;

export const llmGatewaysComponent = defineComponent(llmGateways, {
  description: 'Metrics, dashboard, alerts and objective of LLM gateways, such as LiteLLM, that run on the cluster.',
  // Where gateways are named, and Prometheus is there to read them.
  modes: ['on-demand'],
  settings,
  alerts: LLM_GATEWAY_ALERTS,
  dashboards: [llmGatewaysDashboard],
  requires: ({ gateways }) => [prometheusCrds, ...(secrets(gateways).length > 0 ? [credentials] : [])],
  secrets: (s) => secrets(s.gateways),
  flows: (s) => scrapeFlows(s.gateways, SCRAPE),
  manifests: (s) => [...monitors(s.gateways, SCRAPE), ...records(name, s.gateways, ENGINE_NAMES, gatewayRules)],
});

function secrets(gateways: readonly LlmGateway[]): readonly Secret[] {
  return gateways.flatMap(({ engine, signIn }, index) =>
    signInSecret(signIn, {
      name: nameOf(name, engine, index, gateways),
      purpose: `credentials of Prometheus for the metrics of ${engine}`,
      subject: `the metrics of ${engine}`,
      path: ['gateways', index],
    }),
  );
}
