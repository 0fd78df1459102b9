/** Every Helm value that we set is one that the real chart knows: a misspelt key would be ignored without a word. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartValues } from '../../generator/charts/chart-values.ts';
import { wrongValues } from '../../generator/charts/wrong-values.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { componentsOf } from '../../generator/custom/components-of.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import { type Fleet, SIZES } from '../../generator/fleet/model.ts';
import { clusterAnswer, ownAnswer } from '../../generator/layers/answer.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import type { Component } from '../../generator/stack/component.ts';
import { buildGraph } from '../../generator/stack/graph.ts';
import { describedFleet } from '../described-fleet.ts';
import { inputFiles } from '../input-files.ts';
import { arbitrarySettings } from '../layers/arbitrary-settings.ts';

/** What is wrong with the values that a component has on the clusters of a fleet, without those of users. */
function wrongIn(component: Component, fleet: Fleet): readonly string[] {
  const chart = chartValues(component.chart?.name ?? '');
  if (chart === undefined) throw new Error(`the chart of ${component.name} was not read`);
  const wrong = fleet.clusters.flatMap((cluster) => {
    const graph = buildGraph(fleet, cluster, REGISTRY);
    const { values } = clusterAnswer(component, ownAnswer(component, graph), graph, { ...cluster, values: new Map() });
    return wrongValues(values, chart).map(({ path, message, hint }) =>
      [`${path.join('.')}: ${message}`, ...(hint === undefined ? [] : [hint])].join('; '),
    );
  });
  return [...new Set(wrong)];
}

const ENGINES = ['argocd', 'flux'];

/** A cluster of each size and engine on which every component is asked for, with settings of one of them. */
function fleetWith(component: string, settings: JsonObject): Fleet {
  const clusters = SIZES.flatMap((size) =>
    ENGINES.map((engine): [string, JsonObject] => [
      `${engine}-${size}`,
      { engine, size, provider: { name: 'aws', region: 'eu-west-1' }, components: { [component]: settings } },
    ]),
  );
  return describedFleet(inputFiles({ clusters: Object.fromEntries(clusters) }));
}

const { fleet } = loadFleet(programFolder(), componentsOf, () => []);
const withCharts = REGISTRY.filter(({ chart }) => chart !== undefined);

describe('the values that a component has', () => {
  it.each(withCharts.map((component) => [component.name, component] as const))(
    'are all known to its chart, in the fleet here and with any settings: %s',
    (name, component) => {
      if (fleet === undefined) throw new Error('the fleet here has mistakes');
      expect(wrongIn(component, fleet)).toEqual([]);
      fc.assert(
        fc.property(arbitrarySettings(component, 'cluster'), (settings) => {
          expect(wrongIn(component, fleetWith(name, settings))).toEqual([]);
        }),
        { numRuns: 10 },
      );
    },
  );
});
