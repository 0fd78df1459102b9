/** Whether a cluster holds what the files of a commit say: every release with its values, every manifest, and nothing else. */
import type { JsonObject } from '../../generator/data/json.ts';
import { differences, lacking } from './difference.ts';
import type { ExpectedCluster } from './expected.ts';
import { at } from './live-object.ts';
import type { Snapshot } from './snapshot.ts';

/** Lines that say what is missing, different or too much; none when the cluster is as it should be. */
export function shortOf(expected: ExpectedCluster, found: Snapshot): readonly string[] {
  const names = new Set([...expected.releases.keys(), ...found.releases.keys()]);
  const releases = [...names].flatMap((name) => {
    const [wanted, live] = [expected.releases.get(name), found.releases.get(name)];
    if (wanted === undefined) return [`release ${name} is left`];
    if (live === undefined) return [`release ${name} is missing`];
    const { bytes: _bytes, ...release } = live;
    return differences({ ...wanted }, release, name);
  });
  const manifests = [...expected.manifests].flatMap(([key, { status: _status, ...manifest }]) => {
    const live = found.objects.get(key);
    return live === undefined ? [`${key} is missing`] : lacking(manifest, live, key);
  });
  const surplus = [...found.objects].filter(([key, object]) => !expected.manifests.has(key) && !isKept(object));
  return [...releases, ...manifests, ...surplus.map(([key]) => `${key} is left`), ...leaving(found)];
}

/** A line for everything that is being deleted, whether it is done soon or waits for what it holds. */
export function leaving({ objects }: Snapshot): readonly string[] {
  return [...objects]
    .filter(([, object]) => at(object, 'metadata', 'deletionTimestamp') !== undefined)
    .map(([key]) => `${key} is being deleted`);
}

/** Marked to stay when it goes from Git: it holds data. */
export function isKept(object: JsonObject): boolean {
  return at(object, 'metadata', 'annotations', 'kustomize.toolkit.fluxcd.io/prune') === 'disabled';
}
