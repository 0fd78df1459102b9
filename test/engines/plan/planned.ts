/** What a plan says that engines do. */
import { identityOf } from '../../../generator/kubernetes/manifest.ts';
import type { Upstream } from '../../../generator/plan/deployed/deployed.ts';
import type { Fate, ObjectChange } from '../../../generator/plan/difference/objects.ts';
import type {
  Changed,
  ComponentChange,
  Plan,
  PlannedCluster,
  Step,
  WithPlaceholders,
} from '../../../generator/plan/plan.ts';
import { upstreamObjects } from '../expected.ts';
import { keyOf } from '../live-object.ts';
import { fateLine, fieldLines, releaseLines, syncLine } from './lines.ts';
import { HUB } from './observe.ts';

/**
 * Lines of `lines.ts`. What a plan says of clusters that are not there is left out: nobody can do it. `root` is the key of the root
 * Application, if there is one.
 */
export async function plannedLines(
  plans: readonly Plan[],
  present: ReadonlySet<string>,
  root: string | undefined,
): Promise<ReadonlySet<string>> {
  const lines = await Promise.all(
    plans.map(async ({ clusters, components, steps, hub }) => [
      ...(await Promise.all(
        components.flatMap((change) => eachOf(change, clusters)).map((change) => componentLines(change, present)),
      )),
      ...steps.filter(({ cluster }) => present.has(cluster)).map(stepLines),
      ...hub.flatMap((change) => eachOf(change, clusters)).map((change) => objectLines(HUB, change)),
      // The root Application applies it, and has nothing to do for what it keeps.
      ...(root === undefined || hub.every(({ fate }) => fate === 'kept') ? [] : [syncLine(HUB, root)]),
    ]),
  );
  return new Set(lines.flat(2));
}

/** What a plan says once for several clusters, as each of them has it: with its names in place of the placeholders. */
function eachOf<T extends WithPlaceholders & { readonly clusters?: readonly string[] }>(
  change: T,
  planned: readonly PlannedCluster[],
): readonly T[] {
  const { clusters = [], placeholders = [] } = change;
  if (clusters.length === 0) return [change];
  return clusters.map((cluster) => {
    const { domain = '', environment = '' } = planned.find(({ name }) => name === cluster) ?? {};
    const names: Readonly<Record<string, string>> = { cluster, domain, environment };
    const own = placeholders.reduce(
      (json, { text, of }) => json.replaceAll(text, names[of] ?? ''),
      JSON.stringify(change),
    );
    return { ...JSON.parse(own), clusters: [cluster] };
  });
}

async function componentLines(change: ComponentChange, present: ReadonlySet<string>): Promise<readonly string[]> {
  const { clusters, objects, release, values } = change;
  const upstream = await upstreamFates(change.upstream);
  return clusters
    .filter((cluster) => present.has(cluster))
    .flatMap((cluster) => [
      ...objects.flatMap((object) => objectLines(cluster, object)),
      ...releaseLines(cluster, release?.before, release?.after),
      ...fieldLines(cluster, `values of ${change.component}`, values),
      ...upstream.map(([fate, key]) => fateLine(cluster, fate, key)),
    ]);
}

/** Both engines apply upstream's manifests and never remove them. No life has two versions of them. */
async function upstreamFates({ before, after }: Changed<Upstream> = {}): Promise<readonly (readonly [Fate, string])[]> {
  const one = after ?? before;
  if (one === undefined) return [];
  const fate = before === undefined ? 'created' : 'kept';
  return (await upstreamObjects(one)).map((object) => [fate, keyOf(object)]);
}

function stepLines(step: Step): readonly string[] {
  const where = step.kind === 'Application' ? HUB : step.cluster;
  return [
    ...objectLines(where, step),
    ...(SYNCED.has(step.kind) && step.fate !== 'removed' ? [syncLine(where, identityOf(manifestOf(step)))] : []),
  ];
}

const SYNCED: ReadonlySet<string> = new Set(['Application', 'Kustomization', 'HelmRelease']);

function objectLines(where: string, change: ObjectChange): readonly string[] {
  const key = identityOf(manifestOf(change));
  return change.fate === 'changed' ? fieldLines(where, key, change.fields) : [fateLine(where, change.fate, key)];
}

function manifestOf({ apiVersion, kind, name, namespace }: ObjectChange) {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}
