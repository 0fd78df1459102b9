/** The series that the rule of a budget records. */
import { gauge, metricsOf } from './metric.ts';

export const BUDGET = metricsOf(
  { emitter: 'recorded', delivery: 'recorded', source: 'generator/telemetry: rule of the budget' },
  [gauge('llm:budget:usd_per_day', 'usd', [], 'What LLM calls of one day may cost.')],
);
