/** `add cluster`: asks for missing arguments, writes a commented cluster.yaml, and generates. */

import { type Disk, openDisk } from '../disk/disk.ts';
import { ENGINES, PROVIDERS } from '../fleet/model.ts';
import { clusterNameProblem } from '../fleet/schema/schema.ts';
import { renderTemplate } from '../templates/render.ts';
import { pathOf } from '../tree/layout.ts';
import { isDescribed } from './described-fleet.ts';
import { generate } from './generate.ts';
import { newFiles } from './input-edit.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { openFleet } from './open-fleet.ts';
import { unknownName } from './unknown-name.ts';

interface ClusterArguments {
  readonly name?: string;
  readonly environment?: string;
  readonly engine?: string;
  readonly provider?: string;
  readonly region?: string;
}

interface AddFlags extends ClusterArguments {
  readonly validate: boolean;
}

interface Question {
  readonly key: keyof ClusterArguments;
  readonly message: string;
  readonly choices?: readonly string[];
  /** What is wrong with an answer, and what to do: printed before the next question. */
  readonly mistake: (answer: string) => string | undefined;
}

export async function addCluster(options: GlobalOptions, { validate, ...given }: AddFlags, io: Io): Promise<ExitCode> {
  const opened = openFleet(options, io);
  if (opened.fleet === undefined) return 2;
  const all = questions(
    openDisk(options.repo),
    opened.fleet.environments.map(({ name }) => name),
  );
  const mistakes = all.flatMap(({ key, mistake }) => {
    const answer = given[key];
    return (answer === undefined ? undefined : mistake(answer)) ?? [];
  });
  if (mistakes.length > 0) {
    io.err(mistakes.join('\n'));
    return 2;
  }
  const missing = all.filter(({ key }) => isMissing(key, given));
  if (missing.length > 0 && !io.interactive) {
    io.err(`add cluster needs ${missing.map(argument).join(', ')}`);
    return 2;
  }
  const cluster = { ...given, ...(await ask(missing)) };
  const path = pathOf('clusterInput', { cluster: cluster.name ?? '' });
  const text = renderTemplate('cluster.yaml', { ...cluster, region: cluster.region ?? '' });
  const files = newFiles([[path, text]]);
  const described = openFleet(options, io, { files, told: opened.warnings });
  return isDescribed(described) ? generate(options, { validate, edit: { files, described } }, io) : 2;
}

/** In the order in which they are asked. */
export function questions(disk: Disk, environments: readonly string[]): readonly Question[] {
  return [
    { key: 'name', message: 'Name of the cluster', mistake: (name) => mistakeInName(disk, name) },
    {
      key: 'environment',
      message: 'Environment',
      choices: environments,
      mistake: (name) => (environments.includes(name) ? undefined : unknownName('environment', name, environments)),
    },
    { key: 'engine', message: 'Engine', choices: ENGINES, mistake: () => undefined },
    { key: 'provider', message: 'Provider', choices: PROVIDERS, mistake: () => undefined },
    {
      key: 'region',
      message: 'Region',
      mistake: (region) =>
        region.trim() === '' ? 'the region must not be empty: use a name such as eu-west-1' : undefined,
    },
  ];
}

export function mistakeInName(disk: Disk, name: string): string | undefined {
  const problem = clusterNameProblem(name);
  if (problem !== undefined) return `${name} is not a valid cluster name: it ${problem}`;
  const file = pathOf('clusterInput', { cluster: name });
  if (disk.look(file).kind === 'absent') return undefined;
  return `${file} already exists: edit it and run generate, or choose another name`;
}

/** A cluster with provider bare has no region. */
function isMissing(key: keyof ClusterArguments, given: ClusterArguments): boolean {
  return given[key] === undefined && !(key === 'region' && given.provider === 'bare');
}

function argument({ key }: Question): string {
  return key === 'name' ? 'NAME' : `--${key}`;
}

async function ask(missing: readonly Question[]): Promise<ClusterArguments> {
  if (missing.length === 0) return {};
  const { default: input } = await import('@inquirer/input');
  const { default: select } = await import('@inquirer/select');
  const answers: Record<string, string> = {};
  for (const { key, message, choices, mistake } of missing) {
    if (key === 'region' && answers.provider === 'bare') continue;
    answers[key] =
      choices === undefined
        ? await input({ message, required: true, validate: (answer) => mistake(answer) ?? true })
        : await select({ message, choices: [...choices] });
  }
  return answers;
}
