/** The folder that everything of a test run is in, which goes with the run, however it ends. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUN_FOLDER } from './workspace.ts';

export function setup(): () => void {
  const folder = mkdtempSync(join(place(), 'lang-observatory-engines-'));
  removeAfterDeath(folder);
  process.env[RUN_FOLDER] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}

/** Where Linux keeps files in memory. */
const MEMORY = '/dev/shm';

/** Much more than a run writes. */
const ENOUGH_BYTES = 8e9;

/** In memory where there is plenty of it: Flux unpacks the repository for every component at every commit, some files at a time. */
function place(): string {
  if (!existsSync(MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  return Math.min(bavail * bsize, freemem()) > ENOUGH_BYTES ? MEMORY : tmpdir();
}

/** Ctrl-C, a crash or a kill end the run without teardown. Its programs die with it (`processes.ts`); this outlives it and removes the folder. */
function removeAfterDeath(folder: string): void {
  const wait = 'while kill -0 "$0" 2>/dev/null; do sleep 0.5; done; sleep 2; rm -rf "$1"';
  spawn('sh', ['-c', wait, String(process.pid), folder], { detached: true, stdio: 'ignore' }).unref();
}
