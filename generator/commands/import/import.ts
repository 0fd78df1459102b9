/**
 * `import`: asks clusters what they are, and writes a `cluster.yaml` for each, so that nobody has to type what a cluster knows. It reads
 * no Secret, changes nothing in a cluster, and never writes over a file.
 */
import { openDisk } from '../../disk/disk.ts';
import type { Engine, Fleet } from '../../fleet/model.ts';
import { type Gathered, gatherAll } from '../../live/clusters/gather.ts';
import { type KubeContext, openKubeconfig } from '../../live/clusters/kubeconfig.ts';
import { whyUnreachable } from '../../live/clusters/unreachable.ts';
import { clusterInput, type ImportedCluster } from '../../live/facts/cluster-input.ts';
import type { Facts } from '../../live/facts/facts.ts';
import { FACT_LISTINGS } from '../../live/facts/kinds.ts';
import { factsOf } from '../../live/facts/read-facts.ts';
import { renderTemplate } from '../../templates/render.ts';
import { pathOf } from '../../tree/layout.ts';
import { isDescribed } from '../described-fleet.ts';
import { generate } from '../generate.ts';
import { newFiles } from '../input-edit.ts';
import type { ExitCode, GlobalOptions, Io } from '../io.ts';
import { openFleet } from '../open-fleet.ts';
import { told } from '../told.ts';
import { type Chosen, chooseClusters, type ImportFlags } from './choose.ts';

/** Exit code 5 when a cluster cannot be asked: nothing is written then. */
export async function importClusters(
  options: GlobalOptions,
  contexts: readonly string[],
  flags: ImportFlags,
  io: Io,
): Promise<ExitCode> {
  if (flags.dryRun === true && options.format === 'json')
    return told(['--dry-run prints the files as they are: leave out --format json'], 2, io);
  const opened = openFleet(options, io);
  if (opened.fleet === undefined) return 2;
  const kubeconfig = openKubeconfig(options.repo, process.env, io.cwd);
  const chosen = chooseClusters(
    { contexts, flags, kubeconfig, environments: environmentsOf(opened.fleet) },
    openDisk(options.repo),
  );
  if ('mistakes' in chosen) return told(chosen.mistakes, 2, io);
  const answers = await gatherAll(
    chosen.clusters.map(({ context }) => ({ context, listings: FACT_LISTINGS })),
    options.repo,
  );
  const asked = chosen.clusters.map((cluster, index) => ({ cluster, answer: answers[index] }));
  const silent = asked.flatMap(({ cluster, answer }) => whySilent(cluster.context, answer));
  if (silent.length > 0) return told(silent, 5, io);
  const imported = asked.map(({ cluster, answer }) => withFacts(cluster, answer));
  const undecided = imported.flatMap(({ cluster, engine }) => (engine === undefined ? [noEngine(cluster)] : []));
  if (undecided.length > 0) return told(undecided, 2, io);
  const files = imported.map(fileOf);
  if (flags.dryRun === true) {
    io.out(files.map(([path, text]) => `${path}:\n\n${text.trimEnd()}`).join('\n\n'));
    return 0;
  }
  const edits = newFiles(files);
  const described = openFleet(options, io, { files: edits, told: opened.warnings });
  if (!isDescribed(described)) return 2;
  return generate(options, { validate: flags.validate, edit: { files: edits, described } }, io);
}

interface Imported {
  readonly cluster: Chosen;
  readonly facts: Facts;
  readonly engine: Engine | undefined;
}

function withFacts(cluster: Chosen, answer: Gathered | undefined): Imported {
  const facts = factsOf(answer !== undefined && 'objects' in answer ? answer.objects : []);
  const [only, ...others] = facts.engines;
  return { cluster, facts, engine: cluster.engine ?? (others.length === 0 ? only : undefined) };
}

function fileOf({ cluster, facts, engine }: Imported): readonly [path: string, text: string] {
  const { name, environment } = cluster;
  const imported: ImportedCluster = { name, environment, engine: engine ?? 'argocd' };
  return [
    pathOf('clusterInput', { cluster: name }),
    renderTemplate('imported-cluster.yaml', clusterInput(imported, facts)),
  ];
}

function environmentsOf({ environments }: Fleet): readonly string[] {
  return environments.map(({ name }) => name);
}

function whySilent({ name }: KubeContext, answer: Gathered | undefined): readonly string[] {
  if (answer === undefined || !('unreachable' in answer)) return [];
  return [whyUnreachable(name, answer.unreachable)];
}

function noEngine({ context }: Chosen): string {
  return `${context.name}: it has not exactly one of Argo CD and Flux, so it does not tell its engine\n  hint: add --engine argocd or --engine flux; with argocd it may run in another cluster`;
}
