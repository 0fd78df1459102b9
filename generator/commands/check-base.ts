/** `check --base`: whether generated files were deleted or edited by hand since a Git revision. Writes nothing. */
import { openDisk } from '../disk/disk.ts';
import { OBSTRUCTIONS } from '../disk/disk-error.ts';
import type { Engine } from '../fleet/model.ts';
import { generateFiles } from '../generate.ts';
import { readBlobs } from '../git/git.ts';
import { mergeBase } from '../git/merge-base.ts';
import { shellWord } from '../text/shell.ts';
import { type ByHand, byHand } from '../tree/by-hand.ts';
import { engineOf, isGeneratedInto } from '../tree/layout.ts';
import { isManifestFile } from '../tree/manifest.ts';
import { compare } from '../tree/reconcile.ts';
import { drift } from './describe-tree.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { openFleet } from './open-fleet.ts';
import { progress } from './progress.ts';

export async function checkBase(options: GlobalOptions, revision: string, io: Io): Promise<ExitCode> {
  const { repo, format } = options;
  const { fleet, components } = openFleet(options, io);
  if (fleet === undefined) return 2;
  const base = await mergeBase({ command: 'check --base', instead: 'check without --base', repo, revision });
  if (typeof base === 'string') {
    io.err(base);
    return 2;
  }
  const report = progress(io);
  const disk = openDisk(repo);
  const comparison = compare(disk, generateFiles(fleet, components), { onFile: report.step('comparing') });
  const found = await byHand(disk, comparison, { files: base.files, read: (ids) => readBlobs(repo, ids) });
  report.done();
  const findings = found.map((one) => finding(one, base.name, base.files.has(one.path)));
  if (format === 'json') io.out(JSON.stringify({ base: base.name, findings }, null, 2));
  else io.out([...findings.map(inText), conclusion(findings, drift(comparison).length, base.name)].join('\n'));
  return findings.length === 0 ? 0 : 1;
}

interface Finding {
  readonly path: string;
  readonly reason: ByHand['reason'];
  readonly message: string;
  readonly hint: string;
}

function finding(one: ByHand, base: string, isInBase: boolean): Finding {
  const { path, reason } = one;
  const effect = EFFECTS[reason][roleOf(path)];
  if (reason === 'obstructed') {
    const { why, hint } = OBSTRUCTIONS[one.kind];
    return { path, reason, message: `${why}; ${effect}`, hint };
  }
  const undo = isInBase
    ? `restore it with \`git checkout ${shellWord(base)} -- ${shellWord(path)}\``
    : `delete it with \`git rm -- ${shellWord(path)}\``;
  return { path, reason, message: `${WHAT[reason](base)}; ${effect}`, hint: HINTS[reason](undo) };
}

const WHAT: Readonly<Record<Exclude<ByHand['reason'], 'obstructed'>, (base: string) => string>> = {
  deleted: () => 'was deleted, but the input still generates it',
  edited: (base) => `was edited by hand: it is neither what the input generates nor what it was in ${base}`,
  outdated: (base) =>
    `is neither what the input generates nor what it was in ${base}: it was generated from an earlier input or by another version of the program, or edited by hand`,
};

const HINTS: Readonly<Record<Exclude<ByHand['reason'], 'obstructed'>, (undo: string) => string>> = {
  deleted: (undo) => `${undo}; to remove it for good, change the input`,
  edited: (undo) => `${undo}, and move the edit into the input (settings, values, patches or manifests)`,
  outdated: (undo) => `run generate and commit what it writes, or ${undo}`,
};

/** What a file is for whoever reads it from Git. */
type Role = Engine | 'build' | 'list' | 'page';

function roleOf(path: string): Role {
  if (isManifestFile(path)) return 'list';
  return engineOf(path) ?? (isGeneratedInto(path) ? 'build' : 'page');
}

const SEEN = {
  argocd: 'after the merge Argo CD acts on it as it is',
  flux: 'after the merge Flux acts on it as it is',
  build: 'after the merge Argo CD and Flux deploy it as it is',
  list: 'generate tells by this list which files are its own',
  page: 'whoever follows the link of an alert reads it',
} as const;

/** Why it matters. */
const EFFECTS: Readonly<Record<ByHand['reason'], Readonly<Record<Role, string>>>> = {
  deleted: {
    argocd: 'after the merge Argo CD removes what it deploys',
    flux: 'after the merge Flux removes what it deploys',
    build: 'after the merge Argo CD and Flux cannot build what refers to it, or remove what it contains',
    list: 'without it generate takes the files that it lists for your own',
    page: 'the link of an alert leads to it',
  },
  edited: SEEN,
  outdated: SEEN,
  obstructed: SEEN,
};

function inText({ path, message, hint }: Finding): string {
  return `${path}: ${message}\n  hint: ${hint}`;
}

function conclusion(findings: readonly Finding[], behind: number, base: string): string {
  if (findings.length > 0)
    return `\n${findings.length} generated ${findings.length === 1 ? 'file was' : 'files were'} deleted or edited by hand since ${base}`;
  const rest = behind === 0 ? 'all are up to date' : `generate would change ${behind} paths`;
  return `no generated file was deleted or edited by hand since ${base}; ${rest}`;
}
