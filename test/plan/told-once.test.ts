/** Changes that differ only in names of their clusters are told once, exactly, and no others are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { generateFiles } from '../../generator/generate.ts';
import { messageOf } from '../../generator/moves/publish/message.ts';
import { type ChangeOnCluster, changesOnce, findingsOnce } from '../../generator/plan/difference/changes-once.ts';
import type { OwnNames } from '../../generator/plan/difference/placeholders.ts';
import { type BareChange, changeIdentity, changeOn } from '../../generator/plan/difference/rewritten.ts';
import { makePlan } from '../../generator/plan/make-plan.ts';
import type { ComponentChange, Plan, PlannedCluster } from '../../generator/plan/plan.ts';
import { planText } from '../../generator/plan/render/text.ts';
import { memoryTree } from '../../generator/plan/trees/memory-tree.ts';
import { describedFleet } from '../described-fleet.ts';
import { inputFiles } from '../input-files.ts';

const PLACE = { engine: 'flux', wave: 'all', ref: 'refs/heads/main', fate: 'changed' } as const;

function clusterOf(name: string, more: Partial<PlannedCluster> = {}): PlannedCluster {
  return { name, domain: `${name}.acme.io`, environment: 'prod', ...PLACE, ...more };
}

function change(fields: readonly (readonly [path: string, before: Json, after: Json])[]): BareChange {
  const values = fields.map(([path, before, after]) => ({ path: path.split('/'), before, after }));
  return { fate: 'changed', values, objects: [], restarts: [] };
}

function told(
  clusters: readonly PlannedCluster[],
  changeOf: (cluster: PlannedCluster, index: number) => BareChange,
): readonly ComponentChange[] {
  const changes = clusters.map(
    (cluster, index): ChangeOnCluster => ({
      component: 'langfuse',
      change: changeOf(cluster, index),
      cluster: cluster.name,
    }),
  );
  return changesOnce(changes, naming(clusters));
}

function naming(clusters: readonly PlannedCluster[]) {
  const names = new Map(
    clusters.map(({ name, domain, environment }): [string, OwnNames] => [name, { cluster: name, domain, environment }]),
  );
  return { clusters: [...names.keys()], namesOf: (cluster: string) => names.get(cluster) ?? {} };
}

/** Clusters of each entry, and what of its placeholders it has. */
function reach(entries: readonly ComponentChange[]) {
  return entries.map(({ clusters, placeholders = [] }) => [
    clusters.join(' '),
    placeholders.map(({ text }) => text).join(' '),
  ]);
}

/** A piece of a text: words, or a hole for a name of the cluster. */
const piece = fc.oneof(
  fc.constantFrom(
    'langfuse',
    'web',
    '.',
    '-',
    '/',
    ' ',
    ':',
    'eu-1',
    'eu-10',
    'prod',
    '<cluster>',
    '{{cluster}}',
    '10',
  ),
  fc.constantFrom('cluster' as const, 'domain' as const).map((of) => ({ of })),
);
const text = fc.array(piece, { minLength: 1, maxLength: 6 });
type Text = readonly (string | { readonly of: 'cluster' | 'domain' })[];

/** With separators, because names count as whole words. */
function filled(pieces: Text, cluster: PlannedCluster): string {
  const names = { cluster: cluster.name, domain: cluster.domain };
  return pieces.map((one) => (typeof one === 'string' ? one : `/${names[one.of]}/`)).join('');
}

const fields = fc.array(fc.tuple(text, text, fc.oneof(text, fc.integer({ max: 3 }))), { minLength: 1, maxLength: 4 });
const name = fc.constantFrom('eu-1', 'eu-10', 'eu-11', 'eu', 'us-1', 'web', 'llm', 'prod', 'a', 'langfuse-2');
const clusters = fc
  .uniqueArray(name, { minLength: 2, maxLength: 6 })
  .chain((names) =>
    fc.tuple(
      ...names.map((one) =>
        fc.constantFrom(`${one}.acme.io`, `obs-${one}.io`).map((domain) => clusterOf(one, { domain })),
      ),
    ),
  );

