/** The manual steps after a run: only those that pushing to Git does not do, and only for new clusters and names. */

import { renaming } from '../engines/argocd/former-names.ts';
import type { Fleet } from '../fleet/model.ts';
import { shellWord } from '../text/shell.ts';
import { inGit, pathOf } from '../tree/layout.ts';
import type { Comparison } from '../tree/reconcile.ts';

const ROOT_FILE = pathOf('argocdRoot');

/** Empty when nothing was written. */
export function nextSteps(comparison: Comparison, fleet: Fleet): string {
  if (comparison.writes.size + comparison.removed.length === 0) return '';
  const steps = [...argocdRoot(comparison, fleet), ...newToArgocd(comparison, fleet), ...newToFlux(comparison, fleet)];
  return ['', 'next:', '  git add -A && git commit', ...steps.map((step) => `  ${step}`)].join('\n');
}

function argocdRoot({ created, changed, removed }: Comparison, fleet: Fleet): readonly string[] {
  const apply = `kubectl apply -n argocd -f ${ROOT_FILE}`;
  const more = renaming(removed, fleet);
  if (more.length > 0)
    return [
      [
        `the names of the fleet in Argo CD have changed; push, then run (this deletes nothing in a cluster):`,
        apply,
        ...more,
      ].join('\n    '),
    ];
  if (changed.includes(ROOT_FILE)) return [`the root Application of Argo CD has changed: ${apply}`];
  return created.includes(ROOT_FILE) ? [`first installation of Argo CD's root Application: ${apply}`] : [];
}

/** Argo CD finds a cluster by the name that it is registered with. */
function newToArgocd({ created }: Comparison, { clusters }: Fleet): readonly string[] {
  const names = clusters.map(({ name }) => name);
  return firstOf(created, names, (cluster) => pathOf('argocdEntry', { cluster })).map(
    (name) => `register ${name} in Argo CD: argocd cluster add <kube-context> --name ${name}`,
  );
}

function newToFlux({ created }: Comparison, { clusters, repository }: Fleet): readonly string[] {
  const { url, branch } = repository;
  const names = clusters.map(({ name }) => name);
  return firstOf(created, names, (cluster) => pathOf('fluxSource', { cluster })).map(
    (name) =>
      `install Flux on ${name}: flux bootstrap git --url=${shellWord(url)} --branch=${shellWord(branch)} --path=${inGit(repository, pathOf('fluxBootstrap', { cluster: name }))}`,
  );
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
