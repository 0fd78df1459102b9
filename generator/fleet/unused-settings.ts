/** Settings that nothing would come of: whoever writes them expects something else than what is deployed. */
import { isObject } from '../json.ts';
import type { ComponentInput } from './component-input.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Issue } from './issues.ts';
import { diagnoseInLowest, isSaid, type Layer } from './layer.ts';
import type { CommonSettings } from './model.ts';

export function unused(
  component: ComponentInput,
  settings: CommonSettings,
  layers: readonly Layer[],
): readonly Diagnostic[] {
  const { name } = component;
  const asked = isSaid(layers, name, ['mode']);
  const issues = asked ? [] : [...unusedExternal(name, settings), ...notAskedFor(component, settings, layers)];
  return [
    ...(asked ? notOurs(name, settings, layers) : []),
    ...[...issues, ...switchedOff(settings, name, layers), ...valuesOfNoChart(component, layers)].flatMap((issue) =>
      diagnoseInLowest(issue, name, layers),
    ),
  ];
}

/** A cluster that says how a part of a component is to be, where its size has left that part out. */
function switchedOff(settings: CommonSettings, name: string, layers: readonly Layer[]): readonly Issue[] {
  if (layers.length < CLUSTER_LAYERS) return [];
  const own = Object.entries(layers.at(-1)?.components[name] ?? {});
  const described = own.filter(([, said]) => isObject(said) && Object.keys(said).length > 0).map(([part]) => part);
  return Object.entries(settings).flatMap(([part, value]: [string, unknown]): readonly Issue[] => {
    const isOff = isObject(value) && value.enabled === false && !isSaid(layers, name, [part, 'enabled']);
    if (!isOff || !described.includes(part)) return [];
    const message = `says how ${part} is to be, but it is not enabled in this size`;
    return [
      {
        at: 'key',
        path: [part],
        code: 'setting-unused',
        message,
        hint: `set components.${name}.${part}.enabled: true beside it`,
      },
    ];
  });
}

/** What a level of a cluster is made of: the fleet, the environment, and its own file. What several share may be for others. */
const CLUSTER_LAYERS = 3;

/** Raw Helm values where there is no Helm release that could take them. */
function valuesOfNoChart({ name, chart }: ComponentInput, layers: readonly Layer[]): readonly Issue[] {
  if (chart !== undefined || !layers.some((layer) => ownKeys(layer, name).includes('values'))) return [];
  return [
    {
      at: 'key',
      path: ['values'],
      code: 'setting-unused',
      message: `has no effect, because ${name} has no Helm chart`,
      hint: `change its objects with components.${name}.patches`,
    },
  ];
}

/** Somebody who says where their own server is does not expect a second one to be deployed. */
function unusedExternal(name: string, settings: CommonSettings): readonly Issue[] {
  if (settings.mode === 'external' || !('external' in settings) || settings.external === undefined) return [];
  return [
    {
      at: 'key',
      path: ['external'],
      code: 'external-unused',
      message: `says where ${name} runs, but ${name} is ${settings.mode}`,
      hint: `set components.${name}.mode: external beside it, or components.${name}.mode: ${settings.mode} if only some clusters are to use it`,
    },
  ];
}

/** Somebody who says how a component is to be expects it to be there. */
function notAskedFor({ name }: ComponentInput, { mode }: CommonSettings, layers: readonly Layer[]): readonly Issue[] {
  if (mode !== 'disabled' || !layers.some((layer) => ownKeys(layer, name).length > 0)) return [];
  return [
    {
      at: 'key',
      path: [],
      code: 'setting-unused',
      message: `says how ${name} is to be, but ${name} is disabled`,
      hint: `set components.${name}.mode: managed beside it, or components.${name}.mode: disabled if only some clusters are to have it`,
    },
  ];
}

/** What we do not deploy we do not configure. Files above the one that says so may speak of other clusters. */
function notOurs(name: string, { mode }: CommonSettings, layers: readonly Layer[]): readonly Diagnostic[] {
  if (mode !== 'external' && mode !== 'existing') return [];
  const aware = layers.slice(layers.findLastIndex((layer) => isSaid([layer], name, ['mode'])));
  return [...new Set(aware.flatMap((layer) => ownKeys(layer, name)))].flatMap((key) => {
    const issue: Issue = {
      at: 'key',
      path: [key],
      code: 'setting-unused',
      message: `has no effect, because ${name} ${mode === 'external' ? 'is external' : 'was there before'}`,
      hint: 'take it away, or say it where we deploy it',
    };
    return diagnoseInLowest(issue, name, aware);
  });
}

/** A version is pinned for whoever has the component: no sign that it is wanted. */
const BESIDE: readonly string[] = ['mode', 'external', 'version', 'namespace'];

/** Settings of a component that we deploy, and what is added to it. */
function ownKeys({ components }: Layer, name: string): readonly string[] {
  return Object.entries(components[name] ?? {})
    .filter(([key, value]) => value !== null && !BESIDE.includes(key))
    .map(([key]) => key);
}
