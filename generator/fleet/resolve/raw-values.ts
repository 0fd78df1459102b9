/** Checks the raw Helm values of every file against their charts, once for each file. */
import { chartValues } from '../../charts/chart-values.ts';
import { wrongValues } from '../../charts/wrong-values.ts';
import { isObject, type JsonObject } from '../../data/json.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { ComponentInput } from '../schema/component-input.ts';
import type { Issue } from '../schema/issues.ts';
import { type Layer, placeIn } from './layer.ts';

export interface JudgedValues {
  readonly diagnostics: readonly Diagnostic[];
  /** Where every version in use differs from the one that we have data of: an unknown value may be valid there. */
  readonly warnings: readonly Diagnostic[];
}

/** `chains` are the files that are merged for each level, the uppermost first. */
export function judgeValues(
  chains: readonly (readonly Layer[])[],
  components: readonly ComponentInput[],
): JudgedValues {
  const judged = [...usersOf(chains)].flatMap(([layer, users]) =>
    components.flatMap((component) => judgedIn(layer, users, component)),
  );
  return {
    diagnostics: judged.flatMap(({ isRead, diagnostic }) => (isRead ? [diagnostic] : [])),
    warnings: judged.flatMap(({ isRead, diagnostic }) => (isRead ? [] : [diagnostic])),
  };
}

interface Judged {
  readonly diagnostic: Diagnostic;
  /** Whether the version that we have data of is in use. */
  readonly isRead: boolean;
}

function judgedIn(
  layer: Layer,
  users: readonly (readonly Layer[])[],
  { name, chart }: ComponentInput,
): readonly Judged[] {
  const values = layer.components[name]?.values;
  if (chart === undefined || values === undefined || !isObject(values)) return [];
  const known = chartValues(chart.name);
  const issues = known === undefined ? [] : wrongValues(values, known);
  if (known === undefined || issues.length === 0) return [];
  const versions = new Set(users.map((chain) => pinned(chain, name) ?? chart.version));
  const isRead = versions.has(known.version);
  const said = isRead ? issues : issues.map(inVersion([...versions].join(', ')));
  return said.map((issue) => ({ isRead, diagnostic: placed(issue, layer, name) }));
}

function usersOf(chains: readonly (readonly Layer[])[]): ReadonlyMap<Layer, readonly (readonly Layer[])[]> {
  const users = new Map<Layer, (readonly Layer[])[]>();
  for (const chain of chains)
    for (const layer of chain) {
      const known = users.get(layer) ?? [];
      known.push(chain);
      users.set(layer, known);
    }
  return users;
}

/** The version that the lowest file sets; `null` removes the one above. */
function pinned(chain: readonly Layer[], component: string): string | undefined {
  const said = chain.flatMap(({ components }) => versionIn(components[component]));
  const lowest = said.at(-1);
  return typeof lowest === 'string' ? lowest : undefined;
}

function versionIn(settings: JsonObject | undefined): readonly unknown[] {
  return settings !== undefined && Object.hasOwn(settings, 'version') ? [settings.version] : [];
}

function inVersion(versions: string): (issue: Issue) => Issue {
  return (issue) => ({
    ...issue,
    message: `${issue.message}; the version in use, ${versions}, may ${issue.code === 'unknown-key' ? 'have it' : 'accept another type'}`,
  });
}

function placed({ at, path, code, message, hint }: Issue, layer: Layer, component: string): Diagnostic {
  return layer.document.diagnose(at, placeIn(layer, [component, 'values', ...path]), code, message, hint);
}