describe('changes on several clusters', () => {
  it('are told exactly: with the names of a cluster, an entry is what that cluster has', () => {
    fc.assert(
      fc.property(clusters, fc.array(fields, { minLength: 1, maxLength: 3 }), (of, kinds) => {
        const changeOf = (cluster: PlannedCluster, index: number): BareChange =>
          change(
            (kinds[index % kinds.length] ?? []).map(([path, before, after]) => [
              filled(path, cluster),
              filled(before, cluster),
              typeof after === 'number' ? after : filled(after, cluster),
            ]),
          );
        const entries = told(of, changeOf);
        expect(entries.flatMap((entry) => entry.clusters).sort()).toEqual(of.map((cluster) => cluster.name).sort());
        for (const [index, cluster] of of.entries()) {
          const entry = entries.find((one) => one.clusters.includes(cluster.name));
          if (entry === undefined) throw new Error('told nowhere');
          const { component: _, clusters: __, ...own } = changeOn(entry, cluster);
          expect(changeIdentity(own)).toBe(changeIdentity(changeOf(cluster, index)));
        }
      }),
    );
  });

  it('are one where only names of their own differ, whatever the names are', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}-[0-9]{1,2}$/), { minLength: 2, maxLength: 12 });
    const own = fc.array(
      fc.tuple(fc.constantFrom('hosts/', 'labels/'), fc.constantFrom('cluster' as const, 'domain' as const)),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(names, own, (of, holes) => {
        const entries = told(
          of.map((one) => clusterOf(one)),
          (cluster) => {
            const text = (hole: 'cluster' | 'domain') => (hole === 'cluster' ? cluster.name : cluster.domain);
            return change(
              holes.map(([path, hole], index) => [`${path}${text(hole)}/${index}`, 1, `langfuse.${text(hole)}`]),
            );
          },
        );
        expect(entries.map((entry) => entry.clusters)).toEqual([[...of].sort()]);
      }),
    );
  });

  it('are one where a cluster is called as a part of the path to a value', () => {
    const of = ['web', 'llm', 'eu-1'].map((one) => clusterOf(one));
    const entries = told(of, ({ domain }) => change([['llm/web/host', `old.${domain}`, `new.${domain}`]]));
    expect(entries).toMatchObject([{ clusters: ['eu-1', 'llm', 'web'], values: [{ path: ['llm', 'web', 'host'] }] }]);
  });

  it.each<[string, (cluster: PlannedCluster) => BareChange]>([
    ['a value', ({ name: own }) => change([['host', own, own === 'eu-1' ? 1 : 2]])],
    ['the name of another cluster that begins with theirs', ({ name: own }) => change([['peer', own, `${own}0`]])],
    ['the name of another cluster', ({ name: own }) => change([['peer', own, own === 'eu-1' ? 'eu-10' : 'eu-1']])],
    ['a name that is a part of a word', ({ name: own }) => change([['bucket', 1, `x${own}`]])],
    ['a text that only one of them has', ({ name: own }) => change([[own === 'eu-1' ? 'eu-1' : 'key', 1, 2]])],
  ])('are several where they differ in %s', (_, changeOf) => {
    const entries = told([clusterOf('eu-1'), clusterOf('eu-10'), clusterOf('us-1')], changeOf);
    expect(entries.length).toBeGreaterThan(1);
    for (const { placeholders = [], clusters: all } of entries)
      expect(placeholders.length === 0 || all.length > 1).toBe(true);
  });

  it('do not take a longer name for one of their own with something behind it', () => {
    const entries = told(
      ['eu', 'eu-1', 'us', 'us-1'].map((one) => clusterOf(one)),
      ({ name: own }) => change([['peer', 0, `${own.slice(0, 2)}-1`]]),
    );
    expect(reach(entries)).toEqual([
      ['eu eu-1', ''],
      ['us us-1', ''],
    ]);
  });

  it('keep a domain that changes, and say where its name is', () => {
    const of = ['eu-1', 'us-1'].map((one) => clusterOf(one, { domain: '' }));
    const entries = told(of, ({ name: own }) => change([['host', `${own}.old.io`, `${own}.new.io`]]));
    expect(entries).toMatchObject([
      { clusters: ['eu-1', 'us-1'], values: [{ before: '<cluster>.old.io', after: '<cluster>.new.io' }] },
    ]);
  });

  it('have a placeholder that is nowhere else in them', () => {
    const entries = told([clusterOf('eu-1'), clusterOf('us-1')], ({ name: own }) => change([['a', '<cluster>', own]]));
    expect(entries).toMatchObject([
      { placeholders: [{ of: 'cluster', text: '<<cluster>>' }], values: [{ after: '<<cluster>>' }] },
    ]);
  });
});

