/** What `check`, `validate` and `plan` cost on a fleet, beside starting the kustomize binary for each folder that is built. */
import { execFileSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { readSources } from '../../generator/validate/sources.ts';
import { realTool } from '../real-tool.ts';
import { updateEverywhere, updateNames, writeCluster, writeFleet } from './fleets.ts';
import { measure } from './measure.ts';
import { measureTree, processorOfChildren, type TreeCost } from './tree.ts';

export interface ValidateRow {
  readonly clusters: number;
  readonly what: string;
  readonly cost: TreeCost;
}

/** Longer than validation takes a file for one that may still change. */
const SETTLE_MS = 3000;
/** As many folders as the kustomize binary really builds; the rest is reckoned from them. */
const MOST_SAMPLED = 200;

/** Each row as soon as it is known. */
export async function* benchValidate(program: string, folder: string, clusters: number): AsyncGenerator<ValidateRow> {
  const run = (...args: readonly string[]): Promise<TreeCost> => measureTree(program, ['--repo', folder, ...args]);
  const generate = (): void => {
    measure(program, ['--repo', folder, 'generate', '--no-validate']);
  };
  writeFleet(folder, clusters);
  generate();
  await setTimeout(SETTLE_MS);
  const row = (what: string, cost: TreeCost): ValidateRow => ({ clusters, what, cost });
  yield row('check', await run('check'));
  yield row('validate', await run('validate'));
  yield row('validate, nothing changed', await run('validate'));
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  git(folder, '-c', 'user.name=bench', '-c', 'user.email=bench@localhost', 'commit', '--quiet', '--message', 'fleet');
  writeCluster(folder, 0, '400Gi');
  yield row('plan, one cluster', await run('plan'));
  generate();
  yield row('validate --changed, one cluster', await run('validate', '--changed', 'HEAD'));
  updateEverywhere(folder);
  yield row('plan, every cluster', await run('plan'));
  updateNames(folder);
  yield row('plan, every cluster with its own names', await run('plan'));
  const { folders } = readSources(folder);
  const sampled = everyNth(folders, MOST_SAMPLED);
  const cost = kustomizeEach(await realTool('kustomize'), folder, sampled);
  const factor = folders.length / sampled.length;
  yield row(`kustomize for each of ${folders.length} folders in turn, reckoned from ${sampled.length}`, {
    wall: cost.wall * factor,
    processor: cost.processor * factor,
  });
}

function git(folder: string, ...args: readonly string[]): void {
  execFileSync('git', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

function everyNth(folders: readonly string[], most: number): readonly string[] {
  const step = Math.max(1, folders.length / most);
  return folders.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** One after the other. */
function kustomizeEach(kustomize: string, repo: string, folders: readonly string[]): TreeCost {
  const start = process.hrtime.bigint();
  const before = processorOfChildren();
  for (const folder of folders) execFileSync(kustomize, ['build', folder], { cwd: repo, stdio: 'ignore' });
  return {
    wall: Number(process.hrtime.bigint() - start) / 1e9,
    processor: processorOfChildren() - before,
  };
}
