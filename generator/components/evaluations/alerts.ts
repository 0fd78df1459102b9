/** Evaluations: their average is out of its bounds, or lower than it was, or nobody knows it. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { SCORE_READER } from '../clickhouse/handle.ts';
import { evaluations } from './handle.ts';

const JOB = `job="${evaluations.probes.scores}"`;
const ANSWERS = `max by (cluster, environment) (up{${JOB}})`;
const LEFT_OUT = `max by (cluster, environment) (langfuse_score_groups_left_out{${JOB}}) > 0`;

const AVERAGE = 'llm:score_average:last_hour';
/** The average of a few scores says little. */
const OF_ENOUGH = 'and llm:score_ratings:last_hour >= 10';
const BOUND = 'on (cluster, environment, score) group_left ()';
/** As it was on the day before this hour. */
const BEFORE = `avg_over_time(${AVERAGE}[1d] offset 1h)`;
const SPREAD = `stddev_over_time(${AVERAGE}[1d] offset 1h)`;
/** A new score has no past to be compared with. */
const KNOWN = `and ${AVERAGE} offset 1d`;
/** Of these, less is better. */
const LESS_IS_BETTER = 'llm:score_bound:max unless on (cluster, environment, score) llm:score_bound:min';

const WHAT =
  'The average of the score {{ $labels.score }} ({{ $labels.source }}) in the project {{ $labels.project }}, environment {{ $labels.langfuse_environment }}';

const MITIGATION: readonly string[] = [
  'It began with a release of the application, a new prompt or another model: compare traces from before and after in Langfuse, filtered by this score. Roll the change back if it is the cause.',
  'Only scores of the source `EVAL` changed: the model that judges, or its prompt, may have changed. Compare some of its scores with your own judgement.',
  'The model has become worse and nothing was changed: check the status page of its provider, and the dashboard *LLM overview* for errors and retries.',
];

const DIAGNOSIS = [
  {
    caption: 'Average by project and environment of Langfuse:',
    query: promql(`avg by (project, langfuse_environment, score, source) (${AVERAGE})`),
  },
  {
    caption: 'Number of scores in the last hour:',
    query: promql('sum by (project, langfuse_environment, score, source) (llm:score_ratings:last_hour)'),
  },
] as const;

export const EVALUATION_ALERTS: readonly Alert[] = [
  alert({
    name: 'LlmScoreOutOfBounds',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          `(${AVERAGE} ${OF_ENOUGH}) < ${BOUND} llm:score_bound:min or (${AVERAGE} ${OF_ENOUGH}) > ${BOUND} llm:score_bound:max`,
        ),
        for: '15m',
      },
    ],
    summary: 'The score {{ $labels.score }} is out of its bounds',
    description: `${WHAT}, is {{ printf "%.3g" $value }} over the last hour.`,
    dashboard: 'evaluations',
    runbook: {
      meaning:
        'The answers of an application are worse than `components.evaluations.bounds` allows. At least ten scores were given in the hour.',
      diagnosis: [
        { caption: 'Lower bounds:', query: promql('llm:score_bound:min') },
        { caption: 'Upper bounds:', query: promql('llm:score_bound:max') },
        ...DIAGNOSIS,
      ],
      mitigation: [
        ...MITIGATION,
        'The value is acceptable: change the bound for the fleet, the environment or the cluster.',
      ],
    },
  }),
  alert({
    name: 'LlmScoreFell',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          [
            `${AVERAGE} < ${BEFORE} - 3 * ${SPREAD}`,
            `and ${AVERAGE} < ${BEFORE} - 0.1 * abs(${BEFORE})`,
            OF_ENOUGH,
            KNOWN,
            `unless on (cluster, environment, score) (${LESS_IS_BETTER})`,
          ].join(' '),
        ),
        for: '30m',
      },
    ],
    summary: 'The score {{ $labels.score }} is unusually low',
    description: `${WHAT}, fell to {{ printf "%.3g" $value }} in the last hour: by more than a tenth, and more than three standard deviations below the day before.`,
    dashboard: 'evaluations',
    runbook: {
      meaning:
        'The answers of an application have become worse. Scores with an upper bound only, such as toxicity, are left out: less is better there.',
      diagnosis: [...DIAGNOSIS, { caption: 'Averages of the day before:', query: promql(BEFORE) }],
      mitigation: [
        ...MITIGATION,
        'Less is better for this score: set `max` for it in `components.evaluations.bounds`.',
      ],
    },
  }),
  alert({
    name: 'ScoresNotRead',
    rules: [{ severity: 'warning', expression: promql(`${ANSWERS} == 0 or ${LEFT_OUT}`), for: '15m' }],
    summary: 'Prometheus cannot read all scores of Langfuse',
    description:
      'ClickHouse does not answer the query of scores, or there are more names and categories of scores than there is room for.',
    dashboard: 'evaluations',
    runbook: {
      meaning: 'Nobody is told when the quality of answers falls.',
      diagnosis: [
        { caption: 'Whether any server answers (1 is yes):', query: promql(ANSWERS) },
        { caption: 'Groups of scores without a series:', query: promql(LEFT_OUT) },
        {
          caption: 'The last queries that failed, and why:',
          command: `kubectl -n lang-observatory exec clickhouse-clickhouse-0-0-0 -- clickhouse client --query "SELECT event_time, exception FROM system.text_log WHERE level <= 'Error' AND message LIKE '%${SCORE_READER.username}%' ORDER BY event_time DESC LIMIT 5 FORMAT Vertical"`,
        },
      ],
      mitigation: [
        'ClickHouse is down: see [ClickHouseDown].',
        'The table `scores` does not exist: Langfuse has not started yet, or its migrations failed. See [LangfuseDown].',
        'The query takes longer than 30 seconds: ClickHouse has too few resources for the number of scores. Increase `components.clickhouse.resources`.',
        'There are groups without a series: an application puts changing text into the names or categories of its scores. Twenty categories of a score and 500 groups have a series. Use fixed names, and put the text into the comment.',
      ],
    },
  }),
];
