/** Requests and limits as a container takes them. */
import type { JsonObject } from '../data/json.ts';
import { amountOf } from '../data/quantity.ts';

type Amounts = { readonly cpu?: string | undefined; readonly memory?: string | undefined } | undefined;

/** The `resources` setting of a component. */
export interface ResourceSettings {
  readonly requests?: Amounts;
  readonly limits?: Amounts;
}

/** Both maps are always present, so that Helm values have the same keys for all settings. */
export function resourceRequirements({ requests, limits }: ResourceSettings): JsonObject {
  return { requests: stated(requests), limits: stated(limits) };
}

/** The memory limit in bytes; undefined without a limit. */
export function memoryLimit({ limits }: ResourceSettings): number | undefined {
  return limits?.memory === undefined ? undefined : amountOf(limits.memory);
}

function stated(amounts: Amounts): JsonObject {
  const { cpu, memory } = amounts ?? {};
  return { ...(cpu === undefined ? {} : { cpu }), ...(memory === undefined ? {} : { memory }) };
}
