/** `init`: a new fleet that is generated and valid from its first minute, in a new repository or in one that is there. */

import { basename } from 'node:path';
import { openDisk } from '../../disk/disk.ts';
import type { Content } from '../../disk/open-file.ts';
import { clusterNameProblem } from '../../fleet/schema/schema.ts';
import { generateFiles } from '../../generate.ts';
import { beginRepository } from '../../git/checkout.ts';
import { PACKAGE_FILE } from '../../package/package-files.ts';
import { Refusal } from '../../program/refusal.ts';
import { shellWord } from '../../text/shell.ts';
import { pathOf } from '../../tree/layout.ts';
import { withLock } from '../../tree/lock.ts';
import { compare } from '../../tree/reconcile.ts';
import { refusals } from '../describe-tree.ts';
import { generate } from '../generate.ts';
import { newFiles } from '../input-edit.ts';
import type { ExitCode, GlobalOptions, Io, OutputFormat } from '../io.ts';
import { openFleet } from '../open-fleet.ts';
import { writeSchemas } from '../schema.ts';
import { validationTools } from '../validation-tools.ts';
import { CIS, type Ci, ciOfAddress } from './ci.ts';
import { ciFiles } from './ci-files.ts';
import { type Destination, destinationOf } from './destination.ts';
import { type Meeting, meet, refuseIgnored } from './existing.ts';
import { needsInstall, refuseOtherUse } from './existing-package.ts';
import { fleetFiles } from './fleet-files.ts';
import { gitFiles } from './git-files.ts';
import { GITLAB_FILE, pipelineName, pipelinePath } from './pipeline-names.ts';
import { programFiles } from './program-files.ts';
import { rootFiles } from './root-files.ts';
import type { Starter } from './starter.ts';

const CI_HINT = `init takes --ci ${CIS.join(', ')} or none`;

type Given = 'domain' | 'environment' | 'cluster' | 'engine' | 'provider' | 'region' | 'commit';

/** The rest is told by the folder and its Git repository unless it is said. */
interface InitFlags extends Pick<Starter, Given>, Partial<Pick<Starter, 'name' | 'url' | 'branch'>> {
  readonly ci?: Ci | 'none';
  readonly package?: string;
  readonly validate: boolean;
}

export async function init(folder: string, flags: InitFlags, format: OutputFormat, io: Io): Promise<ExitCode> {
  const disk = openDisk(folder);
  if (disk.look(pathOf('fleetInput')).kind !== 'absent')
    throw new Refusal(`${folder} is the folder of a fleet already: use add cluster`, 2);
  const problem = clusterNameProblem(flags.cluster);
  if (problem !== undefined) throw new Refusal(`${flags.cluster} is not a valid cluster name: it ${problem}`, 2);
  const destination = await destinationOf(folder, flags);
  const { root, path, url, branch } = destination;
  const name = flags.name ?? basename(folder);
  const ci = flags.ci ?? ciOfAddress(url);
  const starter = { ...flags, ci: ci === 'none' ? undefined : ci, url, branch, path, name };
  const options: GlobalOptions = { repo: folder, format };
  const input = fleetFiles(starter);
  const { fleet, components } = openFleet(options, io, { files: newFiles(input), told: [] });
  if (fleet === undefined) return 2;
  const inTheWay = refusals(compare(disk, generateFiles(fleet, components)), false);
  if (inTheWay.length > 0) throw new Refusal(`${inTheWay.join('\n')}\n\nnothing was written`);
  if (flags.validate) await validationTools(folder, io);
  const { read } = disk;
  const extendsPackage = read(PACKAGE_FILE) !== undefined;
  const program = await programFiles({ name, spec: flags.package, cwd: io.cwd, repo: folder, read });
  refuseOtherUse(disk, program);
  const own = meet(disk, new Map([...input, ...gitFiles()]));
  const rest = new Map([...rootFiles(starter), ...ciFiles(starter)]);
  const besides = meet(openDisk(root), rest, path === '.' ? 'extend' : 'keep');
  refuseOtherPipeline(starter, besides);
  await refuseIgnored(destination, [...input.keys(), ...seenByGit(program)], [...besides.writes.keys()]);
  await withLock(folder, () => {
    for (const [file, content] of program) disk.replace(file, content);
    write(folder, own);
    write(root, besides);
    writeSchemas(disk);
  });
  const hasGit = destination.checkout !== undefined || (await beginRepository(folder, branch));
  if (format === 'text') io.out(report(folder, destination, [own, besides], { extendsPackage, ci }));
  if (ci === undefined)
    io.err(`no pipeline was written: ${url} does not tell which CI the repository has\n  hint: ${CI_HINT}`);
  return generate(
    options,
    {
      validate: flags.validate,
      begun: {
        outside: path === '.' ? [] : [...besides.writes.keys()],
        hasOrigin: destination.checkout?.origin !== undefined,
        checkedOut: destination.checkout === undefined ? branch : destination.checkout.branch,
        hasGit,
        needsInstall: needsInstall(program),
      },
    },
    io,
  );
}

/** The packed program has an exception from rules about such files beside it, which Git only sees in a folder that is not ignored. */
function seenByGit(program: ReadonlyMap<string, Content>): readonly string[] {
  return [...program.keys()].filter((path) => !path.endsWith('.tgz'));
}

function write(folder: string, { writes, extended }: Meeting): void {
  const disk = openDisk(folder);
  for (const [path, text] of writes) (extended.includes(path) ? disk.replace : disk.create)(path, text);
}

/** Nobody would generate this fleet. */
function refuseOtherPipeline(starter: Starter, { kept }: Meeting): void {
  const own = starter.ci === undefined ? undefined : pipelinePath(starter.ci, starter);
  if (own === undefined || !kept.includes(own)) return;
  throw new Refusal(
    `${own}: is there already, and is not the pipeline of this fleet\n  hint: rename that file, or give the fleet a folder of another name; without a pipeline: --ci none`,
    2,
  );
}

/** Azure DevOps reads no pipeline that it has not been told of. */
function azurePipeline(destination: Destination): string {
  const file = `--yml-path ${pipelinePath('azure', destination)} --repository-type tfsgit --repository REPOSITORY --branch ${shellWord(destination.branch)}`;
  return `  create the pipeline in Azure DevOps after the first push: az pipelines create --name ${pipelineName(destination)} ${file}`;
}

/** What somebody adds to a file of theirs that stays where ours would be. */
function toAdd(file: string, destination: Destination): string {
  return file === GITLAB_FILE
    ? `add to it: include: [{local: ${pipelinePath('gitlab', destination)}}]`
    : 'nothing was added to it';
}

function report(
  folder: string,
  destination: Destination,
  meetings: readonly Meeting[],
  { extendsPackage, ci }: { readonly extendsPackage: boolean; readonly ci: string | undefined },
): string {
  const { url, branch, path } = destination;
  const place = path === '.' ? '' : ` in its folder ${path}`;
  return [
    `created a fleet in ${folder}`,
    `  engines will read branch ${branch} of ${url}${place}`,
    ...(extendsPackage ? [`  added the program to ${PACKAGE_FILE}`] : []),
    ...meetings.flatMap(({ extended }) => extended.map((file) => `  added lines to ${file}`)),
    ...meetings.flatMap(({ kept }) =>
      kept.map((file) => `  kept ${file}, which was there: ${toAdd(file, destination)}`),
    ),
    ...(ci === 'azure' ? [azurePipeline(destination)] : []),
  ].join('\n');
}
