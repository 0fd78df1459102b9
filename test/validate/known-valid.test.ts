/** What was found valid is not validated again, and nothing else passes for it. */
import {
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { run } from '../../generator/commands/program.ts';
import { noteKnownValid, readKnownValid } from '../../generator/validate/known-valid.ts';
import { commandLine } from '../commands/command-line.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

const TOLD = { text: 'valid', json: '{}' };
const NOTE = '.lang-observatory/cache/valid.json';

const FILES = [
  ['fleet.yaml', 'kind: Fleet'],
  ['clusters/a/cluster.yaml', 'kind: Cluster'],
  ['clusters/a/langfuse/kustomization.yaml', 'resources: [../../../team/extra]'],
  ['argocd/root.yaml', 'kind: Application'],
  ['.lang-observatory/owned/clusters/a.txt', 'list'],
  ['team/extra/kustomization.yaml', 'resources: [object.yaml]'],
  ['team/extra/object.yaml', 'kind: ConfigMap'],
] as const;
const TEAM = ['team/extra/kustomization.yaml', 'team/extra/object.yaml'];

/** What was only just written is not believed to be settled, and a file's time of change cannot be set. */
function settle(): Promise<void> {
  return setTimeout(2100);
}

async function withNote(work: (repo: string, top: string) => void | Promise<void>): Promise<void> {
  await inTemporaryFolder(async (top) => {
    const repo = join(top, 'repository');
    writeFiles(repo, FILES);
    mkdirSync(join(repo, 'argocd/empty'));
    await settle();
    await noteKnownValid({ repo, others: TEAM, begun: Date.now(), told: TOLD });
    await work(repo, top);
  });
}

// All of them wait at once.
describe.concurrent('a repository that was found valid', () => {
  it('is known while nothing in it changes', ({ expect }) =>
    withNote((repo) => expect(readKnownValid(repo)).toEqual(TOLD)));

  const changes: Readonly<Record<string, (repo: string) => void>> = {
    'a file of the same length, with the time that the old one had': (repo) => {
      const path = join(repo, 'argocd/root.yaml');
      const { atime, mtime } = statSync(path);
      writeFileSync(path, 'kind: Applicatiom');
      utimesSync(path, atime, mtime);
    },
    'another file in its place': (repo) => {
      writeFileSync(join(repo, 'other'), 'kind: Application');
      renameSync(join(repo, 'other'), join(repo, 'argocd/root.yaml'));
    },
    input: (repo) => writeFileSync(join(repo, 'fleet.yaml'), 'kind: Fleet\n'),
    'input that nobody reads': (repo) => writeFileSync(join(repo, 'fleet.yml'), ''),
    'another cluster': (repo) => mkdirSync(join(repo, 'clusters/b')),
    'a file in a folder that was empty': (repo) => writeFileSync(join(repo, 'argocd/empty/a.yaml'), ''),
    'a file that is gone': (repo) => rmSync(join(repo, 'clusters/a/langfuse/kustomization.yaml')),
    'what generate says that it owns': (repo) =>
      writeFileSync(join(repo, '.lang-observatory/owned/clusters/a.txt'), ''),
    'a file of the user that a kustomization leads to': (repo) =>
      writeFileSync(join(repo, 'team/extra/object.yaml'), 'kind: Secret'),
    'one more file beside it': (repo) => writeFileSync(join(repo, 'team/extra/more.yaml'), ''),
    'a link in place of a folder': (repo) => {
      renameSync(join(repo, 'team'), join(repo, 'team-2'));
      symlinkSync('team-2', join(repo, 'team'));
    },
  };
  for (const [what, change] of Object.entries(changes))
    it(`is not known after a change: ${what}`, ({ expect }) =>
      withNote((repo) => {
        change(repo);
        expect(readKnownValid(repo)).toBeUndefined();
      }));

  it('is not known where its files have come with the note, as in a checkout of a commit that has both', ({ expect }) =>
    withNote((repo, top) => {
      const copy = join(top, 'copy');
      cpSync(repo, copy, { recursive: true, preserveTimestamps: true });
      expect(readFileSync(join(copy, NOTE), 'utf8')).toBe(readFileSync(join(repo, NOTE), 'utf8'));
      expect(readKnownValid(copy)).toBeUndefined();
    }));

  it('is not known by a note that names fewer files, or none', ({ expect }) =>
    withNote((repo) => {
      const note: { paths: string[]; figures: number[] } = JSON.parse(readFileSync(join(repo, NOTE), 'utf8'));
      for (const paths of [[], ['fleet.yaml']]) {
        writeFileSync(
          join(repo, NOTE),
          JSON.stringify({ ...note, paths, figures: note.figures.slice(0, 4 * paths.length) }),
        );
        expect(readKnownValid(repo)).toBeUndefined();
      }
    }));

  for (const text of ['', '[]', '{', '{"program": 1}', '{"paths": [1], "figures": [], "told": {}, "program": ""}'])
    it(`is not known by a note that says ${text}`, ({ expect }) =>
      withNote((repo) => {
        writeFileSync(join(repo, NOTE), text);
        expect(readKnownValid(repo)).toBeUndefined();
      }));

  it('is not known when something was written after validation had begun', ({ expect }) =>
    inTemporaryFolder(async (repo) => {
      writeFiles(repo, FILES);
      await noteKnownValid({ repo, others: TEAM, begun: Date.now(), told: TOLD });
      expect(readKnownValid(repo)).toBeUndefined();
    }));
});

describe('validate', () => {
  it('says the same again without a build, and builds after a change', ({ expect }) =>
    inTemporaryFolder(async (folder) => {
      await commandLine(folder, 'init', 'fleet', '--url', 'https://example.com/fleet.git', '--cluster', 'a');
      const repo = join(folder, 'fleet');
      const validated = async (...flags: readonly string[]) => {
        const said = { out: '', err: '' };
        const exitCode = await run([...flags, 'validate'], {
          out: (text) => {
            said.out += text;
          },
          err: (text) => {
            said.err += text;
          },
          progress: true,
          colour: false,
          interactive: false,
          cwd: repo,
        });
        return { exitCode, out: said.out, builds: said.err.includes('building') };
      };
      await settle();
      const first = await validated();
      expect(first).toMatchObject({ exitCode: 0, out: expect.stringMatching(/\nvalid: \d+ builds/), builds: true });
      expect(await validated()).toEqual({ ...first, builds: false });
      const { out } = await validated('--format', 'json');
      expect(JSON.parse(out)).toMatchObject({ findings: [], minors: ['1.36'] });
      writeFiles(repo, [['argocd/root/fleet/applicationsets/mine.yaml', 'kind: Mine\n']]);
      expect(await validated()).toMatchObject({ exitCode: 1, builds: true });
      expect(await validated()).toMatchObject({ exitCode: 1, builds: true });
    }));
});
