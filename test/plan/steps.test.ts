/** What Flux syncs, and in which order. */
import { describe, expect, it } from 'vitest';
import { COMPONENT_NAMES, REGISTRY } from '../../generator/components/registry.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { generateFiles } from '../../generator/generate.ts';
import { composeFleet } from '../../generator/layers/compose.ts';
import { makePlan } from '../../generator/plan/make-plan.ts';
import type { Step } from '../../generator/plan/plan.ts';
import { memoryTree } from '../../generator/plan/trees/memory-tree.ts';
import { describedFleet } from '../described-fleet.ts';
import { inputFiles } from '../input-files.ts';

type Files = ReadonlyMap<string, string>;

/** A cluster with Flux, whose settings are these. */
function inputOf(cluster: JsonObject): Files {
  const waves = [
    { name: 'canary', ref: 'main' },
    { name: 'all', ref: 'release/all' },
  ];
  return inputFiles({ fleet: { waves }, clusters: { f: { wave: 'canary', ...cluster } } });
}

function filesOf(input: Files): Files {
  const generated = generateFiles(describedFleet(input), REGISTRY);
  return new Map([...input, ...[...generated].map(({ path, text }) => [path, text] as const)]);
}

function stepsBetween(before: Files, after: Files): readonly Step[] {
  const [old, now] = [memoryTree(before, 'sha1'), memoryTree(after, 'sha1')];
  return makePlan({ base: { revision: 'HEAD', commit: '' }, before: old, after: now, order: COMPONENT_NAMES }).plan
    .steps;
}

function textsOf(before: JsonObject, after: JsonObject): readonly string[] {
  return stepsBetween(filesOf(inputOf(before)), filesOf(inputOf(after))).map(
    ({ order, component, fate, kind, name }) => `${order} ${component}: ${fate} ${kind} ${name}`,
  );
}

const WITHOUT_BLACKBOX = { components: { blackbox: { mode: 'disabled' } } };

describe('what Flux syncs', () => {
  it('begins with the root Kustomization, which applies those of the components', () => {
    expect(textsOf(WITHOUT_BLACKBOX, {}).filter((step) => /engine|blackbox/.test(step))).toEqual([
      '1 engine: changed Kustomization observatory',
      '6 blackbox: created Kustomization observatory-blackbox',
      '6 blackbox: created HelmRelease blackbox',
      '6 blackbox: created OCIRepository blackbox',
    ]);
    expect(textsOf({}, WITHOUT_BLACKBOX)[0]).toBe('1 engine: changed Kustomization observatory');
  });

  it('is not the root Kustomization where all Kustomizations of components stay the same', () => {
    const steps = textsOf({}, { components: { blackbox: { interval: '2m' } } });
    expect(steps).toEqual(['1 blackbox: changed Kustomization observatory-blackbox']);
  });

  it('begins with the source where a cluster goes to another wave', () => {
    expect(textsOf({}, { wave: 'all' }).slice(0, 3)).toEqual([
      '1 engine: changed Kustomization observatory',
      '1 engine: changed GitRepository observatory',
      '2 namespaces: changed Kustomization observatory-namespaces',
    ]);
  });

  it('comes to each component after those that it depends on', () => {
    const input = inputOf({ size: 'large', components: { 'object-store': { mode: 'managed' } } });
    const orders = new Map(stepsBetween(new Map(), filesOf(input)).map(({ component, order }) => [component, order]));
    const fleet = describedFleet(input);
    const placements = fleet.clusters.flatMap((cluster) => composeFleet(fleet, REGISTRY).cluster(cluster).placements);
    const early = placements.flatMap(({ component, dependsOn }) =>
      dependsOn.filter((one) => !((orders.get(one) ?? Number.NaN) < (orders.get(component.name) ?? Number.NaN))),
    );
    expect(early).toEqual([]);
    expect(placements.find(({ component }) => component.name === 'postgres')?.dependsOn).toContain('object-store');
  });
});
