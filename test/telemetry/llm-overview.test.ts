import { describe, expect, it } from 'vitest';
import { isList, isObject, type Json } from '../../generator/json.ts';
import { llmOverview } from '../../generator/telemetry/llm-overview.ts';

/** What the SDK's histograms become in Prometheus. */
const METRICS = new Set([
  'gen_ai_client_operation_duration_seconds_bucket',
  'gen_ai_client_operation_duration_seconds_count',
  'gen_ai_client_token_usage_sum',
  'gen_ai_server_time_to_first_token_seconds_bucket',
  'gen_ai_usage_cost_USD_sum',
]);

/** Every query of every panel. */
function targets(): readonly { readonly expr: string; readonly interval: Json | undefined }[] {
  const { panels } = llmOverview();
  return (isList(panels) ? panels : [])
    .flatMap((panel) => (isObject(panel) && isList(panel.targets) ? panel.targets : []))
    .flatMap((target) => (isObject(target) ? [{ expr: String(target.expr), interval: target.interval }] : []));
}

describe('the overview of LLM applications', () => {
  it('asks only for series that the SDK makes', () => {
    const named = targets().flatMap(({ expr }) => expr.match(/gen_ai_\w+(?=\{)/g) ?? []);
    expect(new Set(named)).toEqual(METRICS);
  });

  it('never takes a rate over less than the SDK exports in', () => {
    expect(new Set(targets().map(({ interval }) => interval))).toEqual(new Set(['1m']));
  });
});
