import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DOCUMENT_NAMES } from '../generator/commands/schemas/documents.ts';
import { REGISTRY } from '../generator/components/registry.ts';
import { inputSchemas } from '../generator/fleet/schema/json-schema.ts';
import { FLAG_LISTS, KEY_FIELDS, NAME_LISTS } from '../generator/layers/list-keys.ts';
import { programFolder, programVersion } from '../generator/program/program-folder.ts';
import { DASHBOARD_NAMES } from '../generator/telemetry/dashboard-names.ts';
import { pages } from '../tools/docs.ts';
import { commandNames } from './commands/command-line.ts';
import { load } from './judge/world.ts';

const root = programFolder();

describe('the documentation', () => {
  for (const [path, text] of pages())
    it(`${path} says what the program says (mend with npm run docs)`, () => {
      expect(readFileSync(join(root, path), 'utf8')).toBe(text);
    });

  const written = ['', 'commands/'].flatMap((folder) =>
    readdirSync(join(root, 'docs', folder)).flatMap((name) => (name.endsWith('.md') ? [`${folder}${name}`] : [])),
  );
  for (const page of ['README.md', 'CONTRIBUTING.md', ...written.map((name) => `docs/${name}`)])
    it(`${page} names only files and folders of this repository that are there`, () => {
      const text = readFileSync(join(root, page), 'utf8');
      const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path]) =>
        join(dirname(page), path ?? ''),
      );
      const commands = [...text.matchAll(/(?:^|\s)((?:generator|tools|test)\/[\w./-]+\.\w+)/g)].map(
        ([, path]) => path ?? '',
      );
      expect([...links, ...commands].filter((path) => !existsSync(join(root, path)))).toEqual([]);
    });

  it('of each command says its exit codes, and links the schema of its JSON', () => {
    const texts = readdirSync(join(root, 'docs/commands')).map((name) =>
      readFileSync(join(root, 'docs/commands', name), 'utf8'),
    );
    expect(texts.filter((text) => !/^## Exit codes/m.test(text))).toEqual([]);
    expect(texts.filter((text) => !/\]\(\.\.\/\w+\.schema\.json\)/.test(text))).toEqual([]);
    for (const name of DOCUMENT_NAMES)
      expect(
        texts.some((text) => text.includes(`](../${name}.schema.json)`)),
        name,
      ).toBe(true);
  });

  it('of the program names every command', async () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const commands = await commandNames();
    expect(commands.length).toBeGreaterThan(20);
    expect(
      commands.filter((name) => name !== 'help' && !new RegExp(`^\\|[^|]*\`${name}\\b`, 'm').test(readme)),
    ).toEqual([]);
  });

  it('of security names for each claim a test that there is', () => {
    const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
    const named = [...page.matchAll(/`(test\/[^`]+)`(?: "([^"]+)")?/g)];
    const missing = named.filter(([, path = '', title = '']) => {
      const file = join(root, path);
      return !existsSync(file) || (title !== '' && !readFileSync(file, 'utf8').includes(title));
    });
    expect(missing.map(([whole]) => whole)).toEqual([]);
    const claims = page
      .split('\n')
      .filter((line) => /^\| (?!claim|trusted|---|the |who)/.test(line) && !line.startsWith('|---'));
    expect(claims.filter((line) => !line.includes('`test/'))).toEqual([]);
  });

  it('of Helm values names every key of lists', () => {
    const page = readFileSync(join(root, 'docs/values.md'), 'utf8');
    const rows = [...page.matchAll(/^\| (.+?) \| (.+) \|$/gm)].map(([, key = '', example = '']) => ({ key, example }));
    const listsOf = (key: string): readonly string[] =>
      [...(rows.find((row) => row.key === key)?.example.matchAll(/`(\w+)`/g) ?? [])].map(([, name = '']) => name);
    expect(rows.flatMap(({ key }) => /^`(\w+)`$/.exec(key)?.[1] ?? [])).toEqual(KEY_FIELDS);
    expect(listsOf('the flag')).toEqual(FLAG_LISTS);
    expect(listsOf('the value itself')).toEqual(NAME_LISTS);
  });

  it('of Helm values gives examples that are valid', () => {
    const page = readFileSync(join(root, 'docs/values.md'), 'utf8');
    const examples = [...page.matchAll(/^```yaml\n(components:\n.+?)^```$/gms)].map(([, example = '']) => example);
    expect(examples).toHaveLength(3);
    for (const example of examples) {
      const cluster = { engine: 'flux', provider: { name: 'bare' }, ...parse(example) };
      expect(load({ fleet: {}, cluster }, true).diagnostics).toEqual([]);
    }
  });

  it('has the schemas that editors read (mend with npm run schema)', () => {
    for (const [name, schema] of Object.entries(inputSchemas(REGISTRY)))
      expect(JSON.parse(readFileSync(join(root, '.lang-observatory', 'schema', `${name}.json`), 'utf8'))).toEqual(
        schema,
      );
  });

  it('of the architecture names exactly the folders of the program', () => {
    const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
    const [, rooms = ''] = /\n## The rooms\n(.*?)\n## /s.exec(page) ?? [];
    const named = [...rooms.matchAll(/^\| `([\w-]+)\/` \|/gm)].map(([, folder]) => folder);
    const folders = readdirSync(join(root, 'generator'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(named).toEqual(folders.map(({ name }) => name).sort());
  });

  it.each(['CONTRIBUTING.md', 'docs/architecture.md'])(
    'of %s names only files, tests and scripts that there are',
    (path) => {
      const page = readFileSync(join(root, path), 'utf8');
      const files = [...page.matchAll(/`((?:generator|test|tools|docs|\.ci)\/[\w./-]*\w)`(?: "([^"]+)")?/g)];
      const missing = files.filter(([, file = '', title = '']) => {
        if (!existsSync(join(root, file))) return true;
        return title !== '' && !readFileSync(join(root, file), 'utf8').includes(title);
      });
      expect(missing.map(([whole]) => whole)).toEqual([]);
      const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
        readFileSync(join(root, 'package.json'), 'utf8'),
      );
      const commands = [...page.matchAll(/npm run ([\w:-]+)/g)].map(([, script = '']) => script);
      expect(commands.filter((script) => scripts[script] === undefined)).toEqual([]);
    },
  );

  it('shows a picture of every dashboard (mend with npm run pictures)', () => {
    expect(readdirSync(join(root, 'docs/dashboards')).sort()).toEqual(
      DASHBOARD_NAMES.map((name) => `${name}.png`).sort(),
    );
    const page = readFileSync(join(root, 'docs/dashboards.md'), 'utf8');
    expect(DASHBOARD_NAMES.filter((name) => !page.includes(`](dashboards/${name}.png)`))).toEqual([]);
  });

  it('of changes begins with what is not released, and goes on with the version of the program', () => {
    const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
    const versions = [...changelog.matchAll(/^## \[(.+?)\](?: - (\d{4}-\d{2}-\d{2}))?$/gm)];
    expect(versions.map(([, version]) => version).slice(0, 2)).toEqual(['Unreleased', programVersion()]);
    expect(versions.slice(1).filter(([, , date]) => date === undefined)).toEqual([]);
    expect(changelog.match(/^## .*$/gm)).toHaveLength(versions.length);
  });

  it('has a sentence for every component', () => {
    expect(REGISTRY.filter(({ description }) => !description.endsWith('.')).map(({ name }) => name)).toEqual([]);
  });
});
