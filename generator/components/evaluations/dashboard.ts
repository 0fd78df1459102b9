/** Evaluations: how good answers are, by the scores in Langfuse. */
import { type DashboardDrawing, dashboard, row } from '../../telemetry/grafana/dashboard.ts';
import { orZero, total } from '../../telemetry/grafana/expressions.ts';
import { stat, timeSeries } from '../../telemetry/grafana/panels.ts';
import { query } from '../../telemetry/grafana/query.ts';
import { table } from '../../telemetry/grafana/table.ts';
import { chained, matchers, PLACE } from '../../telemetry/grafana/variables.ts';

const CHOICES = { ...PLACE, project: 'Project', langfuse_environment: 'Environment in Langfuse', score: 'Score' };
const WHERE = matchers(Object.keys(CHOICES));
const IN_PLACE = matchers(Object.keys(PLACE));
const SCORE = 'score, source';
const NAMED = '{{score}} ({{source}})';
const NO_SCORES = 'no scores in the last hour';
const NO_RATINGS = 'no numeric or boolean scores in the last hour';

const AVERAGE = 'llm:score_average:last_hour';
const RATINGS = 'llm:score_ratings:last_hour';

/** Weighted by the number of scores of each project and environment. */
const average = (by: string): string =>
  `sum by (${by}) (${AVERAGE}{${WHERE}} * ${RATINGS}{${WHERE}}) / ${total(RATINGS, WHERE, by)}`;

export const evaluationsDashboard: DashboardDrawing = () =>
  dashboard({
    uid: 'evaluations',
    title: 'Evaluations',
    description:
      'Scores that people, models and programs give to traces in Langfuse: averages, numbers and categories.',
    tags: ['llm'],
    variables: chained('llm:scores:last_hour', CHOICES),
    rows: [
      row(
        'Last hour',
        stat({
          title: 'Scores',
          description: 'Scores of the last hour.',
          unit: 'short',
          queries: [query(orZero(total('llm:scores:last_hour', WHERE)), 'scores')],
        }),
        stat({
          title: 'By applications',
          description: 'Scores of the last hour that applications sent.',
          unit: 'short',
          queries: [query(orZero(total('llm:scores:last_hour', `${WHERE}, source="API"`)), 'by applications')],
        }),
        stat({
          title: 'By models',
          description: 'Scores of the last hour that Langfuse had a model or a program give.',
          unit: 'short',
          queries: [query(orZero(total('llm:scores:last_hour', `${WHERE}, source="EVAL"`)), 'by models')],
        }),
        stat({
          title: 'By people',
          description: 'Scores of the last hour that people gave in Langfuse.',
          unit: 'short',
          queries: [query(orZero(total('llm:scores:last_hour', `${WHERE}, source="ANNOTATION"`)), 'by people')],
        }),
        stat({
          title: 'Out of bounds',
          description: 'Scores whose average is out of the bounds of components.evaluations.',
          unit: 'short',
          limits: { warn: 1, bad: 2 },
          queries: [query(orZero(`count(${outOf('<', 'min')} or ${outOf('>', 'max')})`), 'out of bounds')],
        }),
        stat({
          title: 'Without a series',
          description: 'Groups of scores that are not shown, because there are too many names or categories.',
          unit: 'short',
          limits: { warn: 1, bad: 100 },
          queries: [query(orZero(`max(langfuse_score_groups_left_out{${IN_PLACE}})`), 'without a series')],
        }),
      ),
      row(
        'Quality',
        timeSeries({
          title: 'Average',
          description:
            'Average of each numeric or boolean score in the hour before; of a boolean one the share of true.',
          unit: 'short',
          queries: [query(average(SCORE), NAMED)],
          empty: NO_RATINGS,
        }),
        timeSeries({
          title: 'Average by project',
          description: 'Average of each score, by project and environment of Langfuse.',
          unit: 'short',
          queries: [
            query(average('project, langfuse_environment, score'), '{{score}} {{project}} {{langfuse_environment}}'),
          ],
          empty: NO_RATINGS,
        }),
        table({
          title: 'Scores',
          description: 'Averages and numbers of the last hour, by score.',
          rows: { score: 'Score', source: 'Source' },
          columns: [
            { query: query(average(SCORE), 'Average'), unit: 'short', decimals: 3 },
            { query: query(total(RATINGS, WHERE, SCORE), 'Scores'), unit: 'short' },
          ],
          sort: 'Scores',
          empty: NO_RATINGS,
        }),
      ),
      row(
        'Number',
        timeSeries({
          title: 'Scores',
          description: 'Scores in the hour before, by name and source.',
          unit: 'short',
          min: 0,
          queries: [query(total('llm:scores:last_hour', WHERE, SCORE), NAMED)],
          empty: NO_SCORES,
        }),
        timeSeries({
          title: 'Categories',
          description: 'Categorical and boolean scores in the hour before, by category.',
          unit: 'short',
          min: 0,
          queries: [
            query(
              total('llm:scores:last_hour', `${WHERE}, category!=""`, 'score, category'),
              '{{score}}: {{category}}',
            ),
          ],
          empty: 'no categorical scores in the last hour',
        }),
      ),
    ],
  });

function outOf(operator: '<' | '>', bound: 'min' | 'max'): string {
  return `${AVERAGE}{${WHERE}} ${operator} on (cluster, environment, score) group_left () llm:score_bound:${bound}`;
}
