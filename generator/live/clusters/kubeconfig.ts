/**
 * The user's own kubeconfig. Its content is never in a message: it holds credentials, and a parser quotes the line at which it stumbles.
 * The client's own search for it is not used: it starts other programs on Windows, and takes a server on localhost where it finds nothing.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { Cluster, Context, User } from '@kubernetes/client-node';
import { KubeConfig } from '@kubernetes/client-node';
import { isInside } from '../../program/child-environment.ts';
import { Refusal } from '../../program/refusal.ts';

export interface KubeContext {
  readonly name: string;
  readonly cluster: Cluster;
  readonly user: User;
  /** Folder of the file that names the user's plugin, which a path of it is relative to. */
  readonly folder: string;
}

export interface Kubeconfig {
  /** In the order of the files. */
  readonly names: readonly string[];
  /** Undefined when there is no such context, or when its cluster or user is not there. */
  context(name: string): KubeContext | undefined;
}

/** Throws a Refusal when there is none, when it cannot be read, or when it lies in the repository of the fleet. */
export function openKubeconfig(repo: string, environment: NodeJS.ProcessEnv, cwd: string): Kubeconfig {
  const paths = pathsOf(environment, cwd);
  for (const path of paths)
    if (isInside(path, repo))
      throw new Refusal(
        `the kubeconfig ${path} is in the repository of the fleet, where a pull request can change it and with it the programs that it starts\n  hint: keep it elsewhere, and name it in the variable KUBECONFIG`,
        2,
      );
  const files = paths
    .filter((path) => existsSync(path))
    .map((path) => ({ folder: resolve(path, '..'), content: load(path) }));
  if (files.length === 0)
    throw new Refusal(
      `there is no kubeconfig: ${paths.join(' and ')} ${paths.length === 1 ? 'does' : 'do'} not exist\n  hint: name yours in the variable KUBECONFIG; \`kubectl config get-contexts\` shows what is in it`,
      2,
    );
  // Of what several files name alike, the first is taken, as kubectl does it.
  const first = <T extends { readonly name: string }>(pick: (config: KubeConfig) => readonly T[], name: string) => {
    for (const { folder, content } of files) {
      const found = pick(content).find((one) => one.name === name);
      if (found !== undefined) return { found, folder };
    }
    return undefined;
  };
  return {
    names: [...new Set(files.flatMap(({ content }) => content.getContexts().map(({ name }) => name)))],
    context: (name) => {
      const context = first<Context>((one) => one.getContexts(), name)?.found;
      const cluster = context && first<Cluster>((one) => one.getClusters(), context.cluster)?.found;
      const user = context && first<User>((one) => one.getUsers(), context.user);
      return cluster === undefined || user === undefined
        ? undefined
        : { name, cluster, user: user.found, folder: user.folder };
    },
  };
}

function pathsOf({ KUBECONFIG = '' }: NodeJS.ProcessEnv, cwd: string): readonly string[] {
  const named = KUBECONFIG.split(delimiter).filter((path) => path !== '');
  return named.length > 0 ? named.map((path) => resolve(cwd, path)) : [join(homedir(), '.kube', 'config')];
}

function load(path: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    throw new Refusal(
      code === undefined
        ? `${path} is not a valid kubeconfig\n  hint: \`kubectl config view\` says what is wrong with it`
        : `cannot read the kubeconfig ${path}: ${code}`,
      2,
    );
  }
  return config;
}
