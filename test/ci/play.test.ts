/** What the pipelines do with changes to a fleet, run step by step against a real Git server. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CIS, type Ci, type Commit } from '../../generator/commands/init/ci.ts';
import { proposalBranch } from '../../generator/commands/init/pipeline-names.ts';
import { carriedProgram, replaceProgram } from '../../generator/commands/upgrade/carried-program.ts';
import { openDisk } from '../../generator/disk/disk.ts';
import { packRunningProgram } from '../../generator/package/pack.ts';
import { PACKAGE_FILE, specOf } from '../../generator/package/package-files.ts';
import { readPackedProgram } from '../../generator/package/packed-program.ts';
import { otherVersion } from '../package/other-version.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';
import {
  type Change,
  edit,
  fleetsOnForges,
  generate,
  isGenerated,
  raise,
  rename,
  type Work,
} from './fleet-on-forge.ts';
import { type Forge, TOKENS } from './forge.ts';
import { type Event, runComment, runJob } from './run.ts';

const ENTRY = 'argocd/clusters/cluster-1/langfuse.yaml';
const botOf = (path: string): string => proposalBranch({ path });

/** The fleet is at the root on GitHub, and in a folder elsewhere. */
const PATHS = { github: '.', gitlab: 'platform/observability', azure: 'platform/observability' } as const;

const withFleet = fleetsOnForges();

/** What `upgrade` does before it generates. */
async function replaceProgramIn(repo: string, file: string): Promise<void> {
  const disk = openDisk(repo);
  const spec = specOf(disk.read(PACKAGE_FILE) ?? '');
  await replaceProgram(repo, carriedProgram(disk, spec), readPackedProgram(readFileSync(file), file));
}

const deleteEntry: Change = (folder) => rmSync(join(folder, ENTRY));
const editEntry: Change = (folder) => edit(folder, ENTRY, (text) => `${text}# mine\n`);

const proposal = (branch: string): Event => ({ kind: 'proposal', branches: [branch] });
const PUSH: Event = { kind: 'push', branches: [] };

/** Two runs of the pipeline at once, while the second of two changes is merged. */
async function publishTwice(ci: Ci, path: string, { forge, propose, merge }: Work): Promise<void> {
  await propose('renovate', raise);
  await propose('domain', rename);
  merge('renovate');
  const ran = await Promise.all([
    runJob(ci, forge, PUSH, { path, meanwhile: () => merge('domain') }),
    runJob(ci, forge, PUSH, { path }),
  ]);
  for (const { passed, log } of ran) expect(passed, log).toBe(true);
}

const github = (commit: Commit) => ({ ci: 'github', commit }) as const;

