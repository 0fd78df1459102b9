/** A process that takes a lock repeatedly. It fails if another process holds it at the same time, and may be killed while it holds it. */
import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { withBuildLock } from '../../generator/disk/build-lock.ts';

const [folder = '', rounds = '0', end = ''] = process.argv.slice(2);
const inside = join(folder, 'inside');

for (let round = 1; round <= Number(rounds); round += 1)
  await withBuildLock(join(folder, 'lock'), async () => {
    mkdirSync(inside);
    await setTimeout(Math.random() * 5);
    rmdirSync(inside);
    if (end === 'killed' && round === Number(rounds)) process.kill(process.pid, 'SIGKILL');
  });
