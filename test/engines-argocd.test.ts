/** Argo CD as others have installed it: its namespace, what it knows clusters by, and several of them. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../generator/components/registry.ts';
import { fieldAt, listAt, textAt } from '../generator/data/fields.ts';
import type { JsonObject } from '../generator/data/json.ts';
import { generateFiles } from '../generator/generate.ts';
import { buildMemory, treeBuilder } from '../generator/plan/build/build.ts';
import type { DeployedFleet } from '../generator/plan/deployed/deployed.ts';
import { valuesMemory } from '../generator/plan/deployed/merged-values.ts';
import { readFleet } from '../generator/plan/deployed/read-fleet.ts';
import { makePlan } from '../generator/plan/make-plan.ts';
import type { Plan } from '../generator/plan/plan.ts';
import { planText } from '../generator/plan/render/text.ts';
import { memoryTree } from '../generator/plan/trees/memory-tree.ts';
import { commandLine } from './commands/command-line.ts';
import { describedFleet } from './described-fleet.ts';
import { inputFiles, type Specs } from './input-files.ts';
import { inTemporaryFolder, writeFiles } from './temporary-folder.ts';

const argocd = { engine: 'argocd' };
const WAVES = [
  { name: 'canary', ref: 'main' },
  { name: 'all', ref: 'release/all' },
];

function filesOf(specs: Specs): ReadonlyMap<string, string> {
  const input = inputFiles(specs);
  const generated = [...generateFiles(describedFleet(input), REGISTRY)];
  return new Map([...input, ...generated.map(({ path, text }) => [path, text] as const)]);
}

/** What Argo CD makes of the files. */
function deployed(files: ReadonlyMap<string, string>): DeployedFleet {
  const memory = buildMemory();
  return readFleet(treeBuilder(memoryTree(files, 'sha1'), memory), valuesMemory(memory.documents));
}