describe.each(CIS)('the pipeline of %s', (ci) => {
  const path = PATHS[ci];

  it('passes a pull request of Renovate with its plan, and commits what follows from it once it is merged', () =>
    withFleet({ ci, commit: 'push', path }, async ({ forge, propose, merge }) => {
      await propose('renovate', raise);
      const checked = await runJob(ci, forge, proposal('renovate'), { path });
      expect(checked.passed, checked.log).toBe(true);
      expect(checked.log).toMatch(/no generated file was deleted or edited by hand .*; generate would change [1-9]/);
      expect(checked.log).toMatch(/^valid: \d+ builds/m);
      expect(checked.plan).toMatch(/^### Plan: (.|\n)*valkey(.|\n)*0\.11\.9/);
      merge('renovate');
      expect(await isGenerated(forge, 'main', path)).toBe(false);
      const pushed = await runJob(ci, forge, PUSH, { path });
      expect(pushed.passed, pushed.log).toBe(true);
      expect([pushed.leaks, pushed.log.includes(TOKENS.bot)]).toEqual([[], false]);
      expect(await isGenerated(forge, 'main', path)).toBe(true);
      expect(forge.git('log', '-1', '--format=%s', 'main')).toBe('Change valkey on 1 cluster');
      expect(forge.git('log', '-1', '--format=%an', 'main')).toMatch(/^(?:github-actions\[bot\]|lang-observatory)$/);
    }));

  it('fails a pull request that deletes a generated file', () =>
    withFleet({ ci, commit: 'push', path }, async ({ forge, propose }) => {
      await propose('delete', deleteEntry);
      expect(await runJob(ci, forge, proposal('delete'), { path })).toMatchObject({
        passed: false,
        log: expect.stringContaining(`${ENTRY}: was deleted, but the input still generates it`),
      });
    }));

  it('proposes what follows from changes in one pull request, where nobody may push', () =>
    withFleet({ ci, commit: 'pull-request', path }, async ({ forge, propose, merge }) => {
      forge.protect();
      for (const [branch, change] of [
        ['renovate', raise],
        ['domain', rename],
      ] as const) {
        await propose(branch, change);
        merge(branch);
        const ran = await runJob(ci, forge, PUSH, { path });
        expect(ran.passed, ran.log).toBe(true);
        expect([ran.leaks, ran.log.includes(TOKENS.bot)]).toEqual([[], false]);
        expect(forge.requests()).toEqual([`refs/heads/${botOf(path)}`]);
        expect(forge.git('rev-parse', `${botOf(path)}~1`)).toBe(forge.git('rev-parse', 'main'));
        expect(await isGenerated(forge, botOf(path), path)).toBe(true);
      }
    }));

  it('loses no update when two of it run at once', () =>
    withFleet({ ci, commit: 'push', path }, async (work) => {
      await publishTwice(ci, path, work);
      const { forge } = work;
      const prefix = path === '.' ? '' : `${path}/`;
      expect(forge.git('show', `main:${prefix}fleet.yaml`)).toMatch(
        /domain: other\.example\.com(.|\n)*version: 0\.11\.9/,
      );
      expect(await isGenerated(forge, 'main', path)).toBe(true);
      expect(forge.git('log', '-2', '--format=%cn', 'main')).toMatch(
        /^(?:github-actions\[bot\]|lang-observatory)\nperson$/,
      );
    }));

  it('opens one pull request when two of it run at once', () =>
    withFleet({ ci, commit: 'pull-request', path }, async (work) => {
      await publishTwice(ci, path, work);
      const { forge } = work;
      expect(forge.requests()).toEqual([`refs/heads/${botOf(path)}`]);
      expect(await isGenerated(forge, botOf(path), path)).toBe(true);
    }));
});

describe('a pull request', () => {
  it('fails with a generated file that was edited, and passes with everything that generate writes', () =>
    withFleet(github('push'), async ({ forge, propose }) => {
      await propose('edit', editEntry);
      expect(await runJob('github', forge, proposal('edit'))).toMatchObject({
        passed: false,
        log: expect.stringContaining(`${ENTRY}: was edited by hand`),
      });
      await propose('everything', rename, generate);
      const checked = await runJob('github', forge, proposal('everything'));
      expect(checked.passed, checked.log).toBe(true);
      expect(checked.log).toContain('; all are up to date');
    }));

  it('passes only with everything that generate writes, where no bot does', () =>
    withFleet(github('check'), async ({ forge, propose }) => {
      await propose('renovate', raise);
      expect(await runJob('github', forge, proposal('renovate'))).toMatchObject({
        passed: false,
        log: expect.stringMatching(/: stale: /),
      });
      await propose('everything', raise, generate);
      const passed = await runJob('github', forge, proposal('everything'));
      expect(passed.passed, passed.log).toBe(true);
    }));

  it('passes without a look at the fleet when nothing in its folder has changed', () =>
    withFleet({ ...github('push'), path: 'platform/observability' }, async ({ forge, propose }) => {
      await propose('elsewhere', (folder) =>
        edit(join(folder, '../..'), 'elsewhere/notes.md', (text) => `${text}more\n`),
      );
      const path = 'platform/observability';
      expect(await runJob('github', forge, proposal('elsewhere'), { path })).toMatchObject({ passed: true, log: '' });
      await propose('delete', deleteEntry);
      expect(await runJob('github', forge, proposal('delete'), { path })).toMatchObject({ passed: false });
    }));

  it('has one comment with the newest plan', () =>
    withFleet(github('push'), async ({ forge }) => {
      for (const plan of ['### Plan: first', '### Plan: `$(second)` "quoted"\n']) {
        expect(await runComment(forge, plan)).toMatchObject({ passed: true });
        expect(forge.comment()).toBe(`<!-- lang-observatory plan: observability -->\n${plan}`);
      }
    }));
});

describe.each(['github', 'gitlab'] as const)('a merge queue of %s', (ci) => {
  it('passes a change with its generated files behind one without', () =>
    withFleet({ ci, commit: 'push' }, async ({ forge, propose }) => {
      await propose('renovate', raise);
      await propose('domain', rename, generate);
      const passed = await runJob(ci, forge, { kind: 'queue', branches: ['renovate', 'domain'] });
      expect(passed.passed, passed.log).toBe(true);
    }));
});

describe('a bot that pushes', () => {
  it.each([
    ['before it pushes', (forge: Forge) => () => forge.git('update-ref', 'refs/heads/main', 'refs/heads/other')],
    ['in the very moment in which it pushes', (forge: Forge) => () => forge.race('other')],
  ])('generates again when somebody pushes %s, and merges no generated text', (_, meanwhile) =>
    withFleet(github('push'), async ({ forge, propose, merge }) => {
      await propose('renovate', raise);
      merge('renovate');
      await propose('other', rename);
      const ran = await runJob('github', forge, PUSH, { meanwhile: () => void meanwhile(forge)() });
      expect(ran.passed, ran.log).toBe(true);
      const authors = forge.git('log', '--format=%an', 'main', '-3').split('\n');
      expect(authors).toEqual(['github-actions[bot]', 'person', 'person']);
      expect(forge.git('show', 'main:fleet.yaml')).toMatch(/domain: other\.example\.com(.|\n)*version: 0\.11\.9/);
      expect(await isGenerated(forge, 'main')).toBe(true);
    }),
  );

  it('installs the program again when somebody has upgraded it in between, and lets that one generate', () =>
    withFleet(github('push'), async ({ forge, propose, merge }) => {
      await propose('renovate', raise);
      merge('renovate');
      await inTemporaryFolder(async (folder) => {
        const file = join(folder, 'newer.tgz');
        const title = (text: string): string => text.replaceAll('"LLM overview"', '"LLM at a glance"');
        writeFileSync(
          file,
          await otherVersion(await packRunningProgram(), { version: '9.1.0' }, [[/^dist\/.*\.js$/, title]]),
        );
        await propose('upgrade', (repo) => replaceProgramIn(repo, file));
      });
      const ran = await runJob('github', forge, PUSH, { meanwhile: () => merge('upgrade') });
      expect(ran.passed, ran.log).toBe(true);
      expect(ran.log).toContain('origin/main carries another version of the program by now');
      expect(forge.git('log', '-1', '--format=%an', 'main')).toBe('github-actions[bot]');
      expect(forge.git('show', 'main:dashboards/llm-overview.json')).toContain('"LLM at a glance"');
      expect([ran.leaks, ran.log.includes(TOKENS.bot)]).toEqual([[], false]);
    }));

  it('takes its token from the job alone, whatever the clone names', () =>
    withFleet(github('push'), async ({ forge, propose, merge }) => {
      await propose('renovate', raise);
      merge('renovate');
      const named = (clone: string): void => {
        const helper = `!echo named > '${join(clone, 'named')}'`;
        for (const key of ['credential.helper', `credential.${forge.address}.helper`])
          execFileSync('git', ['config', key, helper], { cwd: clone });
      };
      const left: boolean[] = [];
      const ran = await runJob('github', forge, PUSH, {
        meanwhile: named,
        after: (clone) => left.push(existsSync(join(clone, 'named'))),
      });
      expect([ran.passed, left], ran.log).toEqual([true, [false]]);
    }));

  it('pushes with the token of the project on GitLab, where that of the job may only read', () =>
    withFleet({ ci: 'gitlab', commit: 'push' }, async ({ forge, propose, merge }) => {
      await propose('renovate', raise);
      merge('renovate');
      const job = { CI_JOB_TOKEN: TOKENS.reader };
      expect(await runJob('gitlab', forge, PUSH, { variables: job })).toMatchObject({ passed: false });
      const ran = await runJob('gitlab', forge, PUSH, { variables: { ...job, LANG_OBSERVATORY_TOKEN: TOKENS.bot } });
      expect(ran.passed, ran.log).toBe(true);
      expect(await isGenerated(forge, 'main')).toBe(true);
    }));

  it('commits nothing when nothing follows from a change', () =>
    withFleet(github('push'), async ({ forge }) => {
      const before = forge.git('rev-parse', 'main');
      expect((await runJob('github', forge, PUSH)).log).toContain('nothing to publish: main has all of it');
      expect(forge.git('rev-parse', 'main')).toBe(before);
    }));

  it('gives up where the branch is protected, and says so', () =>
    withFleet(github('push'), async ({ forge, propose, merge }) => {
      forge.protect();
      await propose('renovate', raise);
      merge('renovate');
      const before = forge.git('rev-parse', 'main');
      expect(await runJob('github', forge, PUSH)).toMatchObject({
        passed: false,
        log: expect.stringMatching(/the server refuses main: hook declined\n(?:.*\n)*remote: main is protected/),
      });
      expect(forge.git('rev-parse', 'main')).toBe(before);
    }));
});

describe('a bot that proposes', () => {
  it('takes its proposal back when it is merged', () =>
    withFleet(github('pull-request'), async ({ forge, propose, merge }) => {
      await propose(botOf('.'), raise, generate);
      merge(botOf('.'));
      expect((await runJob('github', forge, PUSH)).log).toContain('nothing to propose');
      expect([forge.requests(), forge.git('branch', '--list', botOf('.'))]).toEqual([[], '']);
    }));
});
