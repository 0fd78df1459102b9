/** Whether two levels are alike to components: what one of them leads to is then worked out once for both. */
import type { CommonSettings, Level } from '../model.ts';

/** Many clusters have their settings from one level: they are written out once for all of them. */
const written = new WeakMap<ReadonlyMap<string, CommonSettings>, string>();

/** The level with everything that a component may see of it as text: equal for levels that no component can tell apart. */
export function withFingerprint<L extends Level>(level: L): L {
  const { size, secrets, kubernetesApi, clusterDns, settings } = level;
  return { ...level, fingerprint: JSON.stringify([size, secrets, kubernetesApi, clusterDns, textOf(settings)]) };
}

function textOf(settings: ReadonlyMap<string, CommonSettings>): string {
  const before = written.get(settings);
  if (before !== undefined) return before;
  const text = JSON.stringify([...settings]);
  written.set(settings, text);
  return text;
}