function applicationsOf({ clusters }: DeployedFleet, cluster: string): readonly JsonObject[] {
  return [...(clusters.get(cluster)?.components.values() ?? [])].flatMap((one) => one.content().engineObjects);
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

/** What generate says once a cluster is no longer described. */
async function without(repo: string, cluster: string): Promise<{ readonly out: string }> {
  rmSync(join(repo, 'clusters', cluster, 'cluster.yaml'));
  return commandLine(repo, 'generate', '--no-validate');
}

describe('the namespace of Argo CD', () => {
  const fleet = { argocd: { namespace: 'openshift-gitops', workloads: 'openshift-gitops' } };
  const files = filesOf({ fleet, clusters: { 'eu-1': argocd, 'us-1': {} } });

  it('is that of every object in it', () => {
    const objects = [...deployed(files).hub, ...applicationsOf(deployed(files), 'eu-1')];
    expect(objects.length).toBeGreaterThan(REGISTRY.length);
    expect(distinct(objects.map((object) => textAt(object, 'metadata', 'namespace')))).toEqual(['openshift-gitops']);
  });

  it('is named wherever the other one was', () => {
    const left = [...files].filter(([, text]) => /(?:namespace: |-n |- )argocd\b/.test(text)).map(([path]) => path);
    expect(left).toEqual([]);
    const monitor = [...files.values()].filter((text) =>
      text.includes('app.kubernetes.io/name: openshift-gitops-application-controller'),
    );
    expect(monitor).toHaveLength(1);
  });

  it('is in the commands that are left to people', () =>
    inTemporaryFolder(async (repo) => {
      writeFiles(repo, inputFiles({ fleet, clusters: { 'eu-1': argocd } }));
      const { out } = await commandLine(repo, 'generate', '--no-validate');
      expect(out).toContain('kubectl apply -n openshift-gitops -f argocd/root.yaml');
      const removed = await without(repo, 'eu-1');
      expect(removed.out).toContain('kubectl -n openshift-gitops wait application');
      expect(removed.out).not.toContain('-n argocd');
    }));
});

describe('another namespace of Argo CD', () => {
  it('has the objects in the former one removed first', () =>
    inTemporaryFolder(async (repo) => {
      writeFiles(repo, inputFiles({ clusters: { 'eu-1': argocd } }));
      await commandLine(repo, 'generate', '--no-validate');
      writeFiles(repo, inputFiles({ fleet: { argocd: { namespace: 'gitops' } }, clusters: { 'eu-1': argocd } }));
      const { out } = await commandLine(repo, 'generate', '--no-validate');
      expect(out).toMatch(
        /remove the objects of the fleet in argocd without[\s\S]*kubectl apply -n gitops -f argocd\/root.yaml/,
      );
    }));
});

describe('what Argo CD knows a cluster by', () => {
  const ARN = 'arn:aws:eks:eu-west-1:123456789012:cluster/acme-observability-production-1';
  const clusters = {
    arn: { ...argocd, argocd: { destination: ARN } },
    server: { ...argocd, wave: 'all', argocd: { destination: 'https://10.0.0.1:6443' } },
    same: { ...argocd, wave: 'all' },
  };
  const files = filesOf({ fleet: { waves: WAVES }, clusters });
  const fleet = deployed(files);

  it.each([
    ['arn', { name: ARN }],
    ['server', { server: 'https://10.0.0.1:6443' }],
    ['same', { name: 'same' }],
  ])('is the destination of its Applications, which its AppProject allows: %s', (cluster, destination) => {
    const applications = applicationsOf(fleet, cluster);
    expect(applications.length).toBeGreaterThan(5);
    const project = fleet.hub.find(({ metadata }) => metadata.name === `observatory.acme.${cluster}`);
    const allowed = listAt(project, 'spec', 'destinations');
    for (const application of applications) {
      const own = fieldAt(application, 'spec', 'destination');
      expect(own).toEqual({ ...destination, namespace: expect.any(String) });
      expect(allowed).toContainEqual(own);
      expect(textAt(application, 'metadata', 'labels', 'lang-observatory.dev/cluster')).toBe(cluster);
    }
  });

  it('changes no file of a cluster that has its own name', () => {
    const { same } = clusters;
    const alone = filesOf({ fleet: { waves: WAVES }, clusters: { same } });
    const own = [...alone.keys()].filter((path) => /\bsame\b/.test(path));
    expect(own.length).toBeGreaterThan(20);
    for (const path of own) expect(files.get(path), path).toBe(alone.get(path));
  });

  it('is in the commands that are left to people', () =>
    inTemporaryFolder(async (repo) => {
      writeFiles(repo, inputFiles({ fleet: { waves: WAVES }, clusters }));
      const { out } = await commandLine(repo, 'generate', '--no-validate');
      expect(out).toContain(`argocd cluster add KUBE_CONTEXT --name ${ARN}\n`);
      expect(out).toContain('with https://10.0.0.1:6443 as its server:\n  argocd cluster add KUBE_CONTEXT');
      const removed = await without(repo, 'server');
      expect(removed.out).toContain('argocd cluster rm https://10.0.0.1:6443');
    }));
});

describe('several instances of Argo CD', () => {
  const fleet = {
    waves: WAVES,
    argocd: {
      namespace: 'argocd',
      instances: [{ name: 'production' }, { name: 'development', namespace: 'argocd-dev', workloads: 'dev' }],
    },
    environments: { prod: { wave: 'all' }, dev: { argocd: { instance: 'development' } } },
  };
  const clusters = {
    'eu-1': argocd,
    'us-1': { ...argocd, wave: 'canary' },
    'dev-1': { ...argocd, environment: 'dev' },
    'dev-2': { ...argocd, argocd: { instance: 'development' } },
    // Named like an instance, and so is nothing that belongs to one.
    production: { ...argocd, environment: 'dev' },
  };
  const files = filesOf({ fleet, clusters });
  const read = deployed(files);
  const INSTANCES = { production: ['eu-1', 'us-1'], development: ['dev-1', 'dev-2', 'production'] };

  it.each(Object.entries(INSTANCES))('get their own clusters, once: %s', (instance, own) => {
    const namespace = instance === 'production' ? 'argocd' : 'argocd-dev';
    for (const cluster of own) {
      const names = applicationsOf(read, cluster).map((one) => textAt(one, 'metadata', 'name'));
      expect(distinct(names)).toEqual([...names].sort());
      const spaces = applicationsOf(read, cluster).map((one) => textAt(one, 'metadata', 'namespace'));
      expect(distinct(spaces)).toEqual([namespace]);
      const projects = applicationsOf(read, cluster).map((one) => textAt(one, 'spec', 'project'));
      expect(distinct(projects)).toEqual([`observatory.acme.${instance}.${cluster}`]);
      const isThere = read.hub.some(
        ({ kind, metadata }) =>
          kind === 'AppProject' && metadata.name === projects[0] && metadata.namespace === namespace,
      );
      expect(isThere).toBe(true);
    }
  });

  it('have a root Application each, which reads what is its own', () => {
    const roots = read.hub.filter(({ kind }) => kind === 'Application');
    expect(
      roots.map(({ metadata, spec }) => [metadata.name, metadata.namespace, textAt(spec, 'source', 'path')]),
    ).toEqual([
      ['observatory.acme.development', 'argocd-dev', 'argocd/root/acme.development'],
      ['observatory.acme.production', 'argocd', 'argocd/root/acme.production'],
    ]);
    expect(files.has('argocd/root.yaml')).toBe(false);
  });

  it('have no name in common, in whichever namespaces and API servers they are', () => {
    const names = read.hub.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(distinct(names)).toEqual([...names].sort());
    expect(names).toHaveLength(2 * (REGISTRY.length + 2) + Object.keys(clusters).length);
  });

  it('are told apart in the commands that are left to people', () =>
    inTemporaryFolder(async (repo) => {
      writeFiles(repo, inputFiles({ fleet, clusters }));
      const { out } = await commandLine(repo, 'generate', '--no-validate');
      expect(out).toContain('kubectl apply -n argocd -f argocd/root-production.yaml');
      expect(out).toContain('kubectl apply -n argocd-dev -f argocd/root-development.yaml');
      expect(out).toContain('# register dev-2 in the Argo CD development;');
      const removed = await without(repo, 'dev-1');
      expect(removed.out).toContain('kubectl -n argocd-dev delete appproject observatory.acme.development.dev-1');
    }));

  it('take the place of the only one, whose objects are then removed without their Applications', () =>
    inTemporaryFolder(async (repo) => {
      writeFiles(repo, inputFiles({ fleet: { waves: WAVES }, clusters: { 'eu-1': argocd } }));
      await commandLine(repo, 'generate', '--no-validate');
      const named = { waves: WAVES, argocd: { instances: [{ name: 'production' }] } };
      writeFiles(repo, inputFiles({ fleet: named, clusters: { 'eu-1': argocd } }));
      const { out } = await commandLine(repo, 'generate', '--no-validate');
      expect(out).toContain('kubectl apply -n argocd -f argocd/root-production.yaml');
      expect(out).toContain('kubectl -n argocd delete application observatory.acme --ignore-not-found');
      expect(out).toContain(
        "delete applicationset --cascade=orphan -l 'lang-observatory.dev/fleet=acme,!lang-observatory.dev/instance'",
      );
    }));
});

describe('how Argo CD treats a cluster', () => {
  const window = { kind: 'allow', schedule: '0 8 * * mon-fri', duration: '8h' };
  const fleet = {
    waves: WAVES,
    environments: {
      prod: { wave: 'all', argocd: { sync: 'manual', syncWindows: [window], preserveOnDeletion: true } },
      dev: {},
    },
  };
  const clusters = {
    'eu-1': argocd,
    'eu-2': { ...argocd, argocd: { sync: 'automatic', syncWindows: [], preserveOnDeletion: false } },
    'dev-1': { ...argocd, environment: 'dev' },
  };
  const files = filesOf({ fleet, clusters });
  const read = deployed(files);
  const isAutomatic = (application: JsonObject): boolean =>
    fieldAt(application, 'spec', 'syncPolicy', 'automated', 'enabled') !== false;
  const isDeleting = (application: JsonObject): boolean => listAt(application, 'metadata', 'finalizers').length > 0;

  it.each([
    ['eu-1', false, false],
    ['eu-2', true, true],
    ['dev-1', true, true],
  ])('is in its Applications, whatever its wave: %s', (cluster, automatic, deleting) => {
    const applications = applicationsOf(read, cluster);
    expect(applications.length).toBeGreaterThan(5);
    expect(applications.every((one) => isAutomatic(one) === automatic)).toBe(true);
    expect(applications.some(isDeleting)).toBe(deleting);
    const pruning = applications.map((one) => fieldAt(one, 'spec', 'syncPolicy', 'automated', 'selfHeal'));
    expect(distinct(pruning.map(String))).toEqual(['true']);
  });

  it('is in its AppProject: sync windows', () => {
    const windowsOf = (cluster: string) =>
      fieldAt(
        read.hub.find(({ metadata }) => metadata.name === `observatory.acme.${cluster}`),
        'spec',
        'syncWindows',
      );
    expect(windowsOf('eu-1')).toEqual([{ ...window, timeZone: 'UTC', manualSync: false, applications: ['*'] }]);
    expect([windowsOf('eu-2'), windowsOf('dev-1')]).toEqual([undefined, undefined]);
  });

  const planned = (before: Specs, after: Specs): Plan => {
    const [old, now] = [before, after].map((specs) => memoryTree(filesOf(specs), 'sha1'));
    if (old === undefined || now === undefined) throw new Error('a plan has two sides');
    const order = REGISTRY.map(({ name }) => name);
    return makePlan({ base: { revision: 'main', commit: '' }, before: old, after: now, order }).plan;
  };

  it('is told by the plan: who waits for a person', () => {
    const changed = { ...fleet, components: { postgres: { storage: '900Gi' } } };
    const plan = planned({ fleet, clusters }, { fleet: changed, clusters });
    expect(plan.clusters.filter(({ sync }) => sync === 'manual').map(({ name }) => name)).toEqual(['eu-1']);
    expect(planText(plan)).toContain('\n  waits for a person to sync it: eu-1\n');
  });

  it('is told by the plan: objects stay where they are preserved', () => {
    const { 'eu-1': _, ...others } = clusters;
    const { 'eu-2': __, ...rest } = clusters;
    const fatesWithout = (left: Specs['clusters']): readonly string[] =>
      planned({ fleet, clusters }, { fleet, clusters: left }).components.flatMap(({ objects }) =>
        objects.map(({ fate }) => fate),
      );
    expect(distinct(fatesWithout(others))).toEqual(['kept']);
    expect(distinct(fatesWithout(rest))).toEqual(['kept', 'removed']);
  });

  it('is told by the plan: another instance gets the cluster', () => {
    const instances = [{ name: 'one' }, { name: 'two', namespace: 'two' }];
    const moved = (more: JsonObject): Plan => {
      const spec = (instance: string) => ({ 'eu-1': { ...argocd, argocd: { instance, ...more } } });
      const said = { argocd: { instances } };
      return planned({ fleet: said, clusters: spec('one') }, { fleet: said, clusters: spec('two') });
    };
    expect(moved({}).dangers.map(({ code }) => code)).toContain('instance-changed');
    expect(moved({ preserveOnDeletion: true }).dangers.map(({ code }) => code)).not.toContain('instance-changed');
  });
});
