/**
 * Evaluations in Grafana: the scores that people, models and programs give to traces in Langfuse. ClickHouse has them, and answers a query
 * in the format of Prometheus, so no further program is needed; the user of the query can read nothing but scores.
 */
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podMonitor } from '../../kubernetes/monitor.ts';
import { prometheusRule } from '../../kubernetes/prometheus-rule.ts';
import { defineComponent, type Mistake, type Stack } from '../../stack/component.ts';
import { clickhouse, SCORE_READER } from '../clickhouse/handle.ts';
import { langfuse } from '../langfuse/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { EVALUATION_ALERTS } from './alerts.ts';
import { evaluationsDashboard } from './dashboard.ts';
import { evaluations } from './handle.ts';
import { scoreRules } from './rules.ts';
import { scoresQuery } from './scores.ts';
import { settings } from './settings.ts';

const OWNER = { name: evaluations.name, namespace: STACK_NAMESPACE, component: evaluations.name } as const;

export const evaluationsComponent = defineComponent(evaluations, {
  description: 'Evaluations: metrics, dashboard and alerts of the scores in Langfuse.',
  modes: ['disabled', 'managed'],
  settings,
  alerts: EVALUATION_ALERTS,
  dashboards: [evaluationsDashboard],
  requires: () => [prometheusCrds, clickhouse, langfuse],
  mistakes: (_, stack) => externalStores(stack),
  flows: () => [
    { from: prometheus.prometheus, to: clickhouse.server, ports: [8123], purpose: 'scores of evaluations' },
  ],
  manifests: (s, stack) => [
    monitor(stack),
    prometheusRule({ ...OWNER, name: `${evaluations.name}-records` }, [scoreRules(s.bounds)]),
  ],
});

/** Nobody but the operator of a server can give it a user, and Prometheus finds only pods of the cluster. */
function externalStores(stack: Stack): readonly Mistake[] {
  const modes = [
    [langfuse.name, stack.of(langfuse).mode],
    [clickhouse.name, stack.of(clickhouse).mode],
  ] as const;
  const [name] = modes.find(([, mode]) => mode === 'external') ?? [];
  if (name === undefined) return [];
  return [
    {
      code: 'invalid-value',
      path: ['mode'],
      message: `reads scores from the ClickHouse of the cluster, but ${name} is external`,
      hint: `set components.evaluations.mode: disabled, or components.${name}.mode: managed`,
    },
  ];
}

function monitor(stack: Stack): Manifest {
  const { database } = clickhouse.connection(stack.of(clickhouse));
  const from = (key: string) => ({ name: SCORE_READER.secretName, key });
  return podMonitor({
    ...OWNER,
    matchLabels: clickhouse.server.podLabels,
    port: 'http',
    path: '/',
    endpoint: {
      // A query that takes longer than this would be asked again before it ends; and it would fill the log of queries with itself.
      params: { query: [scoresQuery(database)], log_queries: ['0'], max_execution_time: ['30'] },
      basicAuth: { username: from('username'), password: from('password') },
      interval: '1m',
      scrapeTimeout: '30s',
    },
  });
}
