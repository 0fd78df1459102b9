/** The time of a run grows linearly with the length of the input: a pull request must not keep CI busy. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import type { Measured } from './linear/measure.ts';

/** Of the processor, not of a clock, so that a busy machine changes nothing. What grows with the square takes minutes, and the worst below three seconds. */
const MOST_MILLISECONDS = 12_000;
/** The measured program, which also prints hints, excerpts and positions of tens of thousands of mistakes. */
const MOST_WRITTEN = 100_000_000;
/** Of the processor as well, which the kernel ends the program after: several times what all of it takes. */
const MOST_SECONDS = 300;

async function measurements(): Promise<readonly Measured[]> {
  const script = join(import.meta.dirname, 'linear', 'measure.ts');
  const command = `ulimit -t ${MOST_SECONDS}; exec "$@"`;
  const child = spawn('sh', ['-c', command, 'sh', process.execPath, '--import', 'tsx', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const found: Measured[] = [];
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    const measured: Measured = JSON.parse(line);
    found.push(measured);
  }
  if ((await ended) !== 0) throw new Error(`did not come to an end after: ${found.at(-1)?.about}`);
  return found;
}

describe('long input', () => {
  it('is checked, reported and written in linear time', async () => {
    const found = await measurements();
    expect(found.length).toBeGreaterThan(1000);
    expect(found.filter(({ milliseconds }) => milliseconds > MOST_MILLISECONDS)).toEqual([]);
    expect(found.filter(({ written }) => written > MOST_WRITTEN)).toEqual([]);
  });
});
