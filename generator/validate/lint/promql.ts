/** Checks all PromQL in the built objects, generated or not: Prometheus does not load rules that it cannot parse. */
import { asText, isList, isObject, type Json, type JsonObject, maps } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { grafanaVariables, withoutGrafana } from '../../telemetry/grafana-variables.ts';
import { mistakeInPromql } from '../../telemetry/promql-syntax.ts';
import { embeddedJson } from './embedded.ts';
import type { Rule } from './rule.ts';
import { subject } from './tree.ts';

/** An expression, and the name of its rule or query. */
interface Written {
  readonly of: string;
  readonly expression: string;
}

export const wrongPromql: Rule = ({ newObjects, valueFiles }) => [
  ...[...newObjects].flatMap(([object, file]) =>
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

/** Prometheus rules anywhere in a value. */
function rulesIn(value: JsonObject): readonly Written[] {
  return [...maps(value)].flatMap(([, { expr, record, alert }]) => {
    const name = record ?? alert;
    // The operator also accepts a number.
    const isRule = typeof name === 'string' && (typeof expr === 'string' || typeof expr === 'number');
    return isRule && !isTemplate(asText(expr)) ? [{ of: `rule ${name}`, expression: asText(expr) }] : [];
  });
}

/** Helm renders it with `tpl`. */
function isTemplate(text: string): boolean {
  return text.includes('{{');
}

/** The Prometheus queries of Grafana dashboards in a ConfigMap. */
function dashboardsOf(object: Manifest): readonly Written[] {
  return embeddedJson(object).flatMap(([key, json]) =>
    isObject(json) && isList(json.panels) ? queriesIn(json, undefined, `a query of ${key}`) : [],
  );
}

/** A query uses its own data source or that of its panel. If a variable of the dashboard selects it, only Grafana knows which. */
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

/** A string can contain any text, so a query with a variable in a string is still checked. */
function outsideStrings(expression: string): string {
  return expression.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""');
}
