/**
 * The manual steps after a run: only those that pushing to Git does not do, and only for clusters and names that are new or gone. They are lines for a shell,
 * which can be pasted as they are.
 */

import { relative } from 'node:path';
import { renaming } from '../engines/argocd/former-names.ts';
import { rootFile } from '../engines/argocd/instances.ts';
import { scopeOf } from '../engines/argocd/names.ts';
import { DEFAULT_ENGINE_INSTALLS } from '../fleet/engine-installs.ts';
import type { Fleet } from '../fleet/model.ts';
import { shellWord } from '../text/shell.ts';
import { inGit, pathOf } from '../tree/layout.ts';
import type { Comparison } from '../tree/reconcile.ts';
import { leavingSteps } from './leaving-steps.ts';

/** Where the person is, and what is there. */
export interface Situation {
  readonly cwd: string;
  /** The folder of the fleet, absolute. */
  readonly repo: string;
  /** Clusters with a file that tells Argo CD of them. */
  readonly withRegistration: readonly string[];
  /** Clusters that Argo CD knows already. */
  readonly registered: readonly string[];
  /** Whether the command has edited the input. */
  readonly hasEdit: boolean;
  /** What `init` has just done, before generate. */
  readonly begun: Beginning | undefined;
}

export interface Beginning {
  /** Files that were written outside the folder of the fleet, from the root of the Git repository. */
  readonly outside: readonly string[];
  /** Whether the repository knows the server already. */
  readonly hasOrigin: boolean;
  /** The branch that is checked out; undefined when none is. */
  readonly checkedOut: string | undefined;
  /** Whether there is a Git repository: without Git on the machine there is none yet. */
  readonly hasGit: boolean;
  /** Whether the lock file of npm does not have the program yet. */
  readonly needsInstall: boolean;
}

/** Empty when nothing was written. */
export function nextSteps(comparison: Comparison, fleet: Fleet, situation: Situation): string {
  if (!situation.hasEdit && comparison.writes.size + comparison.removed.length === 0) return '';
  const lines = [
    ...moved(comparison, fleet),
    ...commit(fleet, situation),
    ...argocdRoot(comparison, fleet),
    ...newToArgocd(comparison, fleet, situation),
    ...newToFlux(comparison, fleet),
    ...leavingSteps(comparison, fleet),
  ];
  return ['', 'next:', ...lines.map((line) => `  ${line}`)].join('\n');
}

/** Its ApplicationSets read the former folder until the root Application is applied again: without files there they have no Applications. */
function moved({ former }: Comparison, { name, repository, engines }: Fleet): readonly string[] {
  const isMoved = engines.argocd.some((instance) => {
    const folder = pathOf('argocdRootFolder', { fleet: scopeOf(name, instance) });
    const path = /^ +path: (.+)$/m.exec(former.get(rootFile(instance)) ?? '')?.[1] ?? '';
    return path.endsWith(folder) && path !== inGit(repository, folder);
  });
  if (!isMoved) return [];
  return [
    '# the fleet has another folder in its repository. Argo CD deletes every Application while it reads a folder that is gone: commit the new',
    '# folder beside the old one, advance the ref of every wave, apply the root Application, and remove the old folder last',
  ];
}

/** In a folder of a larger repository only what is of the fleet: the rest may be somebody's work in progress. */
function commit({ repository: { url, branch, path } }: Fleet, { cwd, repo, begun }: Situation): readonly string[] {
  const way = relative(cwd, repo);
  const outside = (begun?.outside ?? []).map((file) => ` ${shellWord(`:/${file}`)}`).join('');
  const added = path === '.' ? 'git add -A' : `git add -A .${outside}`;
  const message = begun === undefined ? 'Generate the observability stack' : 'Add the observability stack';
  return [
    ...(way === '' ? [] : [`cd ${shellWord(way.startsWith('-') ? `./${way}` : way)}`]),
    ...(begun?.hasGit === false ? [`git init --initial-branch=${shellWord(branch)}`] : []),
    ...(begun?.needsInstall === true ? ['npm install'] : []),
    `${added} && git commit -m '${message}'`,
    ...(begun === undefined ? [] : push(begun, { url, branch })),
  ];
}

