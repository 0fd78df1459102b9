/** Where a cluster runs, told by its nodes. */
import { textAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import { KUBERNETES_MINORS, type KubernetesMinor, type ProviderName } from '../../fleet/model.ts';

/** Schemes of `spec.providerID`, which each cloud's controller writes; others are nobody's that we know. */
const PROVIDER_OF: Readonly<Record<string, ProviderName>> = { aws: 'aws', azure: 'azure', gce: 'gcp' };

/** The provider of most nodes. */
export function providerOf(nodes: readonly JsonObject[]): ProviderName {
  const found = nodes.map((node) => PROVIDER_OF[textAt(node, 'spec', 'providerID').split(':')[0] ?? ''] ?? 'bare');
  return mostOf(found) ?? 'bare';
}

/** The region of most nodes, by the well-known label; undefined where no node has it. */
export function regionOf(nodes: readonly JsonObject[]): string | undefined {
  const label = 'topology.kubernetes.io/region';
  return mostOf(nodes.map((node) => textAt(node, 'metadata', 'labels', label)).filter((region) => region !== ''));
}

/** Minors of the kubelets, such as `1.35`, the lowest first. */
export function minorsOf(nodes: readonly JsonObject[]): readonly string[] {
  const minors = nodes.flatMap(
    (node) => /^v(\d+\.\d+)\./.exec(textAt(node, 'status', 'nodeInfo', 'kubeletVersion'))?.[1] ?? [],
  );
  return [...new Set(minors)].sort((a, b) => numberOf(a) - numberOf(b));
}

/** The newest minor that this program supports: the API server is never older than a kubelet. */
export function supportedMinor(minors: readonly string[]): KubernetesMinor | undefined {
  return KUBERNETES_MINORS.findLast((minor) => minors.includes(minor));
}

function numberOf(minor: string): number {
  const [major = 0, second = 0] = minor.split('.').map(Number);
  return major * 1000 + second;
}

function mostOf<T>(values: readonly T[]): T | undefined {
  const count = (value: T): number => values.filter((other) => other === value).length;
  return values.reduce<T | undefined>(
    (most, value) => (most === undefined || count(value) > count(most) ? value : most),
    undefined,
  );
}
