/** `compare`: two clusters, or two environments, side by side. Writes nothing. */
import type { JsonObject } from '../data/json.ts';
import { DEFAULT_ENGINE_INSTALLS } from '../fleet/engine-installs.ts';
import type { Cluster, Environment, Fleet } from '../fleet/model.ts';
import { SECTIONS_COMPONENT } from '../fleet/schema/sections.ts';
import { generateFiles } from '../generate.ts';
import { comparisonHtml } from '../plan/compare/page.ts';
import type { Placeholder } from '../plan/compare/placeholders.ts';
import { deployedClusters } from '../plan/compare/read-sides.ts';
import { comparisonMarkdown, comparisonText } from '../plan/compare/render.ts';
import { type SideBySide, sideBySide } from '../plan/compare/side-by-side.ts';
import type { DeployedCluster } from '../plan/deployed/deployed.ts';
import { PLACEHOLDERS } from '../plan/difference/placeholders.ts';
import type { Component } from '../stack/component.ts';
import type { ExitCode, GlobalOptions, Io, PlanFormat } from './io.ts';
import { openFleet } from './open-fleet.ts';
import { unknownName } from './unknown-name.ts';

const RENDERERS: Readonly<Record<PlanFormat, (compared: SideBySide) => string>> = {
  text: comparisonText,
  markdown: comparisonMarkdown,
  html: comparisonHtml,
  json: (compared) => JSON.stringify(compared, null, 2),
};

export async function compare(
  { repo, format }: GlobalOptions<PlanFormat>,
  names: { readonly left: string; readonly right: string },
  io: Io,
): Promise<ExitCode> {
  const { fleet, components } = openFleet({ repo, format: format === 'json' ? 'json' : 'text' }, io);
  if (fleet === undefined) return 2;
  const found = sidesOf(fleet, names);
  if (typeof found === 'string') {
    io.err(found);
    return 2;
  }
  const { left, right } = found;
  const [a, b] = [await deployedOn(repo, left, fleet, components), await deployedOn(repo, right, fleet, components)];
  const compared = sideBySide(
    { name: names.left, settings: settingsOf(left), deployed: a },
    { name: names.right, settings: settingsOf(right), deployed: b },
    placeholders(left, right),
    components.map(({ name }) => name),
  );
  io.out(RENDERERS[format](compared));
  return 0;
}

/** What a cluster gets does not depend on the others. */
async function deployedOn(
  repo: string,
  cluster: Cluster,
  fleet: Fleet,
  components: readonly Component[],
): Promise<DeployedCluster> {
  const alone = generateFiles({ ...fleet, clusters: [cluster] }, components);
  const deployed = (await deployedClusters(repo, alone)).get(cluster.name);
  if (deployed === undefined) throw new Error(`the tree has no cluster ${cluster.name}`);
  return deployed;
}

interface Sides {
  readonly left: Cluster;
  readonly right: Cluster;
}

function sidesOf(fleet: Fleet, names: { readonly left: string; readonly right: string }): Sides | string {
  const { clusters, environments } = fleet;
  const [left, right] = [names.left, names.right].map((name) => clusters.find((one) => one.name === name));
  if (left !== undefined && right !== undefined) return { left, right };
  const [a, b] = [names.left, names.right].map((name) => environments.find((one) => one.name === name));
  if (a !== undefined && b !== undefined) return { left: memberOf(a, fleet), right: memberOf(b, fleet) };
  const known = [...clusters, ...environments].map(({ name }) => name);
  const unknown = [names.left, names.right].find((name) => !known.includes(name));
  if (unknown !== undefined) return unknownName('cluster or environment', unknown, known, 'clusters and environments');
  return `${names.left} and ${names.right} are a cluster and an environment\n  hint: compare two clusters, or two environments`;
}

/** A cluster that says nothing itself: what it gets is what the environment gives to its clusters. */
function memberOf({ wave, ...level }: Environment, { domain, engines }: Fleet): Cluster {
  const name = 'cluster';
  return {
    ...level,
    additions: new Map(),
    name,
    environment: level.name,
    groups: [],
    labels: {},
    wave,
    hasOwnWave: false,
    engine: 'flux',
    argocd: { instance: engines.argocd[0] ?? DEFAULT_ENGINE_INSTALLS.argocd[0], destination: { name }, ...AUTOMATIC },
    provider: { name: 'bare' },
    domain: `${name}.${domain}`,
    kubernetes: '1.36',
  };
}

/** As the input says them, with what is inherited and the defaults. */
function settingsOf({
  name,
  settings,
  values: __,
  additions: ___,
  hasOwnWave,
  fingerprint,
  argocd,
  ...own
}: Cluster): JsonObject {
  const { [SECTIONS_COMPONENT]: sections = {}, ...components } = Object.fromEntries(settings);
  return JSON.parse(
    JSON.stringify({
      ...own,
      ...(own.engine === 'argocd' ? { argocd: saidOfArgocd(argocd, name) } : {}),
      ...sections,
      components,
    }),
  );
}

/** What a cluster says nothing of is told of none: that it is registered with its own name, and treated as all are. */
function saidOfArgocd({ instance, destination, ...rest }: Cluster['argocd'], cluster: string): object | undefined {
  const isOwnName = 'name' in destination && destination.name === cluster;
  const treatment = JSON.stringify(rest) === JSON.stringify(AUTOMATIC) ? {} : rest;
  const said = { instance: instance.name, ...(isOwnName ? {} : { destination }), ...treatment };
  return Object.values(said).some((value) => value !== undefined) ? said : undefined;
}

const AUTOMATIC = { sync: 'automatic', syncWindows: [], preserveOnDeletion: false } as const;

function placeholders(left: Cluster, right: Cluster): readonly Placeholder[] {
  return [
    { text: PLACEHOLDERS.domain, left: left.domain, right: right.domain },
    { text: PLACEHOLDERS.cluster, left: left.name, right: right.name },
    { text: PLACEHOLDERS.environment, left: left.environment, right: right.environment },
  ];
}
