import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { programFolder } from '../../generator/program/program-folder.ts';

const run = promisify(execFile);

it('ends normally when nothing reads its output', async () => {
  const program = `"${process.execPath}" --import tsx "${join(programFolder(), 'generator/main.ts')}"`;
  // `true` has ended, and its end of the pipe is closed, long before the program has anything to say.
  const { stdout, stderr } = await run('bash', ['-c', `${program} explain --help | true; echo "\${PIPESTATUS[0]}"`], {
    cwd: programFolder(),
  });
  expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' });
});

it('fails with a message when its output cannot be written', async () => {
  const program = `"${process.execPath}" --import tsx "${join(programFolder(), 'generator/main.ts')}"`;
  const { stdout, stderr } = await run('bash', ['-c', `${program} explain --help > /dev/full; echo "$?"`], {
    cwd: programFolder(),
  });
  expect({ stdout, stderr }).toEqual({
    stdout: '1\n',
    stderr:
      'standard output: the disk is full\n  hint: solve the problem and run the command again; it completes the interrupted run\n',
  });
});
