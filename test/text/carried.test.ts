/** Texts of other people reach programs that have a language of their own. In it they are one text still: asked of those programs. */
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { emitYaml } from '../../generator/data/yaml.ts';
import { gitUrl } from '../../generator/fleet/schema/git-names.ts';
import { withProgram } from '../../generator/package/package-files.ts';
import { renderTemplate } from '../../generator/templates/render.ts';
import { shellWord } from '../../generator/text/shell.ts';
import { printable } from '../../generator/text/terminal.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { HOSTILE, hostileText } from './hostile-texts.ts';

describe('a text', () => {
  it('is one word of a shell', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 20, maxLength: 60 }), (texts) => {
        // No argument can hold a zero, and none that is no UTF-8.
        const words = [...HOSTILE, ...texts].map((text) => text.replaceAll('\0', '').toWellFormed());
        const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${words.map((word) => shellWord(word)).join(' ')}`]);
        expect(printed.toString().split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 20 },
    );
  });

  it('is one string of the package.json that init writes', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (name, spec) => {
        const written: unknown = JSON.parse(withProgram(undefined, name, spec));
        expect(written).toMatchObject({ name, devDependencies: { 'lang-observatory-gitops': spec } });
        expect(written).toHaveProperty('scripts.generate', 'lang-observatory generate');
      }),
    );
  });

  it('is one string of the input that init and add cluster write', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (a, b, c) => {
        const [name, url, region] = [a.toWellFormed(), b.toWellFormed(), c.toWellFormed()];
        const fleet: unknown = parse(
          renderTemplate('fleet.yaml', {
            name,
            url,
            domain: region,
            environment: name,
            branch: 'main',
            isFolder: false,
            charts: [],
          }),
        );
        expect(fleet).toMatchObject({
          metadata: { name },
          spec: { repository: { url, branch: 'main' }, domain: region, environments: { [name]: { size: 'small' } } },
        });
        const fields = { name, environment: url, engine: 'flux', provider: 'aws', region };
        expect(parse(renderTemplate('cluster.yaml', fields))).toMatchObject({
          metadata: { name },
          // A region that is empty is none.
          spec: { environment: url, engine: 'flux', provider: { name: 'aws', ...(region === '' ? {} : { region }) } },
        });
      }),
    );
  });

  it('turns nothing on a terminal, and what was JSON says the same', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = printable(text);
        expect(shown).not.toMatch(/[\p{Bidi_Control}\u2028\u2029]/u);
        expect(shown.replaceAll(/[\n\t]/g, '')).not.toMatch(/\p{Cc}/u);
        expect(JSON.parse(printable(JSON.stringify({ text }, null, 2)))).toEqual({ text });
      }),
    );
  });

  it('turns nothing in a file that is reviewed', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(emitYaml({ [text]: text, list: [`a\n${text}`] })).not.toMatch(/\p{Bidi_Control}/u);
      }),
    );
  });
});

describe('the address of a repository', () => {
  const address = fc
    .tuple(
      fc.constantFrom('ssh://', 'git@', '-oA@', 'ssh://-', 'ssh://git@'),
      hostileText,
      fc.constantFrom(':', '/'),
      hostileText,
    )
    .map((parts) => parts.join(''))
    .filter((url) => gitUrl.safeParse(url).success);

  it('is a host and a path to git, and no option to ssh', () =>
    inTemporaryFolder((folder) => {
      writeFiles(folder, [['ssh', `#!/bin/sh\nprintf '%s\\0' "$@" > ${folder}/arguments\nexit 1\n`]]);
      chmodSync(join(folder, 'ssh'), 0o755);
      const asked = (url: string): readonly string[] => {
        writeFiles(folder, [['arguments', '']]);
        try {
          execFileSync('git', ['ls-remote', gitUrl.parse(url)], {
            stdio: 'ignore',
            env: {
              ...process.env,
              GIT_SSH: join(folder, 'ssh'),
              GIT_SSH_VARIANT: 'simple',
              GIT_PROTOCOL_FROM_USER: '0',
            },
          });
        } catch {
          // There is no such server.
        }
        return readFileSync(join(folder, 'arguments'), 'utf8').split('\0');
      };
      expect(asked('git@example.com:acme/observability.git')).toEqual([
        'git@example.com',
        "git-upload-pack '/acme/observability.git'",
        '',
      ]);
      fc.assert(
        fc.property(address, (url) => {
          const [host = ''] = asked(url);
          expect(host).not.toMatch(/^-|\s/);
        }),
        { numRuns: 40 },
      );
    }));

  it.each([
    'ssh://-oProxyCommand=touch/x',
    'ssh://-oProxyCommand@example.com/x',
    '-oProxyCommand=x@example.com:a',
    "https://github.com/acme/o'.git",
    'https://github.com/{{.cluster}}.git',
    'https://github.com/$(id).git',
    'https://github.com/`id`.git',
    'https://github.com/\u202egit.git',
    'https://:::',
    'ext::sh -c touch% x',
    'file:///etc',
  ])('is refused where it is more than that: %s', (url) => {
    expect(gitUrl.safeParse(url).success).toBe(false);
  });
});
