/** Whatever YAML a kustomization is made of: what we take for harmless makes Kustomize ask neither a web server nor Git. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { kustomizationReader } from '../../generator/kustomize/read-kustomization.ts';
import { buildAll } from '../../generator/validate/kustomize.ts';
import { realTool } from '../real-tool.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { askingServers, runningCommands } from './hostile-kustomizations.ts';

const REACHED = { server: 'http://127.0.0.1:9', marker: '/nothing/marker' };
const HOSTILE = [...askingServers(REACHED), ...runningCommands(REACHED)].flatMap(({ files }) =>
  Object.keys(files).length === 1 ? Object.values(files) : [],
);

/** What separates, ends, quotes, repeats and comments for some reader of YAML. */
const TOKENS = [
  ...['\r', '\n', '\r\n', '\t', ' ', '\u0085', '\u2028', '\u2029', '\uFEFF', '\u00A0', '\0', '\u200B', '\f', '\v'],
  ...[
    '#',
    ' #',
    ': ',
    ':',
    ', ',
    '- ',
    '? ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '|\n  ',
    '>\n  ',
    '\\',
    '\\x2f',
    '%',
    '@',
    '`',
  ],
  ...[
    '&a ',
    '*a',
    '<<: ',
    '!!str ',
    '!!binary ',
    '! ',
    '!<x> ',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '\n---\n',
    '\n...\n',
    '~',
    '0',
  ],
  ...['resources', 'patches', 'path', 'Path', 'RESOURCES', 'git::', 'http:', '//', '?ref=a', 'github.com/', 'a@'],
];

const edit = fc.record({ at: fc.nat(), token: fc.constantFrom(...TOKENS), replaced: fc.nat({ max: 3 }) });

const mutated = fc
  .record({ text: fc.constantFrom(...HOSTILE), edits: fc.array(edit, { maxLength: 5 }) })
  .map(({ text, edits }) =>
    edits.reduce((before, { at, token, replaced }) => {
      const place = at % (before.length + 1);
      return before.slice(0, place) + token + before.slice(place + replaced);
    }, text),
  );

/** What the build says when it would have asked. */
const ASKED = /a build reads nothing from other machines|no 'git' program on path/;

it('a kustomization without problems asks nobody', async () => {
  const binary = await realTool('kustomize-builder');
  const asked = (texts: readonly string[]): Promise<readonly boolean[]> =>
    inTemporaryFolder(async (repo) => {
      const folders = texts.map((_, index) => `built/${index}`);
      writeFiles(
        repo,
        texts.map((text, index) => [`built/${index}/kustomization.yaml`, text]),
      );
      const builds = await buildAll({ binary, repo, folders });
      return builds.map((build) => !build.ok && ASKED.test(build.message));
    });
  // Each of them does as it is: what is asserted below says something.
  const asking = await asked(HOSTILE);
  expect(HOSTILE.filter((_, index) => !asking[index])).toEqual([]);
  await fc.assert(
    fc.asyncProperty(fc.array(mutated, { minLength: 50, maxLength: 50 }), async (texts) => {
      const read = kustomizationReader();
      const harmless = texts.filter((text) => read(text).problems.length === 0);
      const reached = await asked(harmless);
      expect(harmless.filter((_, index) => reached[index])).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
