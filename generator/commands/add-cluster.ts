/** `add cluster`: writes one commented cluster.yaml, asking for what was not said, and generates. */
import { openDisk } from '../disk/disk.ts';
import { ENGINES, PROVIDERS } from '../fleet/model.ts';
import { clusterNameProblem } from '../fleet/schema.ts';
import { renderTemplate } from '../templates/render.ts';
import { generate } from './generate.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { openFleet } from './open-fleet.ts';

interface ClusterArguments {
  readonly name?: string;
  readonly environment?: string;
  readonly engine?: string;
  readonly provider?: string;
  readonly region?: string;
}

type Question = {
  readonly key: keyof ClusterArguments;
  readonly message: string;
  readonly choices?: readonly string[];
};

export async function addCluster(options: GlobalOptions, given: ClusterArguments, io: Io): Promise<ExitCode> {
  const opened = openFleet(options, io);
  if (opened.fleet === undefined) return 2;
  const missing = questions(opened.fleet.environments.map(({ name }) => name)).filter(({ key }) =>
    isMissing(key, given),
  );
  if (missing.length > 0 && !io.interactive) {
    io.err(`add cluster needs ${missing.map(argument).join(', ')}`);
    return 2;
  }
  const cluster = { ...given, ...(await ask(missing)) };
  const name = cluster.name ?? '';
  const problem = clusterNameProblem(name);
  if (problem !== undefined) {
    io.err(`${name} cannot be the name of a cluster: it ${problem}`);
    return 2;
  }
  const path = `clusters/${name}/cluster.yaml`;
  if (openDisk(options.repo).look(path).kind !== 'absent') {
    io.err(`${path} exists already: edit it and run generate, or choose another name`);
    return 2;
  }
  return writeChecked(options, path, renderTemplate('cluster.yaml', cluster), io);
}

/** The new file is judged before it is written: a wrong name or environment leaves the repository as it was. */
async function writeChecked(options: GlobalOptions, path: string, text: string, io: Io): Promise<ExitCode> {
  if (openFleet(options, io, new Map([[path, text]])).fleet === undefined) return 2;
  openDisk(options.repo).create(path, text);
  if (options.format === 'text') io.out(`wrote ${path}`);
  return generate(options, { validate: true }, io);
}

function questions(environments: readonly string[]): readonly Question[] {
  return [
    { key: 'name', message: 'Name of the cluster' },
    { key: 'environment', message: 'Environment', choices: environments },
    { key: 'engine', message: 'Engine', choices: ENGINES },
    { key: 'provider', message: 'Provider', choices: PROVIDERS },
    { key: 'region', message: 'Region' },
  ];
}

/** A bare cluster has no region. */
function isMissing(key: keyof ClusterArguments, given: ClusterArguments): boolean {
  return given[key] === undefined && !(key === 'region' && given.provider === 'bare');
}

function argument({ key }: Question): string {
  return key === 'name' ? 'NAME' : `--${key}`;
}

async function ask(missing: readonly Question[]): Promise<ClusterArguments> {
  if (missing.length === 0) return {};
  const { input, select } = await import('@inquirer/prompts');
  const answers: Record<string, string> = {};
  for (const { key, message, choices } of missing) {
    if (key === 'region' && answers.provider === 'bare') continue;
    answers[key] =
      choices === undefined
        ? await input({ message, required: true })
        : await select({ message, choices: [...choices] });
  }
  return answers;
}