/** The branch of a person's own stays theirs: it becomes a pull request. */
function push(
  { hasOrigin, checkedOut }: Beginning,
  { url, branch }: { readonly url: string; readonly branch: string },
): readonly string[] {
  const known = hasOrigin ? [] : [`git remote add origin ${shellWord(url)}`];
  if (checkedOut === undefined) return [...known, `git push origin ${shellWord(`HEAD:refs/heads/${branch}`)}`];
  const merged =
    checkedOut === branch ? [] : [`# engines read ${branch}: merge ${shellWord(checkedOut)} into it before you go on`];
  return [...known, `git push --set-upstream origin ${shellWord(checkedOut)}`, ...merged];
}

function argocdRoot({ created, changed, removed, former }: Comparison, fleet: Fleet): readonly string[] {
  const roots = fleet.engines.argocd.map((instance) => {
    const file = rootFile(instance);
    const of = instance.name === undefined ? 'Argo CD' : `the Argo CD ${instance.name}`;
    return { file, of, namespace: instance.namespace, apply: `kubectl apply -n ${instance.namespace} -f ${file}` };
  });
  const more = renaming(removed, fleet);
  if (more.length > 0)
    return [
      '# the names of the fleet in Argo CD have changed; push, then run (this deletes nothing in a cluster):',
      ...roots.map(({ apply }) => apply),
      ...more,
    ];
  return roots.flatMap(({ file, of, namespace, apply }) => {
    if (changed.includes(file))
      return [...elsewhere(former.get(file) ?? '', namespace), `# the root Application of ${of} has changed:`, apply];
    return created.includes(file) ? [`# first installation of the root Application of ${of}:`, apply] : [];
  });
}

/** The Argo CD in the former namespace has its objects as long as nobody removes them. */
function elsewhere(formerRoot: string, namespace: string): readonly string[] {
  const former = /^ +namespace: (.+)$/m.exec(formerRoot)?.[1] ?? namespace;
  if (former === namespace) return [];
  return [
    `# Argo CD is in another namespace: push, and remove the objects of the fleet in ${former} without what they deployed, as`,
    '# docs/engines.md of the program says (Move to another namespace); after that:',
  ];
}

/** Argo CD finds a cluster by the name that it is registered with. */
function newToArgocd(
  { created }: Comparison,
  { clusters }: Fleet,
  { withRegistration, registered }: Situation,
): readonly string[] {
  const byName = new Map(clusters.map((cluster) => [cluster.name, cluster]));
  const unknown = [...byName.keys()].filter((name) => !registered.includes(name));
  return firstOf(created, unknown, (cluster) => pathOf('argocdEntry', { cluster })).flatMap((name) => {
    const { instance, destination = { name } } = byName.get(name)?.argocd ?? {};
    const where = instance?.name === undefined ? 'Argo CD' : `the Argo CD ${instance.name}`;
    const file = pathOf('argocdRegistration', { cluster: name });
    if (withRegistration.includes(name))
      return [
        `# register ${name} in ${where}; the file says which token the secrets store must hold:`,
        `kubectl apply -f ${file}`,
      ];
    return 'name' in destination
      ? [
          `# register ${name} in ${where}; KUBE_CONTEXT is what your kubeconfig calls it:`,
          `argocd cluster add KUBE_CONTEXT --name ${shellWord(destination.name)}`,
        ]
      : [
          `# register ${name} in ${where}; KUBE_CONTEXT is what your kubeconfig calls it, with ${destination.server} as its server:`,
          'argocd cluster add KUBE_CONTEXT',
        ];
  });
}

function newToFlux({ created }: Comparison, { clusters, repository, engines }: Fleet): readonly string[] {
  const { url, branch } = repository;
  const { namespace } = engines.flux;
  const elsewhere = namespace === DEFAULT_ENGINE_INSTALLS.flux.namespace ? '' : ` --namespace=${namespace}`;
  const names = clusters.map(({ name }) => name);
  return firstOf(created, names, (cluster) => pathOf('fluxSource', { cluster })).flatMap((name) => [
    `# install Flux on ${name}:`,
    `flux bootstrap git --url=${shellWord(url)} --branch=${shellWord(branch)} --path=${inGit(repository, pathOf('fluxBootstrap', { cluster: name }))}${elsewhere}`,
  ]);
}

/** Further clusters need the same steps. */
const MOST_CLUSTERS = 5;

function firstOf(
  created: readonly string[],
  clusters: readonly string[],
  fileOf: (cluster: string) => string,
): readonly string[] {
  const files = new Set(created);
  return clusters.filter((name) => files.has(fileOf(name))).slice(0, MOST_CLUSTERS);
}
