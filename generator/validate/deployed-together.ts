/** What is deployed on one cluster. Some rules compare all of it, so when a part changes, all of it is built. */
import type { DocumentReader } from '../data/documents.ts';
import type { Fleet } from '../fleet/model.ts';
import { inFleet, type PlaceKind, placeOf } from '../tree/layout.ts';
import type { Sources } from './sources.ts';

/** The clusters that own one of the paths or deploy one of them, each with all folders that are deployed on it. */
export function deployedTogether(
  paths: ReadonlySet<string>,
  { files, folders }: Pick<Sources, 'files' | 'folders'>,
  fleet: Fleet,
  read: DocumentReader,
): Deployed {
  const owners = new Set([...paths].map((path) => placeOf(path)?.names.cluster));
  return [...deployedByArgocd(files, fleet, read), ...deployedByFlux(folders, fleet)].filter(
    ([cluster, deployed]) => owners.has(cluster) || deployed.some((folder) => paths.has(folder)),
  );
}

type Deployed = readonly (readonly [cluster: string, folders: readonly string[]])[];

/** The folders in the parameter files of each cluster. */
function deployedByArgocd(files: Sources['files'], { repository }: Fleet, read: DocumentReader): Deployed {
  const folders = [...files].flatMap(([path, text]) => {
    const { kind, names: { cluster = '' } = {} } = placeOf(path) ?? {};
    const folder = kind === 'argocdParameters' ? read(text).documents[0]?.extras : undefined;
    return typeof folder === 'string' ? [[cluster, inFleet(repository, folder)] as const] : [];
  });
  return [...grouped(folders)];
}

/** Each cluster's Kustomizations, and the folders that they can refer to: those of the cluster and of its environment. */
function deployedByFlux(folders: Sources['folders'], { clusters }: Fleet): Deployed {
  const own = grouped(inPlaces(folders, ['fluxKustomizations', 'fluxBuild'], 'cluster'));
  const shared = grouped(inPlaces(folders, ['fluxEnvironmentBuild'], 'environment'));
  return clusters.map(({ name, environment, engine }) => [
    name,
    engine === 'flux' ? [...(own.get(name) ?? []), ...(shared.get(environment) ?? [])] : [],
  ]);
}

function inPlaces(
  folders: readonly string[],
  kinds: readonly PlaceKind[],
  of: 'cluster' | 'environment',
): readonly (readonly [name: string, folder: string])[] {
  return folders.flatMap((folder) => {
    const { kind, names: { [of]: name = '' } = {} } = placeOf(folder) ?? {};
    return kind !== undefined && kinds.includes(kind) ? [[name, folder] as const] : [];
  });
}

function grouped(
  entries: readonly (readonly [name: string, folder: string])[],
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, folder] of entries) {
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [folder]);
    else group.push(folder);
  }
  return groups;
}
