/** Rules for Prometheus (prometheus-operator, `monitoring.coreos.com/v1`). */
import type { JsonObject } from '../data/json.ts';
import type { Manifest } from './manifest.ts';
import { namespaced } from './metadata.ts';

export interface RuleGroup extends JsonObject {
  readonly name: string;
  /** How often it is evaluated; as often as Prometheus scrapes when absent. */
  readonly interval?: string;
  readonly rules: readonly JsonObject[];
}

export function prometheusRule(
  options: { readonly name: string; readonly namespace: string; readonly component: string },
  groups: readonly RuleGroup[],
): Manifest {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: namespaced(options.name, options.namespace, options),
    spec: { groups },
  };
}
