/** Scores of Langfuse, as ClickHouse tells them of the last hour. */
import { type AlertCases, warning } from './case.ts';

const JOB = 'job="lang-observatory/evaluations"';
const UP = `up{${JOB},pod="clickhouse-0"}`;
const LEFT_OUT = `langfuse_score_groups_left_out{${JOB},pod="clickhouse-0"}`;

/** Twenty scores an hour on each replica, unless said otherwise, with these averages. */
function scores(score: string, average: string, count = 20, dataType = 'NUMERIC') {
  const labels = (pod: string) =>
    `{${JOB},pod="${pod}",project="demo",langfuse_environment="production",score="${score}",source="EVAL",data_type="${dataType}",category=""}`;
  const values = average.replace(/(^|(?<= ))[\d.]+/g, (value) => String(Number(value) * count));
  const replicas = ['clickhouse-0', 'clickhouse-1'].flatMap((pod) => [
    [`langfuse_scores_last_hour${labels(pod)}`, `${count}x1600`],
    [`langfuse_score_values_last_hour${labels(pod)}`, values],
  ]);
  return { up: '1x1600', ...Object.fromEntries(replicas) };
}

export const EVALUATION_CASES: Readonly<Record<string, AlertCases>> = {
  LlmScoreOutOfBounds: {
    fires: [
      { when: 'answers help less', series: scores('helpfulness', '0.6x60'), at: '30m', severities: warning },
      {
        when: 'fewer are resolved',
        series: scores('resolved', '0.4x60', 20, 'BOOLEAN'),
        at: '30m',
        severities: warning,
      },
      { when: 'answers are more toxic', series: scores('toxicity', '0.2x60'), at: '30m', severities: warning },
    ],
    silent: [
      { when: 'answers help', series: scores('helpfulness', '0.8x60'), at: '30m' },
      { when: 'answers are not toxic', series: scores('toxicity', '0.05x60'), at: '30m' },
      { when: 'there are a few scores only', series: scores('helpfulness', '0.6x60', 5), at: '30m' },
      { when: 'a score has no bounds', series: scores('length', '0.1x60'), at: '30m' },
    ],
  },
  LlmScoreFell: {
    fires: [
      { when: 'a good day ends', series: scores('length', '0.9x1500 0.6x100'), at: '1560m', severities: warning },
      {
        when: 'it has a lower bound, too',
        series: scores('helpfulness', '0.95x1500 0.75x100'),
        at: '1560m',
        severities: warning,
      },
    ],
    silent: [
      { when: 'it falls by a little', series: scores('length', '0.9x1500 0.85x100'), at: '1560m' },
      { when: 'it rises', series: scores('length', '0.6x1500 0.9x100'), at: '1560m' },
      { when: 'less is better', series: scores('toxicity', '0.09x1500 0.01x100'), at: '1560m' },
      { when: 'it is new', series: scores('length', '0.9x100 0.5x100'), at: '160m' },
      { when: 'there are a few scores only', series: scores('length', '0.9x1500 0.6x100', 5), at: '1560m' },
    ],
  },
  ScoresNotRead: {
    fires: [
      { when: 'no replica answers', series: { [UP]: '0x40' }, at: '30m', severities: warning },
      {
        when: 'there are too many names',
        series: { [UP]: '1x40', [LEFT_OUT]: '7x40' },
        at: '30m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'one of two replicas answers',
        series: { [UP]: '1x40', [`up{${JOB},pod="clickhouse-1"}`]: '0x40' },
        at: '30m',
      },
      { when: 'all have a series', series: { [UP]: '1x40', [LEFT_OUT]: '0x40' }, at: '30m' },
    ],
  },
};
