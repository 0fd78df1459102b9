/** Why a setting has no effect, and what to do: found by composing the cluster with other settings. */

import { isObject, type Json } from '../data/json.ts';
import type { FleetFinding } from '../fleet/load.ts';
import {
  type Cluster,
  type CommonSettings,
  ENGINE_TITLES,
  type Engine,
  type Fleet,
  type Mode,
} from '../fleet/model.ts';
import type { Path } from '../fleet/parse/path.ts';
import { type Change, changeText, settingText, withChanges } from '../fleet/resolve/change.ts';
import { valueAt } from '../fleet/resolve/said.ts';
import { isLevelField } from '../fleet/schema/level-fields.ts';
import { SECTIONS_COMPONENT } from '../fleet/schema/sections.ts';
import type { Component } from '../stack/component.ts';
import { buildGraph } from '../stack/graph.ts';
import { changesText, modeChange } from '../stack/ways-out.ts';
import type { Recording } from './recording.ts';
import { switchesOf } from './switches.ts';

interface Reason extends Pick<FleetFinding, 'code' | 'message' | 'hint'> {
  /** Whether it applies to all settings of the component. */
  readonly ofComponent: boolean;
}

/** The reason why a setting has no effect on a cluster. */
export type Explain = (path: Path, cluster: Cluster) => Reason;

/** How many changes are tried for all settings together. Composing takes time: for further mistakes the reason is less specific. */
const MOST_TRIED = 150;

export function explainer(
  fleet: Fleet,
  registry: readonly Component[],
  record: (cluster: Cluster) => Recording,
): Explain {
  let tried = 0;
  return (path, cluster) => {
    const ofEngine = engineReason(path, cluster);
    if (ofEngine !== undefined) return ofEngine;
    const component = componentOf(path, registry);
    const known = component && knownReason(component, path, fleet, cluster, registry);
    if (known !== undefined && !isOfUsedSystem(path, cluster, record)) return known;
    const changes = changesFor(component, cluster, registry).slice(0, Math.max(0, MOST_TRIED - tried));
    const change = changes.find((one) => {
      tried += 1;
      return isReadWith(one, path, cluster, record);
    });
    return change === undefined ? NOBODY : becauseOf(change, cluster);
  };
}

/** Whether it is one of the settings of a system elsewhere that somebody uses. */
function isOfUsedSystem(
  [root = '', component = '', field]: Path,
  cluster: Cluster,
  record: (cluster: Cluster) => Recording,
): boolean {
  const isElsewhere = cluster.settings.get(String(component))?.mode === 'external';
  return isElsewhere && field === 'external' && record(cluster).isRead([root, component, field]);
}

/** Whether the change makes the setting count. One that needs more than itself may not compose: then it is no reason. */
function isReadWith(change: Change, path: Path, cluster: Cluster, record: (cluster: Cluster) => Recording): boolean {
  try {
    return record(withChanges(cluster, [change])).isRead(path);
  } catch {
    return false;
  }
}

const AWAY = 'remove it';

const NOBODY = unused('has no effect: no deployed component uses it', AWAY);

/** Of a null. */
export const TAKES_NOTHING = {
  code: 'setting-unused',
  message: 'has no effect: no level above says it',
  hint: AWAY,
} as const satisfies Omit<Reason, 'ofComponent'>;

/** Of a null in a map that replaces those above it. */
export const TAKES_NOTHING_FROM_WHOLE = {
  code: 'setting-unused',
  message: 'takes nothing away: the map that it is in replaces what is said above as a whole',
  hint: 'remove it, and write what is to stay; null in place of the map takes all of it away',
} as const satisfies Omit<Reason, 'ofComponent'>;

const WITHOUT_FLUX = unused('has no effect, because only Flux reads it, and no cluster uses Flux', AWAY);

const NOTHING_ENCRYPTED = unused('has no effect, because no component has manifests of yours to decrypt', AWAY);

/** Of what only one engine reads. */
function engineReason(path: Path, cluster: Cluster): Reason | undefined {
  const [first] = path;
  if (first === 'repository' || path.join('.') === 'registry.charts.secretName') return WITHOUT_FLUX;
  if (first === 'flux' && cluster.engine === 'flux') return NOTHING_ENCRYPTED;
  return first === 'argocd' || first === 'flux' ? ofOtherEngine(first, cluster) : undefined;
}

