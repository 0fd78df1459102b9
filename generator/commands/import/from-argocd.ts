/** Clusters that an Argo CD knows: they are not asked themselves. */
import { openDisk } from '../../disk/disk.ts';
import type { ArgocdInstance } from '../../fleet/engine-installs.ts';
import type { Fleet } from '../../fleet/model.ts';
import { clusterSecretListing, type Registered, registeredIn } from '../../live/argocd/registered.ts';
import { gatherAll } from '../../live/clusters/gather.ts';
import type { Kubeconfig } from '../../live/clusters/kubeconfig.ts';
import { whyUnreachable } from '../../live/clusters/unreachable.ts';
import { registeredInput } from '../../live/facts/cluster-input.ts';
import { nameOfContext } from '../../live/facts/name-of-context.ts';
import { pathOf } from '../../tree/layout.ts';
import { unknownContext } from '../cluster-context.ts';
import { unknownName } from '../unknown-name.ts';
import { type ImportFlags, mistakesInNames } from './choose.ts';
import type { Imported } from './imported.ts';

export async function fromArgocd(
  context: string,
  flags: ImportFlags,
  { fleet, kubeconfig, repo }: { readonly fleet: Fleet; readonly kubeconfig: Kubeconfig; readonly repo: string },
): Promise<Imported> {
  const environments = fleet.environments.map(({ name }) => name);
  if (flags.environment !== undefined && !environments.includes(flags.environment))
    return { mistakes: [unknownName('environment', flags.environment, environments)], code: 2 };
  const found = kubeconfig.context(context);
  if (found === undefined) return { mistakes: [unknownContext(context, kubeconfig)], code: 2 };
  const instance = instanceIn(fleet, flags.namespace);
  if (instance === undefined) return { mistakes: [noInstance(flags.namespace ?? '', fleet)], code: 2 };
  const [answer] = await gatherAll([{ context: found, listings: [clusterSecretListing(instance.namespace)] }], repo);
  if (answer === undefined || 'unreachable' in answer)
    return { mistakes: answer === undefined ? [] : [whyUnreachable(context, answer.unreachable)], code: 5 };
  const all = registeredIn(answer.objects);
  if (all.length === 0)
    return {
      mistakes: [
        `${context}: Argo CD in namespace ${instance.namespace} has no cluster Secret\n  hint: name its namespace with --namespace`,
      ],
      code: 2,
    };
  const inFleet = (one: Registered): string | undefined => clusterOf(one, fleet, instance);
  const others = all.filter((one) => inFleet(one) === undefined);
  const named = others.map((one) => ({
    registered: one,
    name: nameOfContext(one.name.replace(/^https?:\/\//, '')),
    environment: environmentOf(one, flags.environment, environments),
  }));
  const mistakes = [
    ...mistakesInNames(
      named.map(({ name }) => name),
      openDisk(repo),
    ),
    ...named.flatMap(({ registered, environment }) =>
      environment === undefined ? [noEnvironment(registered, environments)] : [],
    ),
  ];
  if (mistakes.length > 0) return { mistakes, code: 2 };
  const isFirst = fleet.engines.argocd[0] === instance;
  return {
    clusters: named.map(({ registered, name, environment = '' }) => ({
      name,
      context: undefined,
      input: registeredInput({ name, environment, engine: 'argocd' }, registered, {
        instance: isFirst ? undefined : instance.name,
      }),
    })),
    notes: all.flatMap((one) => {
      const name = inFleet(one);
      return name === undefined ? [] : [`${one.name} is in the fleet: ${pathOf('clusterInput', { cluster: name })}`];
    }),
  };
}

/** The Argo CD of the fleet in that namespace; its first one unless a namespace is named. */
function instanceIn({ engines }: Fleet, namespace: string | undefined): ArgocdInstance | undefined {
  return engines.argocd.find((one) => namespace === undefined || one.namespace === namespace);
}

function noInstance(namespace: string, { engines }: Fleet): string {
  const known = engines.argocd.map((one) => one.namespace);
  return `${unknownName('namespace of an Argo CD of the fleet', namespace, known, 'namespaces')}\n  hint: argocd.namespace in fleet.yaml says where it is`;
}

/** The cluster of the fleet that this registration is of. */
function clusterOf({ name, server }: Registered, { clusters }: Fleet, instance: ArgocdInstance): string | undefined {
  return clusters.find(({ engine, argocd }) => {
    if (engine !== 'argocd' || argocd.instance.namespace !== instance.namespace) return false;
    return 'name' in argocd.destination ? argocd.destination.name === name : argocd.destination.server === server;
  })?.name;
}

/** As its labels say it, or else as it is said for all; undefined where nobody does and there are several. */
function environmentOf(
  { labels }: Registered,
  said: string | undefined,
  environments: readonly string[],
): string | undefined {
  const told = ['environment', 'env']
    .map((key) => labels[key])
    .find((one) => one !== undefined && environments.includes(one));
  return told ?? said ?? (environments.length === 1 ? environments[0] : undefined);
}

function noEnvironment({ name }: Registered, environments: readonly string[]): string {
  return `${name}: its label environment is none of ${environments.join(', ')}\n  hint: add --environment, for those whose labels do not say it`;
}
