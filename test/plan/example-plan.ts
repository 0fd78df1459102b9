/** The plan of one change, in a fleet of any size: a chart, settings, a volume that shrinks, and a cluster that leaves. */
import { inputOf } from '../../generator/commands/input-of.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { generateFiles } from '../../generator/generate.ts';
import { withCauses } from '../../generator/plan/causes.ts';
import { makePlan } from '../../generator/plan/make-plan.ts';
import type { Plan } from '../../generator/plan/plan.ts';
import { memoryTree } from '../../generator/plan/trees/memory-tree.ts';
import { describedInput } from '../described-fleet.ts';

/** Of at least 6 clusters, in three waves. */
export function examplePlan(clusters: number): Plan {
  const [old, now] = [inputFiles(clusters, false), inputFiles(clusters, true)];
  const [before, after] = [old, now].map((input) => memoryTree(allFiles(input), 'sha1'));
  if (before === undefined || after === undefined) throw new Error('a plan has two sides');
  const base = { revision: 'main', commit: '4f0c2a9d1b7e8c3a5d6f7081929ab3c4d5e6f708' };
  const { plan } = makePlan({ base, before, after, order: REGISTRY.map(({ name }) => name) });
  const { layers } = describedInput(now);
  return withCauses(plan, {
    filesOf: (name) => inputOf(name, layers),
    textBefore: (file) => old.get(file),
    isChanged: (file) => old.get(file) !== now.get(file),
  });
}

function allFiles(input: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const generated = generateFiles(describedInput(input).fleet, REGISTRY);
  return new Map([...input, ...[...generated].map(({ path, text }) => [path, text] as const)]);
}

const ENVIRONMENTS = ['dev', 'staging', 'prod', 'prod', 'prod'] as const;

function inputFiles(clusters: number, isChanged: boolean): ReadonlyMap<string, string> {
  const input = new Map([['fleet.yaml', fleet(isChanged)]]);
  for (let index = 0; index < clusters; index += 1) {
    const environment = ENVIRONMENTS[index % ENVIRONMENTS.length] ?? 'prod';
    const name = `${environment}-${String(index).padStart(String(clusters - 1).length, '0')}`;
    if (!(isChanged && index === 3))
      input.set(`clusters/${name}/cluster.yaml`, cluster(name, environment, index, isChanged));
  }
  return input;
}

function fleet(isChanged: boolean): string {
  return `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://github.com/acme/observability.git}
  domain: obs.acme.io
  waves: [{name: canary, ref: main}, {name: early, ref: release/early}, {name: all, ref: release/all}]
  environments:
    dev: {wave: canary, size: small}
    staging: {wave: early, size: medium}
    prod: {wave: all, size: large}
  components:
    valkey: {version: ${isChanged ? '0.12.0' : '0.11.0'}}
    langfuse: {web: {replicas: {min: ${isChanged ? 4 : 3}, max: 8}}}
`;
}

function cluster(name: string, environment: string, index: number, isChanged: boolean): string {
  const storage = isChanged && index === 5 ? '200Gi' : '300Gi';
  return `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: ${name}}
spec:
  environment: ${environment}
  engine: ${index % 2 === 0 ? 'argocd' : 'flux'}
  provider: {name: aws, region: eu-west-1}
${index % 5 === 0 ? `  components: {postgres: {storage: ${storage}}}\n` : ''}`;
}
