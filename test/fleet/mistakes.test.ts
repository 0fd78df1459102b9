/**
 * One fixture per mistake: a small repository and the complete message.
 * UPDATE_FIXTURES=1 writes the messages again: read them in the diff.
 */
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { componentsOf } from '../../generator/custom/components-of.ts';
import { once } from '../../generator/data/once.ts';
import { DIAGNOSTIC_CODES } from '../../generator/fleet/diagnostic.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import { renderDiagnostics, renderWarnings } from '../../generator/fleet/render-diagnostics.ts';
import type { ResolvedFleet } from '../../generator/fleet/resolve/resolve.ts';
import { judgeFleet } from '../../generator/judge/judge-fleet.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

/** Input that is valid, and of which something is told all the same. */
const warned = join(import.meta.dirname, 'warnings');

function load(repo: string): ResolvedFleet {
  return loadFleet(repo, componentsOf, judgeFleet);
}

const FLEET = `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://github.com/acme/observability.git}
  domain: obs.acme.io
  environments: {prod: {}}
`;

function expectMessage(file: string, message: string): void {
  if (process.env.UPDATE_FIXTURES !== undefined) writeFileSync(file, `${message}\n`);
  expect(`${message}\n`).toBe(existsSync(file) ? readFileSync(file, 'utf8') : '');
}

describe('a mistake in the input', () => {
  const loaded = new Map(readdirSync(fixtures).map((name) => [name, once(() => load(join(fixtures, name)))]));

  for (const [name, told] of loaded)
    it(`is reported with its complete message: ${name}`, () => {
      const { fleet, diagnostics } = told();
      expect(fleet).toBeUndefined();
      expectMessage(join(fixtures, name, 'expected.txt'), renderDiagnostics(diagnostics));
    });

  const warnings = new Map(readdirSync(warned).map((name) => [name, once(() => load(join(warned, name)))]));

  for (const [name, told] of warnings)
    it(`that prevents nothing is a warning with its complete message: ${name}`, () => {
      const { fleet, warnings } = told();
      expect(fleet).toBeDefined();
      expectMessage(join(warned, name, 'expected.txt'), renderWarnings(warnings));
    });

  it('has a fixture for every code', () => {
    const seen = [...loaded.values(), ...warnings.values()].flatMap((told) =>
      [...told().diagnostics, ...told().warnings].map(({ code }) => code),
    );
    // They need more than a fixture: a file of that size should not be in a repository, a Git repository, and a cluster.
    expect(
      Object.keys(DIAGNOSTIC_CODES).filter(
        (code) => !new Set<string>([...seen, 'file-too-large', 'wrong-folder', 'cluster-differs']).has(code),
      ),
    ).toEqual([]);
  });

  it('is a file that is too large', () =>
    inTemporaryFolder((repo) => {
      const text = `${FLEET}# ${'x'.repeat(1 << 20)}\n`;
      writeFiles(repo, [['fleet.yaml', text]]);
      expect(renderDiagnostics(load(repo).diagnostics)).toBe(
        `fleet.yaml:1:1: is ${text.length} bytes long; the maximum is 1048576 [file-too-large]`,
      );
    }));

  it('is too many environments', () =>
    inTemporaryFolder((repo) => {
      const environments = Array.from({ length: 201 }, (_, index) => `e${index}: {}`).join(', ');
      writeFiles(repo, [['fleet.yaml', FLEET.replace('prod: {}', environments)]]);
      expect(load(repo).diagnostics.map(({ path, message }) => [path, message])).toEqual([
        ['spec.environments', 'has more than 200 environments'],
      ]);
    }));

  it('is shown with the part of a long line around it', () =>
    inTemporaryFolder((repo) => {
      const labels = Array.from({ length: 500 }, (_, index) => `label-${index}: a`).join(', ');
      writeFiles(repo, [['fleet.yaml', FLEET.replace('{name: acme}', `{name: acme, labels: {${labels}, b: '!'}}`)]]);
      const [mistake] = load(repo).diagnostics;
      const [, source = '', caret = ''] = renderDiagnostics(load(repo).diagnostics).split('\n');
      expect(mistake?.path).toBe('metadata.labels.b');
      expect(mistake?.sourceLine?.length).toBeLessThan(150);
      expect(source.slice(caret.indexOf('^'))).toBe("'!'}}");
    }));

  it('is shown with the beginning and the end of a long value', () =>
    inTemporaryFolder((repo) => {
      const size = `a${'漢'.repeat(50_000)}z`;
      writeFiles(repo, [['fleet.yaml', FLEET.replace('prod: {}', `prod: {size: ${size}}`)]]);
      const [mistake] = load(repo).diagnostics;
      expect(mistake?.message).toMatch(/^a漢{499} … 漢+z is not one of small, medium, large$/);
    }));

  it('is something other than a file at the path of an input', () =>
    inTemporaryFolder((repo) => {
      writeFiles(repo, [
        ['fleet.yaml/inside', ''],
        ['elsewhere/cluster.yaml', 'kind: Cluster\n'],
        ['clusters/b/notes.md', ''],
      ]);
      symlinkSync('../elsewhere', join(repo, 'clusters/a'));
      symlinkSync('../../elsewhere/cluster.yaml', join(repo, 'clusters/b/cluster.yaml'));
      expect(renderDiagnostics(load(repo).diagnostics)).toBe(
        [
          'clusters/a:1:1: is a symbolic link; links are not followed, because they can point outside of the repository [missing-file]',
          '  hint: remove the link, or replace it with a copy of its target',
          '',
          'clusters/b/cluster.yaml:1:1: is a symbolic link; links are not followed, because they can point outside of the repository [missing-file]',
          '  hint: remove the link, or replace it with a copy of its target',
          '',
          'fleet.yaml:1:1: is a folder, but must be a file [missing-file]',
          '  hint: move it elsewhere',
        ].join('\n'),
      );
    }));
});

describe('input', () => {
  it('can start with a byte order mark', () =>
    inTemporaryFolder((repo) => {
      writeFiles(repo, [['fleet.yaml', `\ufeff${FLEET}`]]);
      expect(load(repo).diagnostics).toEqual([]);
    }));

  it('can use anchors and aliases', () =>
    inTemporaryFolder((repo) => {
      writeFiles(repo, [['fleet.yaml', FLEET.replace('{prod: {}}', '{prod: &same {size: small}, dev: *same}')]]);
      expect(load(repo).fleet?.environments.map(({ name, size }) => [name, size])).toEqual([
        ['dev', 'small'],
        ['prod', 'small'],
      ]);
    }));

  it('can be one fleet file and one cluster', () =>
    inTemporaryFolder((repo) => {
      const cluster =
        'apiVersion: lang-observatory.dev/v1\nkind: Cluster\nmetadata: {name: c}\nspec: {environment: prod, engine: flux, provider: {name: bare}}\n';
      writeFiles(repo, [
        ['fleet.yaml', FLEET],
        ['clusters/c/cluster.yaml', cluster],
      ]);
      expect(load(repo).fleet?.clusters.map(({ name, domain, wave }) => [name, domain, wave])).toEqual([
        ['c', 'c.obs.acme.io', 'main'],
      ]);
    }));
});
