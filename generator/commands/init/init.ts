/** `init`: a new fleet repository that is generated and valid from its first minute. */

import { basename } from 'node:path';
import { openDisk } from '../../disk/disk.ts';
import { gitUrl } from '../../fleet/schema/git-names.ts';
import { clusterNameProblem } from '../../fleet/schema/schema.ts';
import { withLock } from '../../tree/lock.ts';
import { generate } from '../generate.ts';
import type { ExitCode, GlobalOptions, Io, OutputFormat } from '../io.ts';
import { openFleet } from '../open-fleet.ts';
import { writeSchemas } from '../schema.ts';
import { validationTools } from '../validation-tools.ts';
import { CIS, type Ci, type Commit, ciOfAddress } from './ci.ts';
import { ciFiles } from './ci-files.ts';
import { fleetFiles } from './fleet-files.ts';
import { gitFiles } from './git-files.ts';
import { programFiles } from './program-files.ts';
import type { Starter, StarterFiles } from './starter.ts';

const CI_HINT = `init takes --ci ${CIS.join(', ')} or none`;

interface InitFlags {
  readonly name?: string;
  readonly url?: string;
  readonly branch: string;
  readonly domain: string;
  readonly environment: string;
  readonly cluster: string;
  readonly engine: string;
  readonly provider: string;
  readonly region?: string;
  readonly ci?: Ci | 'none';
  readonly commit: Commit;
  readonly package?: string;
  readonly validate: boolean;
}

export async function init(folder: string, flags: InitFlags, format: OutputFormat, io: Io): Promise<ExitCode> {
  const disk = openDisk(folder);
  if (disk.entries('.').some(({ path }) => path !== '.git')) {
    io.err(`${folder} is not empty: init creates a new repository; use add cluster in an existing one`);
    return 2;
  }
  if (flags.url === undefined) {
    io.err('init needs --url: the address of the Git repository that Argo CD or Flux will read');
    return 2;
  }
  const problem = clusterNameProblem(flags.cluster);
  if (problem !== undefined) {
    io.err(`${flags.cluster} is not a valid cluster name: it ${problem}`);
    return 2;
  }
  const options: GlobalOptions = { repo: folder, format };
  const name = flags.name ?? basename(folder);
  const ci = flags.ci ?? ciOfAddress(flags.url);
  const files = starterFiles({
    ...flags,
    ci: ci === 'none' ? undefined : ci,
    // In the form that `flux bootstrap` takes, too; what is no address at all is told of where fleet.yaml says it.
    url: gitUrl.safeParse(flags.url).data ?? flags.url,
    path: '.',
    name,
  });
  if (openFleet(options, io, files).fleet === undefined) return 2;
  if (flags.validate) await validationTools(folder, io);
  const { read } = disk;
  const program = await programFiles({ name, spec: flags.package, cwd: io.cwd, repo: folder, read });
  await withLock(folder, () => {
    for (const [path, content] of [...files, ...program]) disk.create(path, content);
    writeSchemas(disk);
  });
  if (format === 'text') io.out(`created a fleet repository in ${folder}`);
  if (ci === undefined)
    io.err(`no pipeline was written: ${flags.url} does not tell which CI the repository has\n  hint: ${CI_HINT}`);
  return generate(options, { validate: flags.validate }, io);
}

function starterFiles(starter: Starter): StarterFiles {
  return new Map([...fleetFiles(starter), ...gitFiles(), ...ciFiles(starter)]);
}
