/**
 * Settings of components at one level: the raw maps of every file above merged, judged by the component's schema,
 * and each mistake put down to the lowest file that says it.
 */
import type { JsonObject } from '../json.ts';
import { ADDITION_KEYS, additionsSchema, type ComponentInput, settingsSchema } from './component-input.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { InputDocument, Path } from './document.ts';
import { diagnoseIssues, didYouMean, type Issue, issuesOf } from './issues.ts';
import { mergeSettings, mergeValues } from './merge.ts';
import type { Additions, CommonSettings, Level, Size } from './model.ts';

export type RawComponents = Readonly<Record<string, JsonObject>>;

/** One file's word on components: where it stands and what it says. */
export interface Layer {
  readonly document: InputDocument;
  /** Path of the `components` map in the document. */
  readonly path: Path;
  readonly components: RawComponents;
}

export type ComponentLevel = Pick<Level, 'settings' | 'values' | 'additions'>;

export interface SettingsResult {
  readonly level: ComponentLevel;
  readonly diagnostics: readonly Diagnostic[];
}

/** Resolves every component for the layers of a level, the uppermost first. */
export class SettingsResolver {
  readonly #components: readonly ComponentInput[];
  readonly #schemas: ReadonlyMap<string, ReturnType<typeof settingsSchema>>;

  constructor(components: readonly ComponentInput[]) {
    this.#components = components;
    this.#schemas = new Map(components.map((component) => [component.name, settingsSchema(component)]));
  }

  resolve(layers: readonly Layer[], size: Size): SettingsResult {
    const diagnostics: Diagnostic[] = [];
    const settings = new Map<string, CommonSettings>();
    for (const component of this.#components) {
      const result = this.#settings(component, layers, size);
      diagnostics.push(...result.diagnostics);
      if (result.settings !== undefined) settings.set(component.name, result.settings);
    }
    const own = layers.at(-1);
    const additions =
      own === undefined ? { additions: new Map<string, Additions>(), diagnostics: [] } : additionsOf(own);
    diagnostics.push(...(own === undefined ? [] : this.#unknownComponents(own)), ...additions.diagnostics);
    return { level: { settings, values: mergedValues(layers), additions: additions.additions }, diagnostics };
  }

  #settings(
    component: ComponentInput,
    layers: readonly Layer[],
    size: Size,
  ): { readonly settings?: CommonSettings; readonly diagnostics: readonly Diagnostic[] } {
    const schema = this.#schemas.get(component.name);
    if (schema === undefined) return { diagnostics: [] };
    const said = layers.map((layer) => withoutAdditions(layer.components[component.name] ?? {}));
    const raw = said.reduce(mergeSettings, component.sizes?.[size] ?? {});
    const parsed = schema.safeParse(raw, { reportInput: true });
    if (!parsed.success) {
      const issues = issuesOf(schema, parsed.error).map((issue) => withAdditionHint(issue));
      return { diagnostics: issues.flatMap((issue) => diagnoseInLowest(issue, component.name, layers)) };
    }
    const settings = asCommon(parsed.data);
    return { settings, diagnostics: external(component, settings, layers) };
  }

  #unknownComponents({ document, path, components }: Layer): readonly Diagnostic[] {
    const names = this.#components.map(({ name }) => name);
    return Object.keys(components)
      .filter((name) => !names.includes(name))
      .map((name) => {
        const hint = didYouMean(name, names) ?? `components are ${names.join(', ')}`;
        return document.diagnose('key', [...path, name], 'unknown-component', `there is no component ${name}`, hint);
      });
  }
}

function withoutAdditions(raw: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !ADDITION_KEYS.includes(key)));
}

function withAdditionHint(issue: Issue): Issue {
  if (issue.code !== 'unknown-key' || issue.path.length !== 1 || issue.hint?.startsWith('did you mean')) return issue;
  return { ...issue, hint: didYouMean(String(issue.path[0]), ADDITION_KEYS) ?? issue.hint };
}

/** The schema has `mode` and `version` by construction, which its erased type does not say. */
function asCommon(data: unknown): CommonSettings {
  return data as CommonSettings;
}

/** The lowest file that says what is wrong; for what nobody says, the lowest that speaks of the component. */
function diagnoseInLowest(issue: Issue, component: string, layers: readonly Layer[]): readonly Diagnostic[] {
  const lowestFirst = [...layers].reverse();
  const at = (layer: Layer): Path => [...layer.path, component, ...issue.path];
  const layer =
    lowestFirst.find((candidate) => candidate.document.has(at(candidate))) ??
    lowestFirst.find((candidate) => candidate.document.has([...candidate.path, component])) ??
    lowestFirst[0];
  return layer === undefined ? [] : diagnoseIssues(layer.document, [{ ...issue, path: at(layer) }]);
}

/** `external` must say where; and a password made in the cluster cannot be the one of a server outside. */
function external(
  component: ComponentInput,
  settings: CommonSettings,
  layers: readonly Layer[],
): readonly Diagnostic[] {
  if (settings.mode !== 'external' || ('external' in settings && settings.external !== undefined)) return [];
  const issue: Issue = {
    at: 'value',
    path: ['mode'],
    code: 'external-incomplete',
    message: `${component.name} is external, but nothing says where it is`,
    hint: `set components.${component.name}.external`,
  };
  return diagnoseInLowest(issue, component.name, layers);
}

function mergedValues(layers: readonly Layer[]): ReadonlyMap<string, JsonObject> {
  const merged = new Map<string, JsonObject>();
  for (const { components } of layers)
    for (const [name, { values }] of Object.entries(components)) {
      const parsed = additionsSchema.shape.values.safeParse(values);
      if (values !== undefined && parsed.success) merged.set(name, mergeValues(merged.get(name) ?? {}, parsed.data));
    }
  return merged;
}

function additionsOf({ document, path, components }: Layer): {
  readonly additions: ReadonlyMap<string, Additions>;
  readonly diagnostics: readonly Diagnostic[];
} {
  const additions = new Map<string, Additions>();
  const diagnostics: Diagnostic[] = [];
  for (const [name, raw] of Object.entries(components)) {
    const own = Object.fromEntries(ADDITION_KEYS.flatMap((key) => (Object.hasOwn(raw, key) ? [[key, raw[key]]] : [])));
    const parsed = additionsSchema.safeParse(own, { reportInput: true });
    if (!parsed.success) {
      const issues = issuesOf(additionsSchema, parsed.error).map((issue) => ({
        ...issue,
        path: [...path, name, ...issue.path],
      }));
      diagnostics.push(...diagnoseIssues(document, issues.map(manifestsHint)));
    } else if (parsed.data.patches.length + parsed.data.manifests.length > 0)
      additions.set(name, { patches: parsed.data.patches.map(toPatch), manifests: parsed.data.manifests });
  }
  return { additions, diagnostics };
}

function toPatch({
  target,
  patch,
}: {
  readonly target?: Record<string, string> | undefined;
  readonly patch: string;
}): Additions['patches'][number] {
  return target === undefined ? { patch } : { target, patch };
}

function manifestsHint(issue: Issue): Issue {
  if (!issue.path.includes('manifests') || issue.code !== 'invalid-value') return issue;
  return { ...issue, code: 'invalid-manifests' };
}
