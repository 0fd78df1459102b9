/**
 * PromQL that is known to be about something: `promql` parses an expression, looks every metric and label up in the catalogue,
 * and only then makes the `Expression` that panels, alerts and rules take. A typo throws; so do a rate of a gauge and a label
 * that an aggregation has already dropped.
 */
import { oncePerArgument } from '../data/once.ts';
import { CATALOGUE, type Catalogue } from './catalogue/catalogue.ts';
import { grafanaVariables, withoutGrafana } from './grafana-variables.ts';
import { checkPromql } from './promql-check.ts';
import { PromqlError } from './promql-syntax.ts';

export { PromqlError };

/** Made by `promql` only. */
export class Expression {
  readonly text: string;
  /** Names of the series that it selects, sorted. */
  readonly series: readonly string[];
  /** Labels that its result can have. */
  readonly labels: ReadonlySet<string>;
  /** Grafana's variables in it, without those that Grafana itself defines (`$__…`). */
  readonly variables: readonly string[];
  /** Nominal: an object of the same shape is no Expression. */
  readonly #checked = true;

  private constructor(text: string, series: readonly string[], labels: ReadonlySet<string>) {
    this.text = text;
    this.series = series;
    this.labels = labels;
    this.variables = grafanaVariables(text);
  }

  static of(text: string, catalogue: Catalogue): Expression {
    const { series, labels } = checkPromql(withoutGrafana(text), catalogue);
    return new Expression(text, series, labels);
  }

  static is(value: unknown): value is Expression {
    return typeof value === 'object' && value !== null && #checked in value;
  }

  toString(): string {
    return this.text;
  }
}

/** Most expressions are the same on every cluster, and are asked for at every level. */
const ofCatalogue = oncePerArgument((text: string) => Expression.of(text, CATALOGUE));

/** Throws a PromqlError that names what is wrong, and whose stack begins where the text is written. The text may hold Grafana's variables. */
export function promql(text: string, catalogue: Catalogue = CATALOGUE): Expression {
  try {
    return catalogue === CATALOGUE ? ofCatalogue(text) : Expression.of(text, catalogue);
  } catch (error) {
    if (error instanceof PromqlError) Error.captureStackTrace(error, promql);
    throw error;
  }
}