describe('dangers on several clusters', () => {
  it('are one where only names of their own differ', () => {
    const of = ['eu-1', 'eu-10', 'us-1'].map((one) => clusterOf(one));
    const findings = of.map(({ name: own }) => ({
      code: 'cluster-removed',
      message: `cluster ${own} leaves`,
      clusters: [own],
    }));
    const placeholders = [{ text: '<cluster>', of: 'cluster' }];
    expect(findingsOnce(findings, naming(of))).toEqual([
      {
        code: 'cluster-removed',
        message: 'cluster <cluster> leaves',
        clusters: ['eu-1', 'eu-10', 'us-1'],
        placeholders,
      },
    ]);
    expect(findingsOnce(findings.slice(0, 1), naming(of))).toEqual(findings.slice(0, 1));
  });
});

describe('a fleet whose domain changes', () => {
  const CLUSTERS = {
    'a-1': {},
    'a-10': {},
    'b-1': { engine: 'argocd' },
    'b-2': { engine: 'argocd' },
    own: { domain: 'own.io' },
  };
  const plan = planOf({ domain: 'old.io' }, { domain: 'new.io' });

  function planOf(...sides: readonly JsonObject[]): Plan {
    const [before, after] = sides.map((fleet) => {
      const input = inputFiles({ fleet, clusters: CLUSTERS });
      const generated = [...generateFiles(describedFleet(input), REGISTRY)].map(
        ({ path, text: said }) => [path, said] as const,
      );
      return memoryTree(new Map([...input, ...generated]), 'sha1');
    });
    if (before === undefined || after === undefined) throw new Error('a plan has two sides');
    return makePlan({ base: { revision: 'HEAD', commit: '' }, before, after, order: REGISTRY.map((one) => one.name) })
      .plan;
  }

  it('has one change of each component, and one danger for each host', () => {
    const renamed = Object.keys(CLUSTERS).filter((one) => one !== 'own');
    const hosts = plan.dangers.filter(({ code }) => code === 'public-host-changed');
    expect(hosts.length).toBeGreaterThan(0);
    for (const { message, clusters: on } of hosts) {
      expect(message).toMatch(/<cluster>\.old\.io.*<cluster>\.new\.io/);
      expect(on).toEqual(renamed);
    }
    const names = plan.components.map(({ component }) => component);
    expect(names).toEqual([...new Set(names)]);
    expect(names).toContain('langfuse');
  });

  it('is told with what the placeholder stands for, in text and in the message of a commit', () => {
    expect(planText(plan)).toContain('\n  <cluster> is the name of each cluster\n');
    const { body } = messageOf(plan, [], undefined);
    expect(body).toMatch(/\n\n<cluster> is the name of each cluster$/);
    expect(body).toContain('(langfuse on a-1, a-10, b-1, b-2)');
  });
});
