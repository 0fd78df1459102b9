/** Runs another version of the program than this one: unpacked into a folder of its own, which is gone afterwards. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { inTemporaryFolder } from '../program/temporary-folder.ts';
import type { PackedProgram } from './packed-program.ts';

/** Where a program runs, and where the lines go that it prints. */
export interface Surroundings {
  readonly cwd: string;
  out(line: string): void;
  err(line: string): void;
}

export interface UnpackedProgram {
  /** Runs a command line and returns the exit code; that of a program that was killed is 70, as of a fault. */
  run(argv: readonly string[], surroundings: Surroundings): Promise<number>;
}

export function withUnpacked<T>(program: PackedProgram, work: (unpacked: UnpackedProgram) => Promise<T>): Promise<T> {
  return inTemporaryFolder('program', async (folder) => {
    for (const [path, content] of program.files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return await work({ run: (argv, surroundings) => runProgram(join(folder, program.entry), argv, surroundings) });
  });
}

async function runProgram(entry: string, argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const child = spawn(process.execPath, [entry, ...argv], { cwd: surroundings.cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  createInterface({ input: child.stdout }).on('line', (line) => surroundings.out(line));
  createInterface({ input: child.stderr }).on('line', (line) => surroundings.err(line));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 70));
  });
}
