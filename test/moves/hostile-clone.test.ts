/** Whose configuration Git obeys when it talks to a server: the user's, and never that of the clone. */
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inTemporaryFolder } from '../temporary-folder.ts';
import { at, fleetOnServer, git, run, URL, type World } from './fleet-on-server.ts';
import { gitHttpServer } from './git-http-server.ts';

const inWorld = fleetOnServer();

function program(folder: string, name: string, lines: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${lines}\n`);
  chmodSync(path, 0o755);
  return path;
}

function configure({ clone }: World, text: string): void {
  appendFileSync(join(clone, '.git/config'), text);
}

/** What a clone's configuration can make Git run, or where it can lead it. */
const WAYS: readonly (readonly [string, (world: World, hostile: string) => void])[] = [
  [
    'a command of the remote',
    (world, hostile) => configure(world, `[remote "origin"]\n uploadpack = ${hostile}\n receivepack = ${hostile}\n`),
  ],
  ['a remote helper', (world) => configure(world, '[remote "origin"]\n vcs = hostile\n')],
  [
    'another address',
    (world, hostile) =>
      configure(
        world,
        `[url "ext::${hostile} "]\n pushInsteadOf = https://git.example.com/\n[protocol]\n allow = always\n[protocol "ext"]\n allow = always\n`,
      ),
  ],
  [
    'a helper for credentials',
    (world, hostile) =>
      configure(
        world,
        `[credential]\n helper = "!${hostile}"\n[core]\n askPass = ${hostile}\n sshCommand = ${hostile}\n gitProxy = ${hostile}\n`,
      ),
  ],
  [
    'a program for signatures',
    (world, hostile) =>
      configure(
        world,
        `[push]\n gpgSign = if-asked\n[gpg]\n program = ${hostile}\n[gpg "ssh"]\n program = ${hostile}\n defaultKeyCommand = ${hostile}\n`,
      ),
  ],
  [
    'an included file',
    (world, hostile) => {
      writeFileSync(
        join(world.clone, 'included'),
        `[core]\n fsmonitor = ${hostile}\n hooksPath = ${join(world.clone, 'hooks')}\n[remote "origin"]\n receivepack = ${hostile}\n`,
      );
      configure(world, '[include]\n path = ../included\n');
    },
  ],
  [
    'a hook',
    ({ clone }, hostile) => {
      mkdirSync(join(clone, '.git/hooks'), { recursive: true });
      for (const name of [
        'pre-push',
        'reference-transaction',
        'pre-auto-gc',
        'post-checkout',
        'pre-commit',
        'commit-msg',
        'post-index-change',
      ])
        writeFileSync(join(clone, '.git/hooks', name), `#!/bin/sh\nexec ${hostile}\n`, { mode: 0o755 });
    },
  ],
];

/** What Git does as it is. */
function plainGit(world: World): void {
  for (const argv of [
    ['fetch', 'origin'],
    ['push', 'origin', 'HEAD:refs/heads/topic'],
  ])
    try {
      git(world.clone, ...argv);
    } catch {
      // The program fails, and so does Git.
    }
}

/** Git asks for neither here: a folder needs no credentials, this server no signature, and no such helper is installed. */
const UNASKED = /credentials|signatures|remote helper/;

