/** `upgrade`: puts another version of the program into the repository, and generates with it. A failure leaves what was there. */
import { openDisk } from '../../disk/disk.ts';
import { changedSince } from '../../git/changed.ts';
import { LOCK_FILE, PACKAGE_FILE, specOf } from '../../package/package-files.ts';
import type { PackedProgram } from '../../package/packed-program.ts';
import { type Surroundings, type UnpackedProgram, withUnpacked } from '../../package/unpacked-program.ts';
import { isVersion } from '../../package/version.ts';
import { Refusal } from '../../program/refusal.ts';
import { isEarlier } from '../../text/version-order.ts';
import type { ExitCode, GlobalOptions, Io } from '../io.ts';
import { carriedProgram, replaceProgram } from './carried-program.ts';
import { nextProgram } from './next-program.ts';
import { telling, upgradeJson } from './telling.ts';

export interface UpgradeFlags {
  /** A packed file or a published version. */
  readonly to?: string;
  /** Whether an older version is wanted. */
  readonly downgrade?: boolean;
  readonly validate: boolean;
}

export async function upgrade(options: GlobalOptions, flags: UpgradeFlags, io: Io): Promise<ExitCode> {
  const { repo } = options;
  await refuseUncommitted(repo);
  const disk = openDisk(repo);
  const manifest = disk.read(PACKAGE_FILE);
  const spec = manifest === undefined ? undefined : specOf(manifest);
  const present = carriedProgram(disk, spec);
  const from = present?.version ?? spec ?? 'no version';
  const next = await nextProgram(flags.to, io.cwd, repo);
  if (present?.integrity === next.integrity) {
    io.out(
      options.format === 'json'
        ? upgradeJson({ from, to: from, plan: null, generated: null })
        : `the repository has version ${from} already`,
    );
    return 0;
  }
  if (isVersion(from) && isEarlier(next.version, from) && flags.downgrade !== true)
    throw new Refusal(
      `version ${next.version} is older than ${from}, which the repository has\n  hint: to go back to it, add --downgrade`,
      2,
    );
  if (present !== undefined) await withUnpacked(present, (program) => refuseDrift(program, present, options));
  return withUnpacked(next, async (program) => {
    await refuseRefusal(program, next, options);
    const plan = await planOf(program, options);
    const undo = await replaceProgram(repo, present, next);
    const told = telling(options, { from, to: next.version }, io);
    told.begin(plan);
    const exitCode = await program.run(
      commandLine(options, 'generate', ...(flags.validate ? [] : ['--no-validate'])),
      told.generating,
    );
    const done = exitCode === 0 || (exitCode === 1 && (await isGenerated(program, options)));
    if (!done) {
      await undo();
      io.err(UNDONE);
      return exitCode === 1 || exitCode === 2 ? exitCode : 70;
    }
    told.end(`  npm ci   # installs version ${next.version} from ${LOCK_FILE}`);
    return exitCode;
  });
}

const UNDONE = `the upgrade was undone: ${PACKAGE_FILE}, ${LOCK_FILE} and the program are what they were
  hint: \`git status\` lists generated files that were written before the failure; \`npm run generate\` writes the former ones again`;

/** The change that is committed afterwards shall be that of the program alone. */
async function refuseUncommitted(repo: string): Promise<void> {
  const asking = {
    command: 'upgrade',
    instead: 'commit the repository first, so that the upgrade can be reviewed and undone',
  };
  const changed = await changedSince(repo, 'HEAD', asking);
  if (typeof changed === 'string') throw new Refusal(changed, 2);
  if (changed.length === 0) return;
  const shown = changed.slice(0, MOST_PATHS).map((path) => `  ${path}`);
  const more = changed.length - shown.length;
  throw new Refusal(
    [
      'upgrade needs a repository without changes of your own, so that they do not mix with those of the program; not committed:',
      ...shown,
      ...(more > 0 ? [`  and ${more} more`] : []),
      '  hint: commit or stash them',
    ].join('\n'),
  );
}

const MOST_PATHS = 10;

/** What the input has changed since it was last generated would look like a change of the program. One that cannot tell stops nothing. */
async function refuseDrift(
  program: UnpackedProgram,
  { version }: PackedProgram,
  options: GlobalOptions,
): Promise<void> {
  if ((await program.run(commandLine(options, 'check'), silent(options))) !== 1) return;
  throw new Refusal(
    `the repository is not what version ${version} generates from its input, so the changes of the upgrade could not be told from others\n` +
      '  hint: run `npm ci && npm run generate`, commit, and run upgrade again; `npm run check` lists the paths',
  );
}

/** Whether the newer program takes the input, and all that it would write can be written. Nothing is written yet. */
async function refuseRefusal(
  program: UnpackedProgram,
  { version }: PackedProgram,
  options: GlobalOptions,
): Promise<void> {
  const said: string[] = [];
  const listen = (line: string): void => {
    said.push(line);
  };
  const exitCode = await program.run(commandLine(options, 'generate', '--dry-run'), {
    cwd: options.repo,
    out: listen,
    err: listen,
  });
  if (exitCode === 0) return;
  throw new Refusal(
    [...said, '', `version ${version} cannot generate this repository; nothing was changed`].join('\n'),
    exitCode === 1 ? 1 : 2,
  );
}

/** What the newer program changes on the clusters, in its own words; nothing from a version that has no plan. */
async function planOf(program: UnpackedProgram, options: GlobalOptions): Promise<readonly string[]> {
  const lines: string[] = [];
  const listener = { ...silent(options), out: (line: string) => lines.push(line) };
  return (await program.run(commandLine(options, 'plan'), listener)) === 0 ? lines : [];
}

/** Findings of the validation are no failure of the upgrade: everything has been written by then. */
async function isGenerated(program: UnpackedProgram, options: GlobalOptions): Promise<boolean> {
  return (await program.run(commandLine(options, 'check'), silent(options))) === 0;
}

function commandLine({ repo, format }: GlobalOptions, ...argv: readonly string[]): readonly string[] {
  return ['--repo', repo, '--format', format, ...argv];
}

/** Where nobody listens. */
function silent({ repo }: GlobalOptions): Surroundings {
  return { cwd: repo, out: () => {}, err: () => {} };
}
