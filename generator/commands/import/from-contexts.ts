/** Clusters that are asked themselves, by contexts of the kubeconfig. */
import { openDisk } from '../../disk/disk.ts';
import type { Engine, Fleet } from '../../fleet/model.ts';
import { type Gathered, gatherAll } from '../../live/clusters/gather.ts';
import type { KubeContext, Kubeconfig } from '../../live/clusters/kubeconfig.ts';
import { whyUnreachable } from '../../live/clusters/unreachable.ts';
import { type Bootstrapped, bootstrappedBy } from '../../live/facts/bootstrapped.ts';
import { clusterInput } from '../../live/facts/cluster-input.ts';
import type { Facts } from '../../live/facts/facts.ts';
import { importListings } from '../../live/facts/kinds.ts';
import { nameOfContext } from '../../live/facts/name-of-context.ts';
import { factsOf } from '../../live/facts/read-facts.ts';
import { chooseContexts, type ImportFlags, mistakesInNames } from './choose.ts';
import type { Imported } from './imported.ts';

interface Asked {
  readonly context: KubeContext;
  readonly facts: Facts;
  /** Undefined where it does not tell, and nobody else does. */
  readonly engine: Engine | undefined;
  readonly bootstrapped: Bootstrapped | undefined;
  readonly name: string;
}

export async function fromContexts(
  names: readonly string[],
  flags: ImportFlags,
  { fleet, kubeconfig, repo }: { readonly fleet: Fleet; readonly kubeconfig: Kubeconfig; readonly repo: string },
): Promise<Imported> {
  const environments = fleet.environments.map(({ name }) => name);
  const chosen = chooseContexts({ contexts: names, flags, kubeconfig, environments });
  if ('mistakes' in chosen) return { mistakes: chosen.mistakes, code: 2 };
  const { namespace } = fleet.engines.flux;
  const listings = importListings(namespace);
  const answers = await gatherAll(
    chosen.contexts.map((context) => ({ context, listings })),
    repo,
  );
  const silent = chosen.contexts.flatMap((context, index) => whySilent(context, answers[index]));
  if (silent.length > 0) return { mistakes: silent, code: 5 };
  const asked = chosen.contexts.map((context, index) => read(context, answers[index], flags, namespace));
  const mistakes = [
    ...mistakesInNames(
      asked.map(({ name }) => name),
      openDisk(repo),
    ),
    ...asked.flatMap(({ context, engine }) => (engine === undefined ? [noEngine(context)] : [])),
    ...asked.flatMap(({ context, engine }) =>
      flags.registration !== undefined && engine === 'flux'
        ? [`${context.name}: it has Flux, and --registration is for Argo CD`]
        : [],
    ),
  ];
  if (mistakes.length > 0) return { mistakes, code: 2 };
  return {
    clusters: asked.map(({ context, name, engine = 'argocd', facts, bootstrapped }) => ({
      name,
      context,
      input: clusterInput({ name, environment: chosen.environment, engine }, facts, aboutFlux(bootstrapped)),
    })),
    notes: [],
  };
}

function read(context: KubeContext, answer: Gathered | undefined, flags: ImportFlags, namespaceOfFlux: string): Asked {
  const objects = answer !== undefined && 'objects' in answer ? answer.objects : [];
  const facts = factsOf(objects);
  const [only, ...others] = facts.engines;
  const engine = flags.engine ?? (others.length === 0 ? only : undefined);
  const bootstrapped = engine === 'flux' ? bootstrappedBy(objects, namespaceOfFlux) : undefined;
  const name = flags.name ?? nameOfContext(bootstrapped?.cluster ?? context.name);
  return { context, facts, engine, bootstrapped, name };
}

function aboutFlux(bootstrapped: Bootstrapped | undefined): readonly string[] {
  if (bootstrapped === undefined) return [];
  const { path, repository } = bootstrapped;
  return [`Flux is bootstrapped with ${path}${repository === '' ? '' : ` of ${repository}`}.`];
}

function whySilent({ name }: KubeContext, answer: Gathered | undefined): readonly string[] {
  if (answer === undefined || !('unreachable' in answer)) return [];
  return [whyUnreachable(name, answer.unreachable)];
}

function noEngine({ name }: KubeContext): string {
  return `${name}: it has not exactly one of Argo CD and Flux, so it does not tell its engine\n  hint: add --engine argocd or --engine flux; with argocd it may run in another cluster`;
}
