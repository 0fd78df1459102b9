/** Builds everything that runs, once: about twenty minutes the first time on two cores, nothing afterwards. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTool, type ToolName } from '../../generator/validate/tools.ts';
import { testTool } from '../tools/build-test-tool.ts';
import { ENGINE_TOOLS } from '../tools/test-tools.ts';
import { RUN_FOLDER } from './workspace.ts';

const TOOLS: readonly ToolName[] = ['kustomize', 'helm', 'kubeconform'];

export async function setup(): Promise<() => void> {
  const folder = mkdtempSync(join(place(), 'lang-observatory-engines-'));
  removeAfterDeath(folder);
  process.env[RUN_FOLDER] = folder;
  for (const name of TOOLS) {
    const found = await findTool(name, { onBuild: () => console.log(`building ${name}…`) });
    if (!found.ok) throw new Error(found.message);
  }
  for (const name of ENGINE_TOOLS) await testTool(name);
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

/** Ctrl-C, a crash or a kill end the run without teardown. Its programs die with it; this outlives it and removes the folder. */
function removeAfterDeath(folder: string): void {
  const wait = 'while kill -0 "$0" 2>/dev/null; do sleep 0.5; done; sleep 2; rm -rf "$1"';
  spawn('sh', ['-c', wait, String(process.pid), folder], { detached: true, stdio: 'ignore' }).unref();
}
