/** A status for people: how each wave is, and then only what is not as it should be. */
import { ENGINE_TITLES } from '../../fleet/model.ts';
import { grouped } from '../../layers/selector.ts';
import { counted, named } from '../../plan/render/lines.ts';
import { shortCommit } from '../commit.ts';
import type { ClusterProblem, ClusterStatus, ComponentStatus, FleetStatus, WaveStatus } from '../model.ts';
import { isLate, VERDICTS, verdictOfCluster } from '../verdict.ts';
import { ageOf, commitText, stateCounts, versionText } from './words.ts';

const MOST_NAMES = 12;

export function statusText(status: FleetStatus, now: Date): string {
  const { clusters, waves, refsProblem } = status;
  return [
    [headline(status), ...(refsProblem === undefined ? [] : [`the refs of waves are not known: ${refsProblem}`])],
    ...waves.map((wave) => waveLines(wave, clusters)),
    ...unreachableGroups(clusters),
    ...clusters.filter(isWorthTelling).map((cluster) => clusterLines(cluster, now)),
  ]
    .map((lines) => lines.join('\n'))
    .filter((block) => block !== '')
    .join('\n\n');
}

export function headline({ clusters }: FleetStatus): string {
  const verdicts = clusters.map(verdictOfCluster);
  const counts = VERDICTS.flatMap((verdict) => {
    const count = verdicts.filter((one) => one === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  return `${counted(clusters.length, 'cluster')}: ${counts.join(', ')}`;
}

function waveLines({ name, ref, commit }: WaveStatus, clusters: readonly ClusterStatus[]): readonly string[] {
  const own = clusters.filter(({ wave }) => wave === name);
  if (own.length === 0) return [];
  const at = commit === undefined ? '' : `, which is at ${shortCommit(commit)}`;
  const environments = grouped(own, ({ environment }) => environment);
  return [`wave ${name} follows ${ref}${at}`, ...environments.map(environmentLine)];
}

function environmentLine(clusters: readonly ClusterStatus[]): string {
  const read = clusters.filter(({ unreachable }) => unreachable === undefined);
  const components = read.flatMap((cluster) => cluster.components);
  const parts = [
    ...(components.length === 0 ? [] : [`${counted(components.length, 'component')}, ${stateCounts(components)}`]),
    ...count(read.filter(({ behind }) => isLate(behind)).length, 'behind'),
    ...count(clusters.length - read.length, 'unreachable'),
  ];
  return `  ${clusters[0]?.environment}: ${counted(clusters.length, 'cluster')}; ${parts.join('; ')}`;
}

function count(clusters: number, what: string): readonly string[] {
  return clusters === 0 ? [] : [`${counted(clusters, 'cluster')} ${what}`];
}

/** Clusters that cannot be read for the same reason are told once. */
function unreachableGroups(clusters: readonly ClusterStatus[]): readonly (readonly string[])[] {
  const lost = clusters.flatMap(({ name, unreachable }) =>
    unreachable === undefined ? [] : [{ name, ...unreachable }],
  );
  return grouped(lost, ({ problem, advice }) => `${problem}\n${advice ?? ''}`).map((group) => [
    `${named(
      group.map(({ name }) => name),
      MOST_NAMES,
    )} cannot be read: ${group[0].problem}`,
    ...hint(group[0], '  '),
  ]);
}

function isWorthTelling(cluster: ClusterStatus): boolean {
  return cluster.unreachable === undefined && verdictOfCluster(cluster) !== 'healthy';
}

function clusterLines(cluster: ClusterStatus, now: Date): readonly string[] {
  const { name, engine, environment, problems, components } = cluster;
  const wrong = components.filter(({ state }) => state !== 'healthy');
  const at = commitText(cluster);
  return [
    `${name} (${environment}, ${ENGINE_TITLES[engine]})${at === '' ? '' : ` is ${at}`}`,
    ...problems.flatMap((problem) => [`  ${problem.problem}`, ...hint(problem, '    ')]),
    ...grouped(
      wrong.filter(({ state }) => state !== 'waiting'),
      ({ state, problem, component }) => `${state} ${problem ?? component}`,
    ).flatMap((group) => wrongLines(group, now)),
    ...grouped(
      wrong.filter(({ state }) => state === 'waiting'),
      ({ waitsFor }) => waitsFor.join(),
    ).map(waitingLine),
  ];
}

/** Components with the same problem, which is told once. */
function wrongLines(group: readonly [ComponentStatus, ...(readonly ComponentStatus[])], now: Date): readonly string[] {
  const [first] = group;
  const age = group.length === 1 ? ageOf(first.since, now) : undefined;
  const names = named(
    group.map(({ component }) => component),
    MOST_NAMES,
  );
  const versions = group.flatMap((one) => {
    const text = versionText(one);
    return text === undefined ? [] : [group.length === 1 ? text : `${one.component} ${text}`];
  });
  return [
    `  ${first.state}: ${names}${age === undefined ? '' : `, for ${age}`}`,
    ...(first.problem === undefined ? [] : [`    ${first.problem}`]),
    ...versions.map((text) => `    ${text}`),
    ...hint(first, '    '),
  ];
}

function waitingLine(group: readonly [ComponentStatus, ...(readonly ComponentStatus[])]): string {
  const names = group.map(({ component }) => component);
  return `  waiting: ${named(names, MOST_NAMES)} ${names.length === 1 ? 'waits' : 'wait'} for ${group[0].waitsFor.join(' and ')}`;
}

function hint({ advice }: Pick<ClusterProblem, 'advice'>, indent: string): readonly string[] {
  return advice === undefined ? [] : [`${indent}hint: ${advice}`];
}
