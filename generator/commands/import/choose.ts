/** Which contexts are asked, and what their clusters are called. */
import type { Disk } from '../../disk/disk.ts';
import type { Engine } from '../../fleet/model.ts';
import type { KubeContext, Kubeconfig } from '../../live/clusters/kubeconfig.ts';
import { mistakeInName } from '../add-cluster.ts';
import { unknownContext } from '../cluster-context.ts';
import { unknownName } from '../unknown-name.ts';

export interface ImportFlags {
  /** Of the cluster; told by how Flux was bootstrapped, or by its context otherwise. */
  readonly name?: string;
  readonly environment?: string;
  readonly engine?: Engine;
  /** The context of a cluster where Argo CD runs: the clusters that it knows are imported. */
  readonly argocd?: string;
  /** Of that Argo CD. */
  readonly namespace?: string;
  /** The ClusterSecretStore of which the registration in Argo CD takes the token; none is written otherwise. */
  readonly registration?: string;
  readonly dryRun?: boolean;
  readonly validate: boolean;
}

export interface Chosen {
  readonly contexts: readonly KubeContext[];
  readonly environment: string;
}

export interface Mistakes {
  readonly mistakes: readonly string[];
}

export interface Request {
  readonly contexts: readonly string[];
  readonly flags: ImportFlags;
  readonly kubeconfig: Kubeconfig;
  /** Those of the fleet. */
  readonly environments: readonly string[];
}

/** Mistakes are told before anybody is asked. */
export function chooseContexts(request: Request): Chosen | Mistakes {
  const { contexts, flags, kubeconfig } = request;
  const environment = chooseEnvironment(request);
  const found = contexts.map((name) => kubeconfig.context(name) ?? name);
  const mistakes = [
    ...(flags.name !== undefined && contexts.length > 1 ? ['--name is for one context'] : []),
    ...('mistake' in environment ? [environment.mistake] : []),
    ...found.flatMap((one) => (typeof one === 'string' ? [unknownContext(one, kubeconfig)] : [])),
  ];
  if (mistakes.length > 0 || 'mistake' in environment) return { mistakes };
  return { contexts: found.filter((one) => typeof one !== 'string'), environment: environment.name };
}

/** The one that is named, or the only one. */
export function chooseEnvironment({
  flags,
  environments,
}: Pick<Request, 'flags' | 'environments'>): { readonly name: string } | { readonly mistake: string } {
  const [only, ...others] = environments;
  if (flags.environment === undefined)
    return only !== undefined && others.length === 0
      ? { name: only }
      : { mistake: `import needs --environment, one of ${environments.join(', ')}` };
  return environments.includes(flags.environment)
    ? { name: flags.environment }
    : { mistake: unknownName('environment', flags.environment, environments) };
}

/** What keeps clusters from being called so: each name is valid, given once, and has no file yet. */
export function mistakesInNames(names: readonly string[], disk: Disk): readonly string[] {
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [
    ...[...new Set(names)].flatMap((name) => mistakeInName(disk, name) ?? []),
    ...[...repeated].map((name) => `${name} would be the name of two clusters: import them one by one with --name`),
  ];
}
