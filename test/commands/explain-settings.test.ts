/** What `explain` shows of a component: YAML that says what its settings are, and its Secrets. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { annotated, explainedSettings } from '../../generator/commands/explain-settings.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { componentsOf } from '../../generator/custom/components-of.ts';
import { isObject } from '../../generator/data/json.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import { clusterComponent } from '../../generator/layers/explain.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { buildGraph } from '../../generator/stack/graph.ts';
import { storeEntries } from '../../generator/stack/store-entries.ts';

const { fleet } = loadFleet(programFolder(), componentsOf, () => []);

describe.each(REGISTRY.map((component) => [component.name, component] as const))(
  'the settings of %s',
  (_, component) => {
    it.each(fleet?.clusters.map(({ name }) => name) ?? [])(
      'on %s are the same as YAML, with all that is set',
      (name) => {
        const cluster = fleet?.clusters.find((one) => one.name === name);
        if (fleet === undefined || cluster === undefined) throw new Error('the reference fleet has mistakes');
        const { settings } = clusterComponent(fleet, cluster, component, REGISTRY);
        const shown = explainedSettings(component, settings, () => ['a', 'b', 'c']);
        const yaml: unknown = parse(['settings:', ...annotated(shown)].join('\n'));
        expect(isObject(yaml) ? yaml.settings : undefined).toEqual(settings);
        expect(shown.filter(({ description }) => description === '')).toEqual([]);
      },
    );
  },
);

describe('the Secrets of a component', () => {
  it.each(fleet?.clusters.map((cluster) => [cluster.name, cluster] as const) ?? [])(
    'on %s are all that are made there, each with the entry or the generators that it is made from',
    (_, cluster) => {
      if (fleet === undefined) throw new Error('the reference fleet has mistakes');
      const { stack } = buildGraph(fleet, cluster, REGISTRY);
      const entries = new Map(storeEntries(stack, cluster.name).map(({ name, secret }) => [secret.name, name]));
      const shown = REGISTRY.flatMap((component) => clusterComponent(fleet, cluster, component, REGISTRY).secrets);
      const made = new Set(stack.secrets.map(({ name }) => name));
      const copies = shown.filter(({ secret }) => !made.has(String(secret)));
      // A Secret that two namespaces need is read from the one that has it.
      for (const { source } of copies)
        expect([...made].map((name) => [{ extract: expect.objectContaining({ key: name }) }])).toContainEqual(source);
      expect(shown.filter((one) => !copies.includes(one))).toEqual(
        stack.secrets.map(({ name }) => ({
          secret: name,
          source: entries.has(name)
            ? [{ extract: expect.objectContaining({ key: entries.get(name) }) }]
            : expect.arrayContaining([{ sourceRef: expect.anything(), rewrite: expect.anything() }]),
        })),
      );
    },
  );
});
