/** `waves` and `promote` with a real Git server. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { promoteSchema } from '../../generator/commands/schemas/promote.ts';
import { wavesSchema } from '../../generator/commands/schemas/waves.ts';
import { documentOf } from '../commands/document.ts';
import { at, edit, fleetFile, fleetOnServer, git, merge, run, type World, withNames } from './fleet-on-server.ts';
import { serving } from './forge-server.ts';
import { expectTranscript, IDS } from './transcripts.ts';

const inWorld = fleetOnServer();

const NEW_VALKEY = fleetFile('0.12.0');

/** A change that is merged, and promoted nowhere. */
async function changeValkey({ clone }: World): Promise<string> {
  writeFileSync(join(clone, 'fleet.yaml'), NEW_VALKEY);
  return merge(clone, 'Update Valkey');
}

async function promoted(world: World, ...argv: readonly string[]): Promise<string> {
  const { exitCode, out, err } = await run(world, 'promote', '--yes', '--to', ...argv);
  expect([exitCode, err.replace(NOT_ASKED, '')]).toEqual([0, '']);
  return out;
}

const NOT_ASKED =
  /^CI was not asked about [0-9a-f]{12}: the environment has no token for git\.example\.com\/acme\/observability \(GITHUB_TOKEN, GITLAB_TOKEN or AZURE_DEVOPS_EXT_PAT\)$/;

async function refused(world: World, ...argv: readonly string[]): Promise<string> {
  const { exitCode, err } = await run(world, 'promote', '--yes', '--to', ...argv);
  expect(exitCode).toBe(1);
  return err;
}

/** Both later waves are at the first commit. */
async function begun(world: World): Promise<string> {
  const first = at(world, 'refs/heads/main');
  git(world.server, 'update-ref', 'refs/heads/release/early', first);
  git(world.server, 'update-ref', 'refs/tags/all', first);
  return first;
}

describe('waves', () => {
  it('tells where each is, and that a ref is not there', () =>
    inWorld(async (world) => {
      const first = at(world, 'refs/heads/main');
      const { exitCode, out, err } = await run(world, 'waves');
      expect([exitCode, err]).toEqual([1, '']);
      expect(withNames(out, { FIRST: first })).toBe(`refs/heads/main is at FIRST

wave canary follows refs/heads/main: what is merged reaches it
  1 cluster in dev: dev-1
  is at FIRST, up to date

wave early follows refs/heads/release/early
  1 cluster in stage: stage-1
  the server has no such ref: its clusters get nothing
  hint: create it with \`lang-observatory promote --to early\`

wave all follows refs/tags/all
  1 cluster in prod: prod-1
  the server has no such ref: its clusters get nothing
  hint: create it with \`lang-observatory promote --to all\``);
    }));

  it('tells how far each is behind, which commits concern it, and what waits', () =>
    inWorld(async (world) => {
      const first = await begun(world);
      const second = await changeValkey(world);
      edit(world.clone, 'fleet.yaml', (text) =>
        text.replace('dev: {', 'dev: {components: {valkey: {values: {podAnnotations: {a: b}}}}, '),
      );
      const third = await merge(world.clone, 'Mark Valkey in dev');
      const { exitCode, out } = await run(world, 'waves');
      expect(exitCode).toBe(0);
      const names = { [IDS.first]: first, [IDS.second]: second, [IDS.third]: third };
      expectTranscript('waves', 'waves', withNames(out, names));
      const { out: json } = await run(world, '--format', 'json', 'waves');
      expect(documentOf(wavesSchema, json).waves[1]).toEqual({
        name: 'early',
        ref: 'refs/heads/release/early',
        commit: first,
        environments: ['stage'],
        clusters: ['stage-1'],
        hasUnmerged: false,
        behind: [
          { commit: third, subject: 'Mark Valkey in dev', concerns: false },
          { commit: second, subject: 'Update Valkey', concerns: true },
        ],
        waits: {
          clusters: ['stage-1'],
          components: [{ component: 'valkey', fate: 'changed', clusters: ['stage-1'] }],
          dangers: [],
        },
      });
    }));

  it('asks only the repository of the fleet', () =>
    inWorld(async (world) => {
      git(world.clone, 'remote', 'set-url', 'origin', world.server);
      expect(await run(world, 'waves')).toEqual({
        exitCode: 2,
        out: '',
        err: `no remote of this clone is the repository of the fleet, https://git.example.com/acme/observability.git: origin is ${world.server}\n  hint: git remote add fleet https://git.example.com/acme/observability.git, or name with --remote the one that leads there`,
      });
      expect((await run(world, 'waves', '--remote', 'origin')).exitCode).toBe(1);
      git(world.clone, 'remote', 'set-url', 'origin', '../server.git');
      expect((await run(world, 'waves', '--remote', 'origin')).exitCode).toBe(1);
      // Whichever way leads there.
      git(world.clone, 'remote', 'set-url', 'origin', 'git@git.example.com:acme/observability');
      git(world.clone, 'config', '--global', 'url.file://x.insteadOf', 'nothing');
      git(
        world.clone,
        'config',
        '--global',
        '--add',
        `url.file://${world.server}.insteadOf`,
        'git@git.example.com:acme/observability',
      );
      expect((await run(world, 'waves')).exitCode).toBe(1);
    }));

  it('is in a Git repository with a commit, or moves nothing', () =>
    inWorld(async (world) => {
      const { clone } = world;
      rmSync(join(clone, '.git'), { recursive: true });
      const hint = '\n  hint: run it in a clone of the repository of the fleet';
      for (const [name, ...argv] of [['waves'], ['promote', '--yes', '--to', 'early'], ['publish']] as const)
        expect(await run(world, name, ...argv)).toEqual({
          exitCode: 2,
          out: '',
          err: `${clone} is not in a Git repository, which ${name} needs${hint}`,
        });
      git(clone, 'init', '--quiet', '--initial-branch=main');
      expect(await run(world, 'publish')).toEqual({
        exitCode: 2,
        out: '',
        err: `${clone} has no commit yet, and publish needs one${hint}`,
      });
    }));

  it('needs the whole history', () =>
    inWorld(async (world) => {
      await changeValkey(world);
      const shallow = join(world.clone, '../shallow');
      git(world.clone, 'clone', '--quiet', '--depth=1', `file://${world.server}`, shallow);
      expect(await run({ ...world, clone: shallow }, 'waves')).toMatchObject({
        exitCode: 2,
        err: 'this clone lacks old commits, so it cannot tell how far a wave is behind\n  hint: git fetch --unshallow (in CI, set the depth of the checkout to 0)',
      });
    }));
});

