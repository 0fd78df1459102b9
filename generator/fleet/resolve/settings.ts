/**
 * Settings of components at one level: the settings of all files above, merged and checked by the schema of the component.
 * Each level is checked separately, so that a wrong value is found even if a lower file overrides it.
 */

import type { z } from 'zod';
import { asText, type JsonObject } from '../../data/json.ts';
import { didYouMean, namesIn } from '../../text/did-you-mean.ts';
import { pathOf } from '../../tree/layout.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { type CommonSettings, type Level, MODES, type Size } from '../model.ts';
import { ADDITION_KEYS, type ComponentInput, settingsSchema } from '../schema/component-input.ts';
import { type Issue, issuesOf, KNOWN_HERE } from '../schema/issues.ts';
import { isSection, SECTIONS_COMPONENT } from '../schema/sections.ts';
import { additionsOf, joinedAdditions, rawValues } from './additions.ts';
import { diagnoseInLowest, isSaid, type Layer } from './layer.ts';
import { mergeSettings } from './merge.ts';

export type { Layer } from './layer.ts';

export type ComponentLevel = Pick<Level, 'size' | 'settings' | 'values' | 'additions'>;

/** A level that others are merged over, and the layers that make it. */
export interface UpperLevel {
  readonly layers: readonly Layer[];
  readonly level: ComponentLevel;
}

export interface SettingsResult {
  readonly level: ComponentLevel;
  readonly diagnostics: readonly Diagnostic[];
}

type Judged = { readonly settings: CommonSettings } | { readonly issues: readonly Issue[] };

/** Resolves every component for the layers of a level, the uppermost first. */
export class SettingsResolver {
  readonly #components: readonly ComponentInput[];
  readonly #schemas: ReadonlyMap<string, z.ZodObject>;

  constructor(components: readonly ComponentInput[]) {
    this.#components = components;
    this.#schemas = new Map(components.map((component) => [component.name, settingsSchema(component)]));
  }

  /**
   * The layers `own` of a level are merged over the level above. Components that they do not change keep the same objects:
   * layers without settings return the same maps, so that later steps can skip their work.
   */
  resolve(upper: UpperLevel | undefined, own: readonly Layer[], size: Size): SettingsResult {
    const above = upper?.level;
    const layers = [...(upper?.layers ?? []), ...own];
    if (above?.size === size && own.every(({ components }) => Object.keys(components).length === 0))
      return { level: { ...above, additions: new Map() }, diagnostics: [] };
    const settings = new Map<string, CommonSettings>();
    const diagnostics: Diagnostic[] = [];
    for (const component of this.#components) {
      const { name } = component;
      const inherited = above?.size === size && own.every(({ components }) => components[name] === undefined);
      const judged = inherited ? inheritedFrom(above, name) : this.#judge(component, layers, size);
      if ('settings' in judged) settings.set(name, judged.settings);
      else diagnostics.push(...judged.issues.flatMap((issue) => diagnoseInLowest(issue, name, layers)));
    }
    const added = own.map(additionsOf);
    diagnostics.push(
      ...own.flatMap((layer) => this.#unknownComponents(layer)),
      ...added.flatMap((one) => one.diagnostics),
    );
    const additions = joinedAdditions(added.map((one) => one.additions));
    return { level: { size, settings, values: rawValues(upper?.layers ?? [], own), additions }, diagnostics };
  }

  /** The mistakes in what the last of the layers says, whether or not anything else is said. */
  judgeAlone(layers: readonly Layer[], size: Size): readonly Diagnostic[] {
    const layer = layers.at(-1);
    if (layer === undefined) return [];
    const said = this.#components.filter(({ name }) => Object.hasOwn(layer.components, name));
    const issues = said.flatMap((component) => {
      const judged = this.#judge(component, layers, size);
      const own = 'issues' in judged ? judged.issues.filter(({ path }) => isSaid([layer], component.name, path)) : [];
      return own.flatMap((issue) => diagnoseInLowest(issue, component.name, layers));
    });
    return [...issues, ...this.#unknownComponents(layer), ...additionsOf(layer).diagnostics];
  }

  /** Settings that only a cluster can have, in a layer that several clusters share. */
  clusterOnlyIn(layer: Layer): readonly Diagnostic[] {
    return this.#components.flatMap(({ name, clusterOnly = [] }) =>
      clusterOnly
        .filter((key) => (layer.components[name]?.[key] ?? null) !== null)
        .flatMap((key) => {
          const message = 'must differ between clusters, but is set for several';
          const hint = `set it in ${pathOf('clusterInput', { cluster: '<cluster>' })}, below spec.components.${name}`;
          return diagnoseInLowest({ at: 'key', path: [key], code: 'cluster-only', message, hint }, name, [layer]);
        }),
    );
  }

  #judge(component: ComponentInput, layers: readonly Layer[], size: Size): Judged {
    const { name, sizes } = component;
    const schema = this.#schemas.get(name);
    if (schema === undefined) throw new Error(`component ${name} has no schema`);
    const said = layers.map((layer) => withoutAdditions(layer.components[name] ?? {}));
    const parsed = schema.safeParse(said.reduce(mergeSettings, sizes?.[size] ?? {}), { reportInput: true });
    if (!parsed.success)
      return { issues: issuesOf(schema, parsed.error).map((issue) => withAdditionHint(issue, component)) };
    if (!isCommon(parsed.data)) throw new Error(`the settings of component ${name} have no mode`);
    return { settings: parsed.data };
  }

