/** PromQL as it stands in the objects that are built, whoever wrote it: what Prometheus cannot parse it does not load. */
import { asText, isList, isObject, type Json, type JsonObject, maps } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { grafanaVariables, withoutGrafana } from '../../telemetry/grafana-variables.ts';
import { mistakeInPromql } from '../../telemetry/promql-syntax.ts';
import { embeddedJson } from './embedded.ts';
import type { Rule } from './rule.ts';
import { subject } from './tree.ts';

/** An expression, and what it is the expression of. */
interface Written {
  readonly of: string;
  readonly expression: string;
}

export const wrongPromql: Rule = ({ objects, valueFiles }) => [
  ...[...objects].flatMap(([object, file]) =>
    mistakes([...rulesOf(object), ...dashboardsOf(object)]).map((message) => finding(file, subject(object), message)),
  ),
  ...[...valueFiles].flatMap(([file, values]) =>
    mistakes(rulesIn(values)).map((message) => finding(file, undefined, message)),
  ),
];

function finding(file: string, object: string | undefined, message: string): ReturnType<Rule>[number] {
  return { code: 'invalid-promql', file, object, message };
}

function mistakes(written: readonly Written[]): readonly string[] {
  return written.flatMap(({ of, expression }) => {
    const mistake = mistakeInPromql(expression);
    return mistake === undefined ? [] : [`${of} ${mistake}`];
  });
}

function rulesOf(object: Manifest): readonly Written[] {
  return object.kind === 'PrometheusRule' ? rulesIn(object) : [];
}

/** Rules for Prometheus wherever they stand in a value. */
function rulesIn(value: JsonObject): readonly Written[] {
  return [...maps(value)].flatMap(([, { expr, record, alert }]) => {
    const name = record ?? alert;
    // The operator takes a number too.
    const isRule = typeof name === 'string' && (typeof expr === 'string' || typeof expr === 'number');
    return isRule && !isTemplate(asText(expr)) ? [{ of: `rule ${name}`, expression: asText(expr) }] : [];
  });
}

/** Helm's `tpl` fills it in. */
function isTemplate(text: string): boolean {
  return text.includes('{{');
}

/** The queries of Grafana's dashboards in a ConfigMap, so far as they are for Prometheus. */
function dashboardsOf(object: Manifest): readonly Written[] {
  return embeddedJson(object).flatMap(([key, json]) =>
    isObject(json) && isList(json.panels) ? queriesIn(json, undefined, `a query of ${key}`) : [],
  );
}

/** A query is for its own data source or for that of its panel. What a variable of the dashboard decides only Grafana knows. */
function queriesIn(value: Json, above: Json | undefined, of: string): readonly Written[] {
  if (isList(value)) return value.flatMap((item) => queriesIn(item, above, of));
  if (!isObject(value)) return [];
  const source = isObject(value.datasource) ? value.datasource.type : above;
  const { expr } = value;
  const own =
    source === 'prometheus' &&
    typeof expr === 'string' &&
    expr !== '' &&
    grafanaVariables(outsideStrings(expr)).length === 0
      ? [{ of, expression: withoutGrafana(expr) }]
      : [];
  return [...own, ...Object.values(value).flatMap((inner) => queriesIn(inner, source, of))];
}

/** Inside a string any text will do, so a variable there is no reason to look away. */
function outsideStrings(expression: string): string {
  return expression.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""');
}