function ofOtherEngine(engine: Engine, cluster: Cluster): Reason {
  const message = `has no effect, because only ${ENGINE_TITLES[engine]} reads it, and the engine of ${cluster.name} is ${cluster.engine}`;
  return unused(message, AWAY);
}

function unused(message: string, hint: string): Reason {
  return { code: 'setting-unused', message, hint, ofComponent: false };
}

function allUnused(message: string, hint: string): Reason {
  return { ...unused(message, hint), ofComponent: true };
}

function componentOf([first, second]: Path, registry: readonly Component[]): Component | undefined {
  const name = first === 'components' ? second : SECTIONS_COMPONENT;
  return isLevelField(first) || first === 'secrets' || first === 'repository'
    ? undefined
    : registry.find((component) => component.name === name);
}

/** The reason, if it follows from the mode of the component. */
function knownReason(
  component: Component,
  path: Path,
  fleet: Fleet,
  cluster: Cluster,
  registry: readonly Component[],
): Reason | undefined {
  const { name, chart } = component;
  const graph = buildGraph(fleet, cluster, registry);
  const mode = graph.modeOf(name);
  if (path[0] === 'components' && path[2] === 'external' && mode !== 'external')
    return {
      code: 'external-unused',
      message: `has no effect, because the mode of ${name} is ${mode}`,
      hint: `set ${changeText(modeChange(name, 'external'))}, or ${AWAY}`,
      ofComponent: false,
    };
  if (path[2] === 'values' && chart === undefined)
    return unused(
      `has no effect, because ${name} has no Helm chart`,
      `change its objects with ${settingText(name, ['patches'])}`,
    );
  return graph.stack.deploys(component.handle) ? undefined : notDeployed(component, mode, path);
}

/** Why a setting of a component that we do not deploy has no effect. */
function notDeployed({ name, modes }: Component, mode: Mode, path: Path): Reason | undefined {
  const managed = modes.includes('managed') ? changeText(modeChange(name, 'managed')) : undefined;
  switch (mode) {
    case 'external':
    case 'existing':
      return path[2] === 'mode' || path[2] === 'external'
        ? allUnused(`has no effect, because no deployed component needs ${name}`, AWAY)
        : allUnused(
            `has no effect, because ${name} ${mode === 'external' ? 'is external' : 'is not deployed in mode existing'}`,
            `${AWAY}, or change it where ${name} is installed`,
          );
    case 'disabled':
      return allUnused(
        `has no effect, because ${name} is disabled`,
        managed === undefined ? AWAY : `set ${managed}, or ${AWAY}`,
      );
    default:
      return managed === undefined
        ? undefined
        : allUnused(
            `has no effect, because no deployed component needs ${name}`,
            `set ${managed} to deploy it anyway, or ${AWAY}`,
          );
  }
}

/** Other values of each setting with a few choices: first those of the component itself. */
function changesFor(
  own: Component | undefined,
  { settings }: Cluster,
  registry: readonly Component[],
): readonly Change[] {
  const others = registry.filter((component) => component !== own);
  return [...(own === undefined ? [] : [own]), ...others].flatMap((component) =>
    switchesOf(component).flatMap(({ path, values }) =>
      values
        .filter((value) => value !== currentValue(settings.get(component.name), path) && !ELSEWHERE.includes(value))
        .map((value) => ({ component: component.name, path, value })),
    ),
  );
}

/** These modes need more settings than the mode. */
const ELSEWHERE: readonly Json[] = ['external', 'existing'];

function currentValue(settings: CommonSettings | undefined, path: Path): Json | undefined {
  return isObject(settings) ? valueAt(settings, path) : undefined;
}

function becauseOf(change: Change, { settings }: Cluster): Reason {
  const { component, path } = change;
  const absent = path.findIndex(
    (_, index) => currentValue(settings.get(component), path.slice(0, index + 1)) === undefined,
  );
  if (absent >= 0) {
    const setting = settingText(component, path.slice(0, absent + 1));
    return unused(`has no effect while ${setting} is not set`, `set ${setting} too, or ${AWAY}`);
  }
  return unused(
    `has no effect while ${settingText(component, path)} is ${String(currentValue(settings.get(component), path))}`,
    `set ${changesText([change])}, or ${AWAY}`,
  );
}