  #unknownComponents(layer: Layer): readonly Diagnostic[] {
    const names = this.#components.map(({ name }) => name).filter((name) => name !== SECTIONS_COMPONENT);
    const unknown = layer.named.filter((name) => !names.includes(name));
    return unknown.map((name) => {
      const hint = isSection(name)
        ? `move ${name} one level up, next to components`
        : (didYouMean(name, names) ?? namesIn('components', names));
      const path = [...layer.path, 'components', name];
      return layer.document.diagnose('key', path, 'unknown-component', `unknown component ${name}`, hint);
    });
  }
}

/** The schema adds `mode` and `version` to all settings, which its type does not express. */
function isCommon(data: Readonly<Record<string, unknown>>): data is Readonly<Record<string, unknown>> & CommonSettings {
  return MODES.some((mode) => mode === data.mode);
}

/** Mistakes of the level above are already reported there. */
function inheritedFrom(above: ComponentLevel, component: string): Judged {
  const settings = above.settings.get(component);
  return settings === undefined ? { issues: [] } : { settings };
}

function withoutAdditions(raw: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !ADDITION_KEYS.includes(key)));
}

/** For an unknown setting that is not a misspelling: other ways to configure the component. */
function withAdditionHint(issue: Issue, { name, chart }: ComponentInput): Issue {
  const { code, path, hint } = issue;
  const isMeant = hint !== undefined && !hint.startsWith(KNOWN_HERE);
  if (code !== 'unknown-key' || isMeant || name === SECTIONS_COMPONENT) return issue;
  const meant = path.length === 1 ? didYouMean(asText(path[0]), ADDITION_KEYS) : undefined;
  // For a component that runs elsewhere nothing is deployed that they could change.
  if (meant !== undefined || path[0] === 'external') return { ...issue, hint: meant ?? hint };
  const ways = chart === undefined ? 'patches or manifests' : 'values, patches or manifests';
  const other = `what has no setting can be said in ${ways} of ${name}`;
  return { ...issue, hint: hint === undefined ? other : `${hint}; ${other}` };
}

/** On a cluster, `external` needs an address. An environment may leave it to each of its clusters. */
export function incompleteExternals({ settings }: ComponentLevel, layers: readonly Layer[]): readonly Diagnostic[] {
  return [...settings].flatMap(([component, { mode, ...own }]) => {
    if (mode !== 'external' || ('external' in own && own.external !== undefined)) return [];
    const issue: Issue = {
      at: 'value',
      path: ['mode'],
      code: 'external-incomplete',
      message: `${component} is external, but its address is missing`,
      hint: `set components.${component}.external`,
    };
    return diagnoseInLowest(issue, component, layers);
  });
}
