/** Samples of the past as blocks of Prometheus: written as OpenMetrics, and made by promtool. */
import { execFile } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testTool } from '../../test/tools/build-test-tool.ts';
import type { Labels } from './people-and-things.ts';

const run = promisify(execFile);

export interface History {
  readonly name: string;
  readonly labels: Labels;
  /** Seconds since 1970, the earliest first. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** promtool reads the whole text once for each block: with blocks of three weeks it is once or twice. */
const LONGEST_BLOCK = '486h';

/** Adds them to the data of a Prometheus that does not run. */
export async function addBlocks(data: string, histories: Iterable<History>): Promise<void> {
  const file = join(data, '..', 'history.openmetrics');
  const out = openSync(file, 'w');
  try {
    for (const history of histories) writeSync(out, textOf(history));
    writeSync(out, '# EOF\n');
  } finally {
    closeSync(out);
  }
  const program = await testTool('promtool');
  await run(program, [
    'tsdb',
    'create-blocks-from',
    'openmetrics',
    `--max-block-duration=${LONGEST_BLOCK}`,
    file,
    data,
  ]);
  rmSync(file);
}

function textOf({ name, labels, times, values }: History): string {
  const inside = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  const series = `${name}{${inside.join(',')}}`;
  return times.map((time, index) => `${series} ${written(values[index] ?? 0)} ${time}\n`).join('');
}

/** Nine digits tell any two samples of a counter apart. */
function written(value: number): string {
  return String(Number(value.toPrecision(9)));
}
