/** A level of the real registry where some components are told something, without a fleet around it: any combination of modes. */
import { REGISTRY } from '../../generator/components/registry.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { DEFAULT_ENGINE_INSTALLS } from '../../generator/fleet/engine-installs.ts';
import {
  type CommonSettings,
  DEFAULT_CLUSTER_DNS,
  DEFAULT_KUBERNETES_API,
  type Level,
  MODES,
} from '../../generator/fleet/model.ts';
import { settingsSchema } from '../../generator/fleet/schema/component-input.ts';
import type { Stack } from '../../generator/stack/component.ts';
import { buildGraph, type LevelGraph } from '../../generator/stack/graph.ts';

const FLEET: Stack['fleet'] = {
  name: 'test',
  domain: 'test.example',
  repository: { url: 'https://github.com/acme/test.git', branch: 'main', path: '.' },
  engines: DEFAULT_ENGINE_INSTALLS,
};

export type Said = Readonly<Record<string, JsonObject>>;

/** Settings by component; fields of the level itself in `more`. */
export function levelWith(said: Said, more: Partial<Omit<Level, 'settings'>> = {}): Level {
  const settings = REGISTRY.map((component): [string, CommonSettings] => {
    const parsed = settingsSchema(component).parse(said[component.name] ?? {});
    return [component.name, { ...parsed, mode: MODES.find((mode) => mode === parsed.mode) ?? component.modes[0] }];
  });
  return {
    size: 'medium',
    secrets: { provider: 'generated' },
    kubernetesApi: DEFAULT_KUBERNETES_API,
    clusterDns: DEFAULT_CLUSTER_DNS,
    registry: {},
    placement: {},
    proxy: {},
    commonMetadata: { labels: {}, annotations: {} },
    values: new Map(),
    additions: new Map(),
    ...more,
    settings: new Map(settings),
  };
}

export function graphOf(level: Level): LevelGraph {
  return buildGraph(FLEET, level, REGISTRY);
}
