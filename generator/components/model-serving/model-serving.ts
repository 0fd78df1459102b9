/** Model servers that somebody else has installed: Prometheus reads their metrics, and rules give them common names. */
import { defineComponent } from '../../stack/component.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { monitors, scrapeFlows } from '../scraped-pods/monitors.ts';
import { records } from '../scraped-pods/records.ts';
import { MODEL_SERVING_ALERTS } from './alerts.ts';
import { modelServingDashboard } from './dashboard.ts';
import { ENGINE_NAMES, ENGINES } from './engines.ts';
import { modelServing } from './handle.ts';
import { servingRules } from './rules.ts';
import { type ModelServer, settings } from './settings.ts';

const SCRAPE = {
  component: modelServing.name,
  job: modelServing.probes.servers,
  what: 'model servers',
  portOf: ({ engine, port }: ModelServer): number => port ?? ENGINES[engine].port,
} as const;

export const modelServingComponent = defineComponent(modelServing, {
  description: 'Metrics, dashboard, alerts and objective of model servers, such as vLLM, that run on the cluster.',
  // Where servers are named, and Prometheus is there to read them.
  modes: ['on-demand'],
  settings,
  alerts: MODEL_SERVING_ALERTS,
  dashboards: [modelServingDashboard],
  requires: () => [prometheusCrds],
  flows: (s) => scrapeFlows(s.servers, SCRAPE),
  manifests: (s) => [
    ...monitors(s.servers, SCRAPE),
    ...records(modelServing.name, s.servers, ENGINE_NAMES, servingRules),
  ],
});
