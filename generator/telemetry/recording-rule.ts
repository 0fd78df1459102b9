/** A rule of Prometheus that records a series. */
import type { JsonObject } from '../data/json.ts';
import { promql } from './promql.ts';

/** Throws for an expression that the catalogue does not know. */
export function recordingRule(name: string, expression: string): JsonObject {
  return { record: name, expr: promql(expression).text };
}