describe('validate --refs', () => {
  it('finds a ref that clusters follow and the server does not have', () =>
    inWorld(async (world) => {
      git(world.server, 'update-ref', 'refs/heads/release/early', at(world, 'main'));
      const { exitCode, out } = await run(world, 'validate', '--refs');
      expect([exitCode, out]).toEqual([
        1,
        expect.stringMatching(
          /^fleet\.yaml: wave all follows refs\/tags\/all, which the server does not have: its clusters get nothing \[wave-ref-missing\]\n {2}hint: create it with `lang-observatory promote --to all`\n[\s\S]*\n1 finding: /,
        ),
      ]);
      git(world.server, 'tag', 'all', 'main');
      expect((await run(world, 'validate', '--refs')).exitCode).toBe(0);
    }));
});

describe('promote', () => {
  it('creates a ref, takes a change from wave to wave, and back', () =>
    inWorld(async (world) => {
      const first = at(world, 'refs/heads/main');
      const made = await promoted(world, 'early');
      expect(made).toContain('moved refs/heads/release/early to');
      // Until then its clusters have nothing.
      expect(made).toMatch(/^1 of 1 cluster changes, compared with refs\/heads\/release\/early\n/);
      expect(made).toContain('\n  + cluster stage-1\n');
      expect(made).toContain('\nvalkey, created on 1 cluster: stage-1\n  + release ');
      const { out: json } = await run(world, '--format', 'json', 'promote', '--to', 'all', '--dry-run');
      expect(documentOf(promoteSchema, json)).toMatchObject({
        from: null,
        plan: { dangers: [], clusters: [{ name: 'prod-1', fate: 'created' }] },
      });
      await promoted(world, 'all');
      expect([at(world, 'release/early'), at(world, 'refs/tags/all')]).toEqual([first, first]);
      const second = await changeValkey(world);
      const out = await promoted(world, 'early');
      expectTranscript(
        'promote',
        'promote --to early --yes',
        withNames(out, { [IDS.first]: first, [IDS.second]: second }),
      );
      expect([at(world, 'release/early'), at(world, 'refs/tags/all')]).toEqual([second, first]);
      await promoted(world, 'all');
      expect(at(world, 'refs/tags/all')).toBe(second);
      expect(await promoted(world, 'all')).toBe(`wave all is at ${second.slice(0, 12)} already`);
      await promoted(world, 'all', '--commit', first, '--back');
      expect(at(world, 'refs/tags/all')).toBe(first);
    }));

  it('moves nothing in a dry run', () =>
    inWorld(async (world) => {
      const first = await begun(world);
      await changeValkey(world);
      const { exitCode, out } = await run(world, 'promote', '--to', 'early', '--dry-run');
      expect(exitCode).toBe(0);
      expect(out).toContain('dry run: move refs/heads/release/early from');
      expect(at(world, 'release/early')).toBe(first);
      const { out: json } = await run(world, '--format', 'json', 'promote', '--to', 'early', '--dry-run');
      expect(documentOf(promoteSchema, json)).toMatchObject({
        wave: 'early',
        from: first,
        moved: false,
        plan: { hub: [] },
      });
    }));

  it('refuses what skips a wave, unless told so', () =>
    inWorld(async (world) => {
      const first = await begun(world);
      const second = await changeValkey(world);
      expect(withNames(await refused(world, 'all', '--commit', second), { SECOND: second })).toBe(
        'wave early does not have SECOND yet, so nothing has tried it before wave all\n  hint: promote it there first, or say that the wave is skipped with --skip-wave',
      );
      expect(at(world, 'refs/tags/all')).toBe(first);
      await promoted(world, 'all', '--commit', second, '--skip-wave');
      expect(at(world, 'refs/tags/all')).toBe(second);
    }));

  it('refuses to go back, unless told so', () =>
    inWorld(async (world) => {
      const first = await begun(world);
      const second = await changeValkey(world);
      await promoted(world, 'early');
      expect(withNames(await refused(world, 'early', '--commit', first), { FIRST: first, SECOND: second })).toBe(
        'FIRST does not have everything that wave early has now (SECOND), so its clusters would go back\n  hint: if that is meant, say so with --back',
      );
      expect(at(world, 'release/early')).toBe(second);
    }));

  it('refuses what was never merged', () =>
    inWorld(async (world) => {
      await begun(world);
      git(world.clone, 'checkout', '--quiet', '-b', 'topic');
      git(world.clone, 'commit', '--quiet', '--allow-empty', '--message', 'mine');
      expect(await refused(world, 'early', '--commit', 'HEAD', '--skip-wave', '--back')).toContain(
        'is not on the branch main: only what was merged there can be promoted',
      );
    }));

  it('refuses a commit whose files are not what its input generates', () =>
    inWorld(async (world) => {
      const first = await begun(world);
      writeFileSync(join(world.clone, 'fleet.yaml'), NEW_VALKEY);
      git(world.clone, 'commit', '--quiet', '--all', '--message', 'only the input');
      git(world.clone, 'push', '--quiet', 'origin', 'main');
      const text = await refused(world, 'early');
      expect(text).toMatch(/^the files of [0-9a-f]{12} are not what its input generates:\n {2}\S/);
      expect(text).toContain('flux/releases/valkey/');
      // An input that is wrong has no files at all.
      writeFileSync(join(world.clone, 'fleet.yaml'), NEW_VALKEY.replace('valkey:', 'valky:'));
      git(world.clone, 'commit', '--quiet', '--all', '--message', 'wrong');
      git(world.clone, 'push', '--quiet', 'origin', 'main');
      writeFileSync(join(world.clone, 'fleet.yaml'), NEW_VALKEY);
      expect(await refused(world, 'early')).toMatch(/fleet\.yaml:\d+:\d+: unknown component valky/);
      expect(at(world, 'release/early')).toBe(first);
    }));

  it('refuses what CI has found wrong or still looks at, where the environment has a token', () =>
    inWorld(async (world) => {
      const first = await begun(world);
      const second = await changeValkey(world);
      const checks: { status: string; conclusion: string | null }[] = [];
      const checked = `GET /repos/acme/observability/commits/${second}`;
      const { address, requests } = await serving({
        [`${checked}/check-runs`]: () => ({ check_runs: checks.map((check) => ({ name: 'observability', ...check })) }),
        [`${checked}/status`]: { statuses: [] },
      });
      vi.stubEnv('GITHUB_SERVER_URL', 'https://git.example.com');
      vi.stubEnv('GITHUB_API_URL', address);
      vi.stubEnv('GH_TOKEN', 'secret');
      checks[0] = { status: 'completed', conclusion: 'failure' };
      expect(withNames(await refused(world, 'early'), { SECOND: second })).toBe(
        'CI has found SECOND wrong: observability',
      );
      checks[0] = { status: 'in_progress', conclusion: null };
      expect(withNames(await refused(world, 'early'), { SECOND: second })).toBe(
        'CI has not finished with SECOND: observability\n  hint: wait until it has',
      );
      expect(at(world, 'release/early')).toBe(first);
      expect(requests[0]?.headers.authorization).toBe('Bearer secret');
      checks.pop();
      expect(await run(world, 'promote', '--to', 'early', '--dry-run')).toMatchObject({
        exitCode: 0,
        err: `GitHub has no report of CI about ${second.slice(0, 12)}`,
      });
      checks[0] = { status: 'completed', conclusion: 'success' };
      expect(await run(world, 'promote', '--to', 'early', '--yes')).toMatchObject({ exitCode: 0, err: '' });
      expect(at(world, 'release/early')).toBe(second);
    }));

  it('says what it cannot check: a commit that carries another version of the program', () =>
    inWorld(async (world) => {
      await begun(world);
      const second = await changeValkey(world);
      writeFileSync(join(world.clone, 'package.json'), '{}');
      git(world.clone, 'add', '--all');
      git(world.clone, 'commit', '--quiet', '--message', 'another program');
      const { exitCode, err } = await run(world, 'promote', '--to', 'early', '--yes');
      expect([exitCode, withNames(err, { SECOND: second }).split('\n')[0]]).toEqual([
        0,
        'not checked: SECOND carries another version of the program, which alone can tell whether its files are generated',
      ]);
    }));

  it('never overwrites what somebody has promoted in the meantime', () =>
    inWorld(async (world) => {
      const first = await begun(world);
      const second = await changeValkey(world);
      // Between the question and the push: the hook of the server moves the ref itself, before it looks at ours.
      const hook = `#!/bin/sh\nunset GIT_QUARANTINE_PATH\ngit update-ref refs/heads/release/early ${second} ${first}\n`;
      writeFileSync(join(world.server, 'hooks/pre-receive'), hook, { mode: 0o755 });
      const text = await refused(world, 'early');
      expect(text).toContain('somebody has moved refs/heads/release/early in the meantime, so nothing was moved');
      expect(at(world, 'release/early')).toBe(second);
    }));

  it('tells what the server says when it refuses', () =>
    inWorld(async (world) => {
      const first = await begun(world);
      await changeValkey(world);
      const hook = "#!/bin/sh\necho 'only on weekdays' >&2\nexit 1\n";
      writeFileSync(join(world.server, 'hooks/pre-receive'), hook, { mode: 0o755 });
      const text = await refused(world, 'early');
      expect(text).toContain('\nthe server refuses to move refs/heads/release/early: pre-receive hook declined\n');
      expect(text).toContain('remote: only on weekdays');
      expect(at(world, 'release/early')).toBe(first);
    }));

  it('is told when it cannot be: no such wave, the branch itself, nobody to ask', () =>
    inWorld(async (world) => {
      expect(await run(world, 'promote', '--yes', '--to', 'erly')).toEqual({
        exitCode: 2,
        out: '',
        err: 'unknown wave erly\n  hint: did you mean early?',
      });
      expect(await run(world, 'promote', '--yes', '--to', 'canary')).toEqual({
        exitCode: 2,
        out: '',
        err: 'wave canary follows the branch main: what is merged there reaches it',
      });
      expect(await run(world, 'promote', '--to', 'early')).toEqual({
        exitCode: 2,
        out: '',
        err: 'promote asks before it moves a wave, and there is no terminal to ask on\n  hint: say --yes, or --dry-run to look',
      });
      expect(await refused(world, 'all')).toContain('wave early has no ref on the server');
    }));
});
