/** Real Python programs, with pinned packages in a virtual environment of their own, and surrounded as `connect` says. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { exampleFiles } from '../../../generator/connect/examples.ts';
import type { Instructions } from '../../../generator/connect/files.ts';
import { writeFiles } from '../../temporary-folder.ts';
import { pythonWith } from '../../tools/python.ts';

const PROGRAMS = join(import.meta.dirname, 'application');
const REQUIREMENTS = join(PROGRAMS, 'requirements.txt');

/** How often the SDK sends metrics here; once a minute unless it is told. */
const METRIC_INTERVAL = '1000';

export interface Surroundings {
  /** What `connect` says for Python on the proof's cluster. */
  readonly instructions: Instructions;
  /** Takes the place of the gateway's name, which no DNS knows here. */
  readonly otlp: string;
  /** As `OPENAI_BASE_URL` takes it. */
  readonly provider: string;
}

/** Runs the example that `connect` gives out, as it is; resolves with what it wrote. */
export async function runExample(folder: string, surroundings: Surroundings, rounds: number): Promise<string> {
  const example = surroundings.instructions.examples.find(({ name }) => name === 'openlit');
  if (example === undefined) throw new Error('connect has no example for OpenLIT');
  writeFiles(
    folder,
    exampleFiles(example).map(({ path, text }): [string, string] => [path, text]),
  );
  return runPython(join(folder, example.name), 'application.py', ['--rounds', `${rounds}`], environment(surroundings));
}

/** Runs what the example leaves out; resolves with what it wrote. */
export async function runFrameworks(folder: string, surroundings: Surroundings): Promise<string> {
  return runPython(join(folder, 'openlit'), join(PROGRAMS, 'frameworks.py'), [], {
    ...environment(surroundings),
    OTEL_SERVICE_NAME: 'frameworks',
  });
}

/** The variables as Kubernetes would fill them in. */
function environment({ instructions, otlp, provider }: Surroundings): Readonly<Record<string, string>> {
  const said = instructions.variables.map(({ name, value }): [string, string] => [
    name,
    (typeof value === 'string' ? value : 'assistant-0')
      .replace('$(POD_NAME)', 'assistant-0')
      .replace(instructions.endpoints.http, otlp),
  ]);
  return {
    ...Object.fromEntries(said),
    OTEL_METRIC_EXPORT_INTERVAL: METRIC_INTERVAL,
    OPENAI_BASE_URL: provider,
    OPENAI_API_KEY: 'unused',
  };
}

/** Runs a program to its end; resolves with what it wrote, rejects with it when it failed. */
async function runPython(
  folder: string,
  script: string,
  argumentsOf: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const child = spawn(await pythonWith(REQUIREMENTS), [script, ...argumentsOf], {
    cwd: folder,
    env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const output = Buffer.concat(chunks).toString();
  if (code !== 0) throw new Error(`${script} ended with ${code}:\n${output}`);
  return output;
}
