/** `publish` with a real Git server, alone and with others at the same time. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { publishSchema } from '../../generator/commands/schemas/publish.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { commandLine } from '../commands/command-line.ts';
import { documentOf } from '../commands/document.ts';
import { writeFiles } from '../temporary-folder.ts';
import { at, clusterFile, edit, fleetOnServer, git, merge, run, type World, withNames } from './fleet-on-server.ts';
import { serving } from './forge-server.ts';
import { expectTranscript, IDS } from './transcripts.ts';

const inWorld = fleetOnServer();

/** A clone of somebody else. */
function another({ clone, server }: World, name: string): string {
  const folder = join(clone, '..', name);
  git(clone, 'clone', '--quiet', `file://${server}`, folder);
  git(folder, 'remote', 'set-url', 'origin', git(clone, 'remote', 'get-url', 'origin'));
  git(folder, 'config', 'remote.origin.url', 'https://git.example.com/acme/observability.git');
  return folder;
}

function addCluster(clone: string, name: string): void {
  writeFiles(clone, [clusterFile(name, 'dev', 'flux')]);
}

/** Makes a fleet at the root one in a folder: everything that is committed goes there. */
function moveInto(clone: string, folder: string): void {
  edit(clone, 'fleet.yaml', (text) => text.replace('observability.git}', `observability.git, path: ${folder}}`));
  git(clone, 'add', '--all');
  for (const path of git(clone, 'ls-tree', '--name-only', 'HEAD').split('\n')) {
    mkdirSync(join(clone, folder), { recursive: true });
    git(clone, 'mv', path, `${folder}/${path}`);
  }
}

function status(clone: string): string {
  return git(clone, 'status', '--porcelain');
}

/** What a fresh clone of the server would say of itself. */
async function expectSound(world: World, name: string): Promise<string> {
  const fresh = another(world, name);
  const { exitCode, out } = await commandLine(fresh, 'check');
  expect([exitCode, out]).toEqual([0, expect.stringMatching(/^up to date/)]);
  return fresh;
}

