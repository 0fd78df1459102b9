/** Rules that record the scores of the last hour, once for all replicas of ClickHouse, and the bounds of the input. */
import type { JsonObject } from '../../data/json.ts';
import type { RuleGroup } from '../../kubernetes/prometheus-rule.ts';
import { recordingRule } from '../../telemetry/recording-rule.ts';
import { constant } from '../../telemetry/slos.ts';
import { evaluations } from './handle.ts';
import type { Bound } from './settings.ts';

const JOB = `job="${evaluations.probes.scores}"`;
const GROUP = 'cluster, environment, project, langfuse_environment, score, source';
const RATED = 'data_type=~"NUMERIC|BOOLEAN"';

/** Every replica answers for all of them, one that lags behind with less. */
const perReplica = (metric: string, matchers: string, by: string): string =>
  `sum by (${by}) (avg by (${GROUP}, data_type, category) (${metric}{${JOB}${matchers}}))`;

export function scoreRules(bounds: readonly Bound[]): RuleGroup {
  const values = perReplica('langfuse_score_values_last_hour', `, ${RATED}`, GROUP);
  const rated = perReplica('langfuse_scores_last_hour', `, ${RATED}`, GROUP);
  return {
    name: 'scores',
    rules: [
      recordingRule(
        'llm:scores:last_hour',
        perReplica('langfuse_scores_last_hour', '', `${GROUP}, data_type, category`),
      ),
      recordingRule('llm:score_ratings:last_hour', rated),
      recordingRule('llm:score_average:last_hour', `${values} / ${rated}`),
      ...bounds.flatMap(({ score, min, max }) => [
        ...(min === undefined ? [] : [boundOf('llm:score_bound:min', score, min)]),
        ...(max === undefined ? [] : [boundOf('llm:score_bound:max', score, max)]),
      ]),
    ],
  };
}

function boundOf(name: string, score: string, value: number): JsonObject {
  return { record: name, expr: constant(value), labels: { score } };
}
