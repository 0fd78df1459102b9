/** Which clusters are imported, under which names: all mistakes are told before anybody is asked. */
import type { Disk } from '../../disk/disk.ts';
import type { Engine } from '../../fleet/model.ts';
import type { KubeContext, Kubeconfig } from '../../live/clusters/kubeconfig.ts';
import { nameOfContext } from '../../live/facts/name-of-context.ts';
import { mistakeInName } from '../add-cluster.ts';
import { unknownName } from '../unknown-name.ts';

export interface ImportFlags {
  /** Of the cluster; told by its context otherwise. */
  readonly name?: string;
  readonly environment?: string;
  readonly engine?: Engine;
  readonly dryRun?: boolean;
  readonly validate: boolean;
}

export interface Chosen {
  readonly context: KubeContext;
  readonly name: string;
  readonly environment: string;
  /** Undefined where the cluster has to tell it. */
  readonly engine: Engine | undefined;
}

interface Request {
  readonly contexts: readonly string[];
  readonly flags: ImportFlags;
  readonly kubeconfig: Kubeconfig;
  /** Those of the fleet. */
  readonly environments: readonly string[];
}

export function chooseClusters(
  request: Request,
  disk: Disk,
): { readonly clusters: readonly Chosen[] } | { readonly mistakes: readonly string[] } {
  const { contexts, flags, kubeconfig } = request;
  const environment = chooseEnvironment(request);
  const all = contexts.map((context) => {
    const name = flags.name ?? nameOfContext(context);
    const found = kubeconfig.context(context);
    const mistake =
      found === undefined
        ? unknownName('context of the kubeconfig', context, kubeconfig.names)
        : mistakeInName(disk, name);
    return { context: found, name, mistake };
  });
  const mistakes = [
    ...(flags.name !== undefined && contexts.length > 1 ? ['--name is for one context'] : []),
    ...('mistake' in environment ? [environment.mistake] : []),
    ...all.flatMap(({ mistake }) => mistake ?? []),
    ...twice(all.map(({ name }) => name)),
  ];
  if (mistakes.length > 0 || 'mistake' in environment) return { mistakes };
  const clusters = all.flatMap(({ context, name }) =>
    context === undefined ? [] : [{ context, name, environment: environment.name, engine: flags.engine }],
  );
  return { clusters };
}

function chooseEnvironment({ flags, environments }: Request): { readonly name: string } | { readonly mistake: string } {
  const [only, ...others] = environments;
  if (flags.environment === undefined)
    return only !== undefined && others.length === 0
      ? { name: only }
      : { mistake: `import needs --environment, one of ${environments.join(', ')}` };
  return environments.includes(flags.environment)
    ? { name: flags.environment }
    : { mistake: unknownName('environment', flags.environment, environments) };
}

function twice(names: readonly string[]): readonly string[] {
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...repeated].map((name) => `${name} would be the name of two clusters: import them one by one with --name`);
}