describe('publish', () => {
  it('generates, commits with what changes, pushes, and leaves the working copy at what was published', () =>
    inWorld(async (world) => {
      const { clone } = world;
      addCluster(clone, 'dev-2');
      const { exitCode, out, err } = await run(world, 'publish');
      expect([exitCode, err]).toEqual([0, '']);
      const commit = at(world, 'main');
      expectTranscript(
        'publish',
        'publish',
        withNames(out, { [IDS.second]: commit, [IDS.first]: git(clone, 'rev-parse', 'HEAD~1') }),
      );
      expect(git(clone, 'rev-parse', 'HEAD')).toBe(commit);
      expect(git(clone, 'log', '-1', '--format=%an <%ae>%n%B').split('\n').slice(0, 4)).toEqual([
        'Ada <ada@example.com>',
        'Add cluster dev-2',
        '',
        '- clusters/dev-2/cluster.yaml',
      ]);
      expect(status(clone)).toBe('');
      expect(existsSync(join(clone, 'flux/clusters/dev-2/source.yaml'))).toBe(true);
      await expectSound(world, 'fresh');
      expect((await run(world, 'publish')).out).toBe('nothing to publish: main has all of it');
      const { out: json } = await run(world, '--format', 'json', 'publish');
      expect(documentOf(publishSchema, json)).toMatchObject({ published: false, branch: 'main', commit });
      expect(at(world, 'main')).toBe(commit);
    }));

  it('takes over what others have pushed, generates anew, and keeps both', () =>
    inWorld(async (world) => {
      const { clone } = world;
      const other = another(world, 'other');
      addCluster(other, 'dev-3');
      await merge(other, 'Add dev-3');
      // Committed, changed since, generated in part, and new: all of it counts.
      edit(clone, 'fleet.yaml', (text) => text.replace('domain: obs.acme.io', 'domain: obs.acme.org'));
      git(clone, 'commit', '--quiet', '--all', '--message', 'mine');
      addCluster(clone, 'dev-2');
      expect((await run(world, 'generate', '--no-validate')).exitCode).toBe(0);
      writeFileSync(join(clone, 'notes.txt'), 'mine');
      const { exitCode, err } = await run(world, 'publish', '--message', 'Two of mine');
      expect([exitCode, err]).toEqual([0, 'not published: notes.txt: git add it first']);
      expect(git(clone, 'log', '--format=%s')).toBe('Two of mine\nAdd dev-3\nBegin');
      expect(status(clone)).toBe('?? notes.txt');
      expect(readFileSync(join(clone, 'fleet.yaml'), 'utf8')).toContain('obs.acme.org');
      const fresh = await expectSound(world, 'fresh');
      for (const name of ['dev-2', 'dev-3']) expect(existsSync(join(fresh, 'flux/clusters', name))).toBe(true);
    }));

  it('stops where both have changed the same lines, and loses nothing', () =>
    inWorld(async (world) => {
      const { clone } = world;
      const other = another(world, 'other');
      edit(other, 'fleet.yaml', (text) => text.replace('0.11.0', '0.12.0'));
      const theirs = await merge(other, 'Theirs');
      edit(clone, 'fleet.yaml', (text) => text.replace('0.11.0', '0.13.0'));
      const mine = readFileSync(join(clone, 'fleet.yaml'), 'utf8');
      expect(await run(world, 'publish')).toEqual({
        exitCode: 1,
        out: '',
        err: `somebody else has changed the same lines and pushed first:
  fleet.yaml
nothing was published, and your files are as they were
  hint: commit, run \`git merge origin/main\`, resolve these files, run \`generate --force\` and publish again`,
      });
      expect(readFileSync(join(clone, 'fleet.yaml'), 'utf8')).toBe(mine);
      expect([at(world, 'main'), status(clone)]).toEqual([theirs, 'M fleet.yaml']);
    }));

  it('publishes nothing that is not valid together, or was edited by hand', () =>
    inWorld(async (world) => {
      const { clone } = world;
      const first = at(world, 'main');
      writeFileSync(
        join(clone, 'fleet.yaml'),
        readFileSync(join(clone, 'fleet.yaml'), 'utf8').replace(
          'dev: {',
          'dev: {components: {valkey: {manifests: [own]}}, ',
        ),
      );
      writeFiles(clone, [
        ['own/kustomization.yaml', 'resources: [pod.yaml]\n'],
        ['own/pod.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: valkey}\ndata: {a: [b]}\n'],
      ]);
      const invalid = await run(world, 'publish');
      expect([invalid.exitCode, invalid.err]).toEqual([1, 'nothing was published']);
      expect(invalid.out).toContain('[schema-violation]');
      git(clone, 'checkout', '--quiet', '--', '.');
      rmSync(join(clone, 'own'), { recursive: true });
      edit(clone, 'flux/clusters/dev-1/source.yaml', (text) => `${text}# mine\n`);
      const edited = await run(world, 'publish');
      expect([edited.exitCode, edited.err]).toEqual([1, expect.stringContaining('was edited by hand')]);
      expect(at(world, 'main')).toBe(first);
    }));

  it('is told when the branch is protected, another is checked out, or it carries another program', () =>
    inWorld(async (world) => {
      const { clone } = world;
      addCluster(clone, 'dev-2');
      const hook = join(world.server, 'hooks/pre-receive');
      writeFileSync(hook, "#!/bin/sh\necho 'protected' >&2\nexit 1\n", { mode: 0o755 });
      const refused = await run(world, 'publish');
      expect(refused.exitCode).toBe(1);
      expect(refused.err).toMatch(/^the server refuses main: pre-receive hook declined\n[\s\S]*remote: protected/);
      expect(status(clone)).toBe('?? clusters/dev-2/');
      rmSync(hook);
      git(clone, 'checkout', '--quiet', '-b', 'topic');
      expect(await run(world, 'publish')).toMatchObject({
        exitCode: 2,
        err: expect.stringMatching(/^topic is checked out/),
      });
      git(clone, 'checkout', '--quiet', 'main');
      const other = another(world, 'other');
      writeFileSync(join(other, 'package.json'), '{}');
      await merge(other, 'Upgrade');
      expect(await run(world, 'publish')).toMatchObject({
        exitCode: 3,
        err: 'origin/main carries another version of the program by now, which generates other files\n  hint: git pull, npm ci, and publish again',
      });
    }));

  it('works in a checkout of CI: without old commits, with no branch checked out, and in a folder of a larger repository', () =>
    inWorld(async (world) => {
      const { clone, server } = world;
      const folder = 'platform/observability';
      writeFiles(clone, [['outside.txt', 'not ours\n']]);
      moveInto(clone, folder);
      expect((await commandLine(join(clone, folder), 'generate', '--no-validate')).exitCode).toBe(0);
      git(clone, 'add', '--all');
      git(clone, 'commit', '--quiet', '--message', 'Move');
      git(clone, 'push', '--quiet', 'origin', 'main');
      const checkout = join(clone, '../checkout');
      git(clone, 'clone', '--quiet', '--depth=1', `file://${server}`, checkout);
      git(checkout, 'config', 'remote.origin.url', 'https://git.example.com/acme/observability.git');
      git(checkout, 'checkout', '--quiet', '--detach');
      addCluster(join(clone, folder), 'dev-3');
      git(clone, 'add', '--all');
      git(clone, 'commit', '--quiet', '--message', 'Only the input of dev-3');
      git(clone, 'push', '--quiet', 'origin', 'main');
      const { exitCode, out, err } = await commandLine(join(checkout, folder), 'publish');
      expect([exitCode, err, out]).toEqual([0, '', expect.stringContaining('Add cluster dev-3')]);
      const changed = git(server, 'diff', '--name-only', 'main~1', 'main').split('\n');
      expect(changed.filter((path) => !path.startsWith(`${folder}/`))).toEqual([]);
      expect(changed).toContain(`${folder}/flux/clusters/dev-3/source.yaml`);
      expect([status(checkout), git(checkout, 'rev-parse', 'HEAD')]).toEqual(['', at(world, 'main')]);
      expect(git(server, 'show', 'main:outside.txt')).toBe('not ours');
    }));

  it('signs when the user has configured Git so', () =>
    inWorld(async (world) => {
      const { clone, userConfig } = world;
      const signer = join(clone, '../signer');
      writeFileSync(
        signer,
        '#!/bin/sh\nprintf "\\n[GNUPG:] SIG_CREATED \\n" >&2\ncat > /dev/null\necho "-----BEGIN PGP SIGNATURE-----"\n',
        { mode: 0o755 },
      );
      writeFileSync(
        userConfig,
        `${readFileSync(userConfig, 'utf8')}[gpg]\n\tprogram = ${signer}\n[commit]\n\tgpgSign = true\n`,
      );
      addCluster(clone, 'dev-2');
      expect((await run(world, 'publish')).exitCode).toBe(0);
      expect(git(world.server, 'cat-file', 'commit', 'main')).toContain('gpgsig -----BEGIN PGP SIGNATURE-----');
    }));
});

