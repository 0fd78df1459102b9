/**
 * `import`: asks clusters, or the Argo CD that knows them, what they are, and writes a `cluster.yaml` for each, so that nobody has to type what
 * is known. It changes nothing in a cluster, keeps no credential that it reads, and never writes over a file.
 */
import { openDisk } from '../../disk/disk.ts';
import { openKubeconfig } from '../../live/clusters/kubeconfig.ts';
import { renderTemplate } from '../../templates/render.ts';
import { pathOf } from '../../tree/layout.ts';
import { type DescribedFleet, isDescribed } from '../described-fleet.ts';
import { generate } from '../generate.ts';
import { newFiles } from '../input-edit.ts';
import type { ExitCode, GlobalOptions, Io } from '../io.ts';
import { openFleet } from '../open-fleet.ts';
import { told } from '../told.ts';
import type { ImportFlags } from './choose.ts';
import { fromArgocd } from './from-argocd.ts';
import { fromContexts } from './from-contexts.ts';
import type { ImportedFile } from './imported.ts';
import { registrationText } from './registration.ts';

/** Exit code 5 when a cluster cannot be asked: nothing is written then. */
export async function importClusters(
  options: GlobalOptions,
  contexts: readonly string[],
  flags: ImportFlags,
  io: Io,
): Promise<ExitCode> {
  const mistake = mistakeInFlags(options, contexts, flags);
  if (mistake !== undefined) return told([mistake], 2, io);
  const opened = openFleet(options, io);
  if (opened.fleet === undefined) return 2;
  const world = {
    fleet: opened.fleet,
    kubeconfig: openKubeconfig(options.repo, process.env, io.cwd),
    repo: options.repo,
  };
  const found =
    flags.argocd === undefined
      ? await fromContexts(contexts, flags, world)
      : await fromArgocd(flags.argocd, flags, world);
  if ('mistakes' in found) return told(found.mistakes, found.code, io);
  for (const note of found.notes) io.err(note);
  if (found.clusters.length === 0) return 0;
  const inputs = newFiles(found.clusters.map(fileOf));
  const described = openFleet(options, io, { files: inputs, told: opened.warnings });
  if (!isDescribed(described)) return 2;
  const registrations = registrationsOf(found.clusters, flags, described);
  const disk = openDisk(options.repo);
  const inTheWay = registrations.flatMap(([path]) =>
    disk.look(path).kind === 'absent' ? [] : [`${path} already exists`],
  );
  if (inTheWay.length > 0) return told(inTheWay, 2, io);
  const files = new Map([...inputs, ...newFiles(registrations)]);
  if (flags.dryRun === true) {
    io.out([...files].map(([path, { after = '' }]) => `${path}:\n\n${after.trimEnd()}`).join('\n\n'));
    return 0;
  }
  const registered = found.clusters.flatMap(({ name, context }) => (context === undefined ? [name] : []));
  return generate(options, { validate: flags.validate, edit: { files, described, registered } }, io);
}

function mistakeInFlags(
  { format }: GlobalOptions,
  contexts: readonly string[],
  { argocd, namespace, dryRun }: ImportFlags,
): string | undefined {
  if (dryRun === true && format === 'json') return '--dry-run prints the files as they are: leave out --format json';
  if (argocd === undefined && contexts.length === 0)
    return 'import needs contexts of your kubeconfig, or --argocd with that of the cluster where Argo CD runs';
  if (argocd !== undefined && contexts.length > 0)
    return `--argocd imports the clusters that Argo CD knows: leave out ${contexts.join(' ')}`;
  return namespace !== undefined && argocd === undefined
    ? '--namespace is that of Argo CD: it needs --argocd'
    : undefined;
}

function fileOf({ name, input }: ImportedFile): readonly [path: string, text: string] {
  return [pathOf('clusterInput', { cluster: name }), renderTemplate('imported-cluster.yaml', input)];
}

/** Of those that were asked; the fleet says which Argo CD each belongs to. */
function registrationsOf(
  clusters: readonly ImportedFile[],
  { registration: store }: ImportFlags,
  { fleet }: DescribedFleet,
): readonly (readonly [path: string, text: string])[] {
  if (store === undefined) return [];
  return clusters.flatMap(({ name, context }) => {
    const argocd = fleet.clusters.find((one) => one.name === name)?.argocd;
    return context === undefined || argocd === undefined
      ? []
      : [
          [
            pathOf('argocdRegistration', { cluster: name }),
            registrationText({ name, context, argocd, store }),
          ] as const,
        ];
  });
}
