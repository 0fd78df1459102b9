/** Names by which one part of the input refers to another: each must exist, and be unique. */
import { didYouMean, namesIn } from '../../text/did-you-mean.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { GROUPS } from '../parse/field-text.ts';
import type { InputDocument } from '../parse/input-document.ts';
import type { Path } from '../parse/path.ts';
import type { ClusterOutline, FleetOutline } from './outline.ts';

/** Wrong references between a fleet and its clusters. */
export function wrongReferences(fleet: FleetOutline, clusters: readonly ClusterOutline[]): readonly Diagnostic[] {
  const { document, environments, groups, waves, instances } = fleet;
  const known = {
    environment: environments && namesOf(environments.keys()),
    wave: waves && namesOf(waves),
    instance: instances && namesOf(instances),
  };
  return [
    ...duplicates(document, ['spec', 'waves'], 'wave', waves ?? []),
    ...duplicates(
      document,
      GROUPS,
      'group',
      groups.map(({ name }) => name),
    ),
    ...groups.flatMap(({ index, match, instance }) => {
      const path = [...GROUPS, index];
      return [
        ...unknownName(
          document,
          [...path, 'match', 'environment'],
          'environment',
          match?.environment,
          known.environment,
        ),
        ...unknownName(document, [...path, ...INSTANCE], 'instance', instance, known.instance),
      ];
    }),
    ...[...(environments?.values() ?? [])].flatMap(({ name, wave, instance }) => {
      const path = ['spec', 'environments', name];
      return [
        ...unknownName(document, [...path, 'wave'], 'wave', wave, known.wave),
        ...unknownName(document, [...path, ...INSTANCE], 'instance', instance, known.instance),
      ];
    }),
    ...wrongStandbys(clusters),
    ...clusters.flatMap((cluster) => [
      ...unknownName(cluster.document, ['spec', 'environment'], 'environment', cluster.environment, known.environment),
      ...unknownName(cluster.document, ['spec', 'wave'], 'wave', cluster.wave, known.wave),
      ...unknownName(cluster.document, ['spec', ...INSTANCE], 'instance', cluster.instance, known.instance),
    ]),
  ];
}

const INSTANCE: Path = ['argocd', 'instance'];

/** Looked up for every reference in the input: both may be many. */
interface Names {
  readonly all: readonly string[];
  readonly set: ReadonlySet<string>;
}

function namesOf(names: Iterable<string>): Names {
  const all = [...names];
  return { all, set: new Set(all) };
}

/** A standby follows another cluster, which is none itself. */
function wrongStandbys(clusters: readonly ClusterOutline[]): readonly Diagnostic[] {
  const byName = new Map(clusters.flatMap((cluster) => (cluster.name === undefined ? [] : [[cluster.name, cluster]])));
  const others = (name: string | undefined): readonly string[] => [...byName.keys()].filter((one) => one !== name);
  return clusters.flatMap(({ document, name, standbyOf }): readonly Diagnostic[] => {
    if (standbyOf === undefined) return [];
    const wrong = (
      code: 'unknown-cluster' | 'invalid-value',
      message: string,
      hint?: string,
    ): readonly Diagnostic[] => [document.diagnose('value', ['spec', 'standby', 'of'], code, message, hint)];
    if (standbyOf === name)
      return wrong(
        'invalid-value',
        'a cluster cannot be a standby of itself',
        'name the cluster whose place it can take',
      );
    const source = byName.get(standbyOf);
    if (source === undefined)
      return wrong(
        'unknown-cluster',
        `the fleet has no cluster ${standbyOf}`,
        didYouMean(standbyOf, others(name)) ?? namesIn('clusters', others(name)),
      );
    if (source.standbyOf === undefined) return [];
    if (source.isPromoted)
      return wrong(
        'invalid-value',
        `${standbyOf} is a promoted standby of ${source.standbyOf}, and still reads its secrets`,
        `copy the entries of ${source.standbyOf} in the secrets store to those of ${standbyOf}, and remove spec.standby there`,
      );
    return wrong(
      'invalid-value',
      `${standbyOf} is itself a standby, of ${source.standbyOf}: nothing writes into its stores, and it has no backups of ClickHouse`,
      source.standbyOf === name
        ? 'only one of the two can be the standby'
        : `name ${source.standbyOf} instead, which both can follow`,
    );
  });
}

const CALLED = {
  environment: { one: 'environment', several: 'environments' },
  wave: { one: 'wave', several: 'waves' },
  instance: { one: 'Argo CD', several: 'instances in argocd.instances' },
} as const;

function unknownName(
  document: InputDocument,
  path: Path,
  what: keyof typeof CALLED,
  name: string | undefined,
  known: Names | undefined,
): readonly Diagnostic[] {
  if (name === undefined || known === undefined || known.set.has(name)) return [];
  const names = known.all;
  const { one, several } = CALLED[what];
  const all = names.length === 0 ? `the fleet has no ${several}` : namesIn(several, names);
  return [
    document.diagnose(
      'value',
      path,
      `unknown-${what}`,
      `the fleet has no ${one} ${name}`,
      didYouMean(name, names) ?? all,
    ),
  ];
}

/** `names` are those of the items of a list, in its order. */
function duplicates(
  document: InputDocument,
  list: Path,
  what: 'wave' | 'group',
  names: readonly (string | undefined)[],
): readonly Diagnostic[] {
  const first = new Map<string | undefined, number>();
  for (const [index, name] of names.entries()) if (!first.has(name)) first.set(name, index);
  return names.flatMap((name, index) =>
    name === undefined || first.get(name) === index
      ? []
      : [document.diagnose('value', [...list, index, 'name'], 'duplicate-name', `duplicate ${what} ${name}`)],
  );
}

/** Two folders with the same name of a cluster: their Applications and host names would be the same. */
export function wrongClusterNames(clusters: readonly ClusterOutline[]): readonly Diagnostic[] {
  const first = new Map<string, string>();
  const at = ['metadata', 'name'];
  return clusters.flatMap(({ document, name }) => {
    if (name === undefined) return [];
    const folder = document.file.split('/').at(-2) ?? '';
    const other = first.get(name);
    first.set(name, other ?? document.file);
    if (other !== undefined)
      return [document.diagnose('value', at, 'duplicate-cluster', `${other} already describes a cluster ${name}`)];
    if (name === folder) return [];
    const message = `the name ${name} differs from the folder ${folder}`;
    return [document.diagnose('value', at, 'name-mismatch', message, 'use the same name for both')];
  });
}