describe('publish --pull-request', () => {
  const HUB = '/repos/acme/observability/pulls';
  const BRANCH = 'refs/heads/lang-observatory/publish';

  async function forge(open: readonly object[]) {
    const pull = { number: 7, html_url: 'https://git.example.com/acme/observability/pull/7' };
    const found = await serving({
      [`GET ${HUB}`]: () => open.map(() => pull),
      [`POST ${HUB}`]: pull,
      [`PATCH ${HUB}/7`]: pull,
    });
    vi.stubEnv('GITHUB_SERVER_URL', 'https://git.example.com');
    vi.stubEnv('GITHUB_API_URL', found.address);
    vi.stubEnv('GITHUB_TOKEN', 'secret');
    return found;
  }

  it('pushes one branch, opens one pull request, updates it, and deletes the branch when nothing is left', () =>
    inWorld(async (world) => {
      const { clone } = world;
      const first = at(world, 'main');
      const open: object[] = [];
      const { requests } = await forge(open);
      addCluster(clone, 'dev-2');
      const opened = await run(world, 'publish', '--pull-request');
      expect([opened.exitCode, opened.out]).toEqual([
        0,
        'opened https://git.example.com/acme/observability/pull/7: Add cluster dev-2',
      ]);
      expect(requests.map(({ asked, body }) => [asked.split(' ')[0], body])).toEqual([
        ['GET', undefined],
        [
          'POST',
          {
            title: 'Add cluster dev-2',
            head: 'lang-observatory/publish',
            base: 'main',
            body: expect.stringContaining('dev-2'),
          },
        ],
      ]);
      expect([at(world, 'main'), git(world.server, 'rev-parse', `${BRANCH}~1`)]).toEqual([first, first]);
      expect(status(clone)).toBe('?? clusters/dev-2/');
      open.push({});
      addCluster(clone, 'dev-3');
      expect((await run(world, 'publish', '--pull-request')).out).toContain('updated ');
      const { out: json } = await run(world, '--format', 'json', 'publish', '--pull-request');
      expect(documentOf(publishSchema, json)).toMatchObject({ published: true, pullRequest: { number: 7 } });
      expect(git(world.server, 'rev-parse', `${BRANCH}~1`)).toBe(first);
      // Somebody merges it.
      git(world.server, 'update-ref', 'refs/heads/main', at(world, BRANCH));
      expect((await run(world, 'publish', '--pull-request')).out).toBe('nothing to propose: main has all of it');
      expect(git(world.server, 'for-each-ref', BRANCH)).toBe('');
      expect(requests.at(-1)?.asked).toMatch(/^PATCH/);
    }));

  it('never overwrites the proposal of somebody else', () =>
    inWorld(async (world) => {
      await forge([]);
      addCluster(world.clone, 'dev-2');
      expect((await run(world, 'publish', '--pull-request')).exitCode).toBe(0);
      const held = at(world, BRANCH);
      const other = { ...world, clone: another(world, 'other') };
      addCluster(other.clone, 'dev-3');
      expect(await run(other, 'publish', '--pull-request')).toEqual({
        exitCode: 1,
        out: '',
        err: 'the branch lang-observatory/publish holds a proposal that this change lacks:\n  clusters/dev-2/cluster.yaml\nnothing was published\n  hint: name another branch: --pull-request <branch>',
      });
      expect(at(world, BRANCH)).toBe(held);
      expect((await run(other, 'publish', '--pull-request', 'dev-3')).exitCode).toBe(0);
      expect(git(world.server, 'log', '-1', '--format=%s', 'dev-3')).toBe('Add cluster dev-3');
    }));

  it('never overwrites the proposal of another fleet in the repository', () =>
    inWorld(async (world) => {
      await forge([]);
      const { clone } = world;
      moveInto(clone, 'eu');
      await merge(join(clone, 'eu'), 'Move');
      git(clone, 'checkout', '--quiet', '-b', 'theirs');
      writeFiles(clone, [['us/fleet.yaml', 'theirs\n']]);
      git(clone, 'add', '--all');
      git(clone, 'commit', '--quiet', '--message', 'Theirs');
      git(clone, 'push', '--quiet', 'origin', `HEAD:${BRANCH}`);
      git(clone, 'checkout', '--quiet', 'main');
      addCluster(join(clone, 'eu'), 'dev-2');
      const held = at(world, BRANCH);
      expect(await commandLine(join(clone, 'eu'), 'publish', '--pull-request')).toMatchObject({
        exitCode: 1,
        err: expect.stringContaining('holds a proposal that this change lacks:\n  us/fleet.yaml\n'),
      });
      expect(at(world, BRANCH)).toBe(held);
    }));

  it('needs a token for the server', () =>
    inWorld(async (world) => {
      expect(await run(world, 'publish', '--pull-request')).toMatchObject({
        exitCode: 2,
        err: expect.stringMatching(
          /^a pull request for git\.example\.com\/acme\/observability needs a token of its server/,
        ),
      });
    }));
});

