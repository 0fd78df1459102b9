/** GenAI emitters have several names for one thing: whoever looks at LLM traffic reads the series that rules record of all of them. */
import { describe, expect, it } from 'vitest';
import { gatewayRules } from '../../generator/components/llm-gateways/rules.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { CATALOGUE } from '../../generator/telemetry/catalogue/catalogue.ts';
import { GEN_AI } from '../../generator/telemetry/catalogue/gen-ai.ts';
import { LLM, MEASURED_BY } from '../../generator/telemetry/catalogue/llm.ts';
import { dashboards } from '../../generator/telemetry/dashboards.ts';
import { LLM_RULES } from '../../generator/telemetry/llm-rules/rules.ts';
import { RECORDINGS } from '../../generator/telemetry/llm-rules/sources.ts';
import { ruleGroups, watchedCluster } from './rules/watched-cluster.ts';

/** The rules that record what Envoy AI Gateway measures, which has the same names. */
const ENVOY_RULES = gatewayRules('envoy-ai-gateway').name;

/** Names in a text of series that arrive from GenAI emitters. */
function arriving(text: string): readonly string[] {
  const words = text.match(/[A-Za-z_:][\w:]*/g) ?? [];
  return [...new Set(words.filter((word) => CATALOGUE.find(word)?.metric.emitter === 'gen-ai'))];
}

/** Names that the conventions have, and no rule is made of, each with the reason. */
const NOT_RECORDED: Readonly<Record<string, string>> = {
  gen_ai_client_inference_operation_input_tokens: 'the distribution of what the counter adds up',
  gen_ai_client_inference_operation_output_tokens: 'the distribution of what the counter adds up',
};

describe('a name that a GenAI emitter chose', () => {
  it('is on no dashboard', () => {
    const drawn = dashboards(REGISTRY).map((one) => ({ uid: one.uid, names: arriving(JSON.stringify(one)) }));
    expect(drawn.filter(({ names }) => names.length > 0)).toEqual([]);
  });

  it('is in no alert, objective or other rule but those that record it', () => {
    const others = ruleGroups(watchedCluster({ fleet: { budget: { usdPerDay: 400 } } })).filter(
      ({ name }) => name !== LLM_RULES.name && name !== ENVOY_RULES,
    );
    expect(others.length).toBeGreaterThan(10);
    expect(others.flatMap((group) => arriving(JSON.stringify(group)))).toEqual([]);
  });

  it('is in no query of a runbook', () => {
    const queries = REGISTRY.flatMap(({ alerts = [] }) => alerts.flatMap(({ runbook }) => runbook.diagnosis));
    expect(queries.flatMap((check) => ('query' in check ? arriving(check.query.text) : []))).toEqual([]);
  });

  it('would be found', () => {
    expect(arriving('sum(rate(gen_ai_client_token_usage_sum{job="x"}[5m]))')).toEqual([
      'gen_ai_client_token_usage_sum',
    ]);
  });

  it('is recorded, where it is one of the conventions', () => {
    const read = arriving(JSON.stringify(LLM_RULES)).map((name) => CATALOGUE.find(name)?.metric.name);
    const left = GEN_AI.filter(({ conventions, name }) => conventions !== undefined && !read.includes(name));
    expect(left.map(({ name }) => name).sort()).toEqual(Object.keys(NOT_RECORDED).sort());
  });
});

/** Selectors of series that several sides measure, without the side. */
function sideless(text: string): readonly string[] {
  const selectors = text.replaceAll('\\', '').match(/\bllm:\w+(?:\{[^}]*\})?/g) ?? [];
  return selectors.filter((selector) => {
    const name = selector.split('{')[0] ?? '';
    return CATALOGUE.find(name)?.labels.has(MEASURED_BY) === true && !selector.includes(`${MEASURED_BY}=`);
  });
}

describe('a series about LLM traffic', () => {
  it('is read as one side measures it: the application, the gateway or the server', () => {
    const groups = ruleGroups(watchedCluster({ fleet: { budget: { usdPerDay: 400 } } }));
    // A selector on a dashboard may hold variables in braces.
    const drawn = dashboards(REGISTRY).map(({ panels }) => JSON.stringify(panels).replace(/\$\{(\w+)\}/g, '$$$1'));
    const ruled = groups.filter(({ name }) => name !== LLM_RULES.name).map((group) => JSON.stringify(group));
    expect([...drawn, ...ruled].flatMap(sideless)).toEqual([]);
    expect(sideless('sum(rate(llm:input_tokens_total{job="x"}[5m]))')).toHaveLength(1);
  });

  it('is recorded under every name of the catalogue, and under no other', () => {
    expect([...new Set(RECORDINGS.map(({ name }) => name))].sort()).toEqual(LLM.map(({ name }) => name).sort());
  });
});