describe('talking to the server runs no command', () => {
  it.each(WAYS)('of the clone: %s', async (name, way) => {
    if (!UNASKED.test(name))
      await inWorld(async (world) => {
        const marker = join(world.clone, '../marker');
        way(world, program(join(world.clone, '..'), 'hostile', `touch ${marker}\nexit 1`));
        plainGit(world);
        expect(existsSync(marker), 'by Git as it is').toBe(true);
      });
    await inWorld(async (world) => {
      const marker = join(world.clone, '../marker');
      way(world, program(join(world.clone, '..'), 'hostile', `touch ${marker}\nexit 1`));
      expect(await run(world, 'waves')).toMatchObject({ exitCode: 1, err: '' });
      expect(await run(world, 'promote', '--to', 'early', '--yes')).toMatchObject({ exitCode: 0 });
      expect(at(world, 'release/early')).toBe(at(world, 'main'));
      expect(existsSync(marker)).toBe(false);
    });
  });

  it('of a folder of the clone on the PATH', () =>
    inWorld(async (world) => {
      const marker = join(world.clone, '../marker');
      configure(world, '');
      mkdirSync(join(world.clone, 'bin'));
      program(join(world.clone, 'bin'), 'git', `touch ${marker}\nexit 1`);
      const path = process.env.PATH;
      process.env.PATH = `${join(world.clone, 'bin')}:${path}`;
      try {
        expect((await run(world, 'waves')).exitCode).toBe(1);
      } finally {
        process.env.PATH = path;
      }
      expect(existsSync(marker)).toBe(false);
    }));

  it('of an address that is no server', () =>
    inWorld(async (world) => {
      const marker = join(world.clone, '../marker');
      const hostile = program(join(world.clone, '..'), 'hostile', `touch ${marker}`);
      configure(world, `[remote "odd"]\n url = ext::${hostile}\n`);
      const { exitCode, err } = await run(world, 'waves', '--remote', 'odd');
      expect([exitCode, err]).toEqual([
        2,
        `ext::${hostile} cannot be asked: fatal: transport 'ext' not allowed\n  hint: check that the address is right and that you may read there, or name another remote with --remote`,
      ]);
      expect(existsSync(marker)).toBe(false);
    }));
});

describe('the user', () => {
  it('is asked for credentials by their own helper, and the clone has none', () =>
    inWorld(async (world) => {
      const server = await gitHttpServer(join(world.server, '..'));
      try {
        git(world.server, 'config', 'http.receivepack', 'true');
        const marker = join(world.clone, '../marker');
        const helper = program(join(world.clone, '..'), 'helper', 'echo username=ada; echo password=secret');
        const hostile = program(
          join(world.clone, '..'),
          'hostile',
          `touch ${marker}\necho username=eve; echo password=evil`,
        );
        configure(world, `[credential]\n helper = "!${hostile}"\n[http]\n proxy = http://127.0.0.1:9\n`);
        writeFileSync(
          world.userConfig,
          `[url "${server.address}/server.git"]\n insteadOf = ${URL}\n[credential]\n helper = "!${helper}"\n`,
        );
        expect(await run(world, 'promote', '--to', 'early', '--yes')).toMatchObject({ exitCode: 0 });
        expect(at(world, 'release/early')).toBe(at(world, 'main'));
        expect([...new Set(server.asked)]).toEqual(['ada:secret']);
        expect(existsSync(marker)).toBe(false);
      } finally {
        await server.close();
      }
    }));

  it('keeps a token that is in the address or a header of the clone to themselves', () =>
    inTemporaryFolder(() =>
      inWorld(async (world) => {
        const server = await gitHttpServer(join(world.server, '..'));
        try {
          writeFileSync(world.userConfig, `[url "${server.address}/server.git"]\n insteadOf = ${URL}\n`);
          const header = Buffer.from('token:from-the-checkout').toString('base64');
          git(world.clone, 'config', `http.${server.address}/.extraheader`, `Authorization: Basic ${header}`);
          const { exitCode, out } = await run(world, 'promote', '--to', 'early', '--dry-run');
          expect([exitCode, [...new Set(server.asked)]]).toEqual([0, ['token:from-the-checkout']]);
          expect(out).not.toContain(header);
        } finally {
          await server.close();
        }
      }),
    ));

  it('leaves nothing of it on the disk', () =>
    inWorld(async (world) => {
      git(world.clone, 'remote', 'set-url', 'origin', URL.replace('://', '://ada:secret@'));
      const before = readFileSync(join(world.clone, '.git/config'), 'utf8');
      const { exitCode, err } = await run(world, 'waves');
      expect([exitCode, err.includes('secret')]).toEqual([2, false]);
      expect(readFileSync(join(world.clone, '.git/config'), 'utf8')).toBe(before);
    }));
});