describe('ten who publish at once', () => {
  it('lose no update', () =>
    inWorld(async (world) => {
      const names = Array.from({ length: 10 }, (_, index) => `new-${index}`);
      const clones = names.map((name) => {
        const clone = another(world, name);
        addCluster(clone, name);
        return clone;
      });
      const ended = await Promise.all(clones.map(publishing));
      expect(ended.map(({ exitCode, err }) => [exitCode, err.replaceAll(AGAIN, '')])).toEqual(names.map(() => [0, '']));
      // They did meet.
      expect(ended.map(({ err }) => err).join('')).toContain(AGAIN);
      const fresh = await expectSound(world, 'fresh');
      for (const name of names) expect(existsSync(join(fresh, 'flux/clusters', name, 'source.yaml'))).toBe(true);
      expect(git(fresh, 'log', '--format=%s').split('\n').sort()).toEqual(
        [...names.map((name) => `Add cluster ${name}`), 'Begin'].sort(),
      );
    }));
});

const AGAIN = 'somebody else has pushed in the meantime: again, on top of that\n';

/** In a process of its own. */
function publishing(clone: string): Promise<{ readonly exitCode: number | null; readonly err: string }> {
  const main = join(programFolder(), 'generator/main.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', main, '--repo', clone, 'publish'], {
    cwd: programFolder(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, err })));
}
