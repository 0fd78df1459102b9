/** The scores of Langfuse as metrics: a query to ClickHouse, whose answer is in the format of Prometheus. */

/** Names that the labels have, and what of the table they are. The scrape has a label `environment` already: that of the cluster. */
const LABELS = {
  project: 's.project_id',
  langfuse_environment: 's.environment',
  score: 's.name',
  source: 's.source',
  data_type: 's.data_type',
  category: "if(s.data_type = 'NUMERIC', '', ifNull(s.string_value, ''))",
} as const;

/** Users choose names and categories of scores, so there can be any number of them. */
const CATEGORIES = 20;
const GROUPS = 500;

/**
 * The scores of the last hour, in groups. Every row is a version of a score, and `FINAL` reads only the newest one, as Langfuse itself does
 * (langfuse/langfuse:packages/shared/clickhouse/migrations/clustered/0003_scores.up.sql). Texts and corrections of answers are left out:
 * they have no value.
 *
 * `database` is the one of Langfuse's tables.
 */
export function scoresQuery(database: string): string {
  const names = Object.keys(LABELS).join(', ');
  const columns = Object.entries(LABELS).map(([label, column]) => `toString(${column}) AS ${label}`);
  return `WITH each AS (
  SELECT ${columns.join(', ')},
    count() AS scores, sum(s.value) AS total
  FROM ${database}.scores AS s FINAL
  WHERE s.timestamp > now() - INTERVAL 1 HOUR AND s.timestamp <= now() AND s.data_type IN ('NUMERIC', 'BOOLEAN', 'CATEGORICAL')
  GROUP BY ${names}
), shown AS (
  SELECT * FROM each ORDER BY scores DESC, ${names} LIMIT ${CATEGORIES} BY project, score LIMIT ${GROUPS}
)
SELECT sample.1 AS name, 'gauge' AS type, sample.2 AS help, sample.3 AS value, sample.4 AS labels
FROM (
  SELECT arrayJoin([
    ('langfuse_scores_last_hour', 'Scores of the last hour.', toFloat64(scores), place),
    ('langfuse_score_values_last_hour', 'Sum of the values of the scores of the last hour.', total, place)
  ]) AS sample
  FROM (SELECT scores, total, map(${Object.keys(LABELS)
    .map((label) => `'${label}', ${label}`)
    .join(', ')}) AS place FROM shown)
  UNION ALL
  SELECT ('langfuse_score_groups_left_out', 'Groups of scores of the last hour without a series.',
    toFloat64(assumeNotNull((SELECT count() FROM each) - (SELECT count() FROM shown))), CAST(map(), 'Map(String, String)'))
)
ORDER BY name, toString(labels)
FORMAT Prometheus`;
}
