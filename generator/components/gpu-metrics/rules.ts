/**
 * Rules that record what GPUs draw and cost, for each pod that has them, and for each token that such a pod generates. A pod that serves
 * several models has its energy and cost shared among them by their tokens. A GPU that several pods share counts as one for each of them.
 */
import type { JsonObject } from '../../data/json.ts';
import type { RuleGroup } from '../../kubernetes/prometheus-rule.ts';
import { recordingRule } from '../../telemetry/recording-rule.ts';
import { gpuMetrics } from './handle.ts';

const PLACE = 'cluster, environment';
const POD = `${PLACE}, namespace, pod`;
const MODEL = `${PLACE}, engine, model, namespace`;

/** The exporter's own pod is in `pod`, the pod that has the GPU in `exported_pod`, and a GPU that no pod has is in neither. */
const POWER = (
  [
    ['namespace', 'exported_namespace'],
    ['pod', 'exported_pod'],
    ['gpu_model', 'modelName'],
  ] as const
).reduce(
  (text, [to, from]) => `label_replace(${text}, "${to}", "$1", "${from}", "(.*)")`,
  `DCGM_FI_DEV_POWER_USAGE{job="${gpuMetrics.probes.exporter}"}`,
);

interface Known {
  /** US dollars, of every GPU or by its name. */
  readonly pricePerHour: number | Readonly<Record<string, number>> | undefined;
  /** Whether model servers are watched. */
  readonly hasTokens: boolean;
}

export function gpuRules({ pricePerHour, hasTokens }: Known): RuleGroup {
  const costs = costRules(pricePerHour);
  const perToken = [
    recordingRule('llm:gpu_energy_per_token:joules', forToken(`sum by (${POD}) (llm:gpu_power:watts)`)),
    ...(costs.length === 0
      ? []
      : [recordingRule('llm:gpu_cost_per_token:usd', forToken(`sum by (${POD}) (llm:gpu_cost:usd_per_hour) / 3600`))]),
  ];
  return {
    name: 'gpu',
    rules: [
      recordingRule('llm:gpu_power:watts', `sum by (${POD}, gpu_model) (${POWER})`),
      ...costs,
      ...(hasTokens ? perToken : []),
    ],
  };
}

function costRules(prices: Known['pricePerHour']): readonly JsonObject[] {
  if (prices === undefined) return [];
  const each = typeof prices === 'number' ? [['', prices] as const] : Object.entries(prices);
  return each.map(([model, price]) => {
    const power = model === '' ? POWER : POWER.replace('{', `{modelName=${JSON.stringify(model)}, `);
    // A GPU in parts has a series for each.
    const gpus = `count by (${POD}, gpu_model) (group by (${POD}, gpu_model, UUID) (${power}))`;
    return recordingRule('llm:gpu_cost:usd_per_hour', `${gpus} * ${price}`);
  });
}

/** What pods use in a second, divided among the tokens that they generate in it; `perPod` has one value for each pod. */
function forToken(perPod: string): string {
  const tokens = `((llm:serving_generated_tokens:rate5m > 0) and on (${POD}) ${perPod})`;
  const share = `${tokens} / on (${POD}) group_left () sum by (${POD}) (llm:serving_generated_tokens:rate5m)`;
  return `sum by (${MODEL}) (${share} * on (${POD}) group_left () (${perPod})) / sum by (${MODEL}) (${tokens})`;
}
