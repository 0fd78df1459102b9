/** The way to a cluster of the fleet, for commands that ask one. */
import { type KubeContext, type Kubeconfig, openKubeconfig } from '../live/clusters/kubeconfig.ts';
import { Refusal } from '../program/refusal.ts';
import type { GlobalOptions, Io } from './io.ts';
import { unknownName } from './unknown-name.ts';

/** The context of the user's kubeconfig that is named, or else has the name of the cluster. Throws a Refusal without one. */
export function clusterContext(
  { repo }: Pick<GlobalOptions, 'repo'>,
  { name, context: wanted = name }: { readonly name: string; readonly context?: string | undefined },
  { cwd }: Pick<Io, 'cwd'>,
): KubeContext {
  const kubeconfig = openKubeconfig(repo, process.env, cwd);
  const context = kubeconfig.context(wanted);
  if (context === undefined) throw new Refusal(unknownContext(wanted, kubeconfig), 2);
  return context;
}

/** The message about a context that is not there. */
export function unknownContext(name: string, { names }: Pick<Kubeconfig, 'names'>): string {
  return unknownName('context of the kubeconfig', name, names, 'contexts');
}
