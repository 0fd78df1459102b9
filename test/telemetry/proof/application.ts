/** Real programs of applications, with pinned packages of their own, and surrounded as `connect` says. */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exampleFiles } from '../../../generator/connect/examples.ts';
import type { Instructions } from '../../../generator/connect/files.ts';
import type { Language } from '../../../generator/connect/languages.ts';
import { writeFiles } from '../../temporary-folder.ts';
import { pythonWith } from '../../tools/python.ts';

const PROGRAMS = join(import.meta.dirname, 'application');

/** How often the SDK sends metrics here; once a minute unless it is told. */
const METRIC_INTERVAL = '1000';

export interface Surroundings {
  /** What `connect` says on the proof's cluster for a language. */
  instructions(language: Language): Instructions;
  /** Takes the place of the gateway's name, which no DNS knows here. */
  readonly otlp: string;
  /** As `OPENAI_BASE_URL` takes it. */
  readonly provider: string;
}

/** The file with the packages of the two programs below. */
export const APPLICATION_PACKAGES = join(PROGRAMS, 'requirements.txt');

export interface Place {
  readonly folder: string;
  /** The file with the program's packages. */
  readonly requirements: string;
  /** `assistant`, as `connect` calls it, unless it is said. */
  readonly service?: string;
}

/** Runs a Python example that `connect` gives out, as it is; resolves with what it wrote. */
export async function runExample(
  name: string,
  { folder, requirements, service }: Place,
  argumentsOf: readonly string[],
  surroundings: Surroundings,
): Promise<string> {
  const example = surroundings.instructions('python').examples.find((each) => each.name === name);
  if (example === undefined) throw new Error(`connect has no example ${name}`);
  writeFiles(
    folder,
    exampleFiles(example).map(({ path, text }): [string, string] => [path, text]),
  );
  return runProgram(await pythonWith(requirements), ['application.py', ...argumentsOf], {
    folder: join(folder, example.name),
    environment: environmentOf(surroundings, 'python', service),
  });
}

/** Runs what the example of OpenLIT leaves out, after it; resolves with what it wrote. */
export async function runFrameworks(folder: string, surroundings: Surroundings): Promise<string> {
  return runProgram(await pythonWith(APPLICATION_PACKAGES), [join(PROGRAMS, 'frameworks.py')], {
    folder: join(folder, 'openlit'),
    environment: environmentOf(surroundings, 'python', 'frameworks'),
  });
}

/** The variables as Kubernetes would fill them in. */
export function environmentOf(
  { instructions, otlp, provider }: Surroundings,
  language: Language,
  service?: string,
): Readonly<Record<string, string>> {
  const { variables, endpoints } = instructions(language);
  const said = variables.map(({ name, value }): [string, string] => [
    name,
    (typeof value === 'string' ? value : 'assistant-0')
      .replace('$(POD_NAME)', 'assistant-0')
      .replace(endpoints.http, otlp),
  ]);
  return {
    ...Object.fromEntries(said),
    ...(service === undefined ? {} : { OTEL_SERVICE_NAME: service }),
    OTEL_METRIC_EXPORT_INTERVAL: METRIC_INTERVAL,
    OPENAI_BASE_URL: provider,
    OPENAI_API_KEY: 'unused',
  };
}

interface Run {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Runs a program to its end; resolves with what it wrote, rejects with it when it failed. */
export async function runProgram(program: string, argumentsOf: readonly string[], run: Run): Promise<string> {
  await mkdir(run.folder, { recursive: true });
  const child = spawn(program, [...argumentsOf], {
    cwd: run.folder,
    env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', ...run.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const output = Buffer.concat(chunks).toString();
  if (code !== 0) throw new Error(`${program} ${argumentsOf.join(' ')} ended with ${code}:\n${output}`);
  return output;
}
