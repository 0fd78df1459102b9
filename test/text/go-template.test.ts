/**
 * Argo CD takes every string of an ApplicationSet for a Go template, Alertmanager those of its receivers, and charts many of their values.
 * Whatever the input takes is no template: asked of Go's own package.
 */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isList, isObject, type Json } from '../../generator/data/json.ts';
import { applicationSet } from '../../generator/engines/argocd/application-set.ts';
import { DEFAULT_ENGINE_INSTALLS } from '../../generator/fleet/engine-installs.ts';
import { gitUrl } from '../../generator/fleet/schema/git-names.ts';
import { branchName, gitRef } from '../../generator/fleet/schema/git-refs.ts';
import { buildGoProgram } from '../../generator/validate/go-build.ts';
import { describedFleet } from '../described-fleet.ts';
import { inputFiles } from '../input-files.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { acceptedTexts, longest } from './accepted-texts.ts';
import { hostileText } from './hostile-texts.ts';

const folder = temporaryFolder();
const program = join(folder, 'go-template');
beforeAll(() => buildGoProgram({ module: join(import.meta.dirname, 'go-template'), package: '.', output: program }));
afterAll(() => rmSync(folder, { recursive: true }));

/** What becomes of each text as a template; null where nothing does. */
function rendered(texts: readonly string[]): readonly (string | null)[] {
  const output = execFileSync(program, { input: JSON.stringify(texts), maxBuffer: 2 ** 26 });
  return z.array(z.string().nullable()).parse(JSON.parse(output.toString()));
}

describe('a text that the input takes', () => {
  it('is itself to a Go template, in every field', () => {
    fc.assert(
      fc.property(acceptedTexts, (accepted) => {
        const results = rendered(accepted.map(({ text }) => text));
        expect(accepted.map(({ path }, index) => ({ path, text: results[index] }))).toEqual(accepted);
      }),
      { numRuns: 5 },
    );
  });

  it('stands in ApplicationSets as it was', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 5, maxLength: 10 }), (parts) => {
        const [url = '', branch = '', ref = ''] = [gitUrl, branchName, gitRef].map((schema) => longest(schema, parts));
        const texts = new Set([url, `refs/heads/${branch}`, ref]);
        const own = applicationSets({ url, branch, ref })
          .flatMap(stringsOf)
          .filter((text) => texts.has(text));
        expect(new Set(own)).toEqual(texts);
        expect(rendered(own)).toEqual(own);
      }),
      { numRuns: 5 },
    );
  });
});

it.each(['{{ .cluster }}', 'a{{', '{{/* a */}}', '{{ .absent }}', '{{"{{"}}'])(
  'a template is another text once it is rendered: %s',
  (text) => {
    expect(rendered([text])).not.toEqual([text]);
  },
);

function applicationSets({ url, branch, ref }: Readonly<Record<'url' | 'branch' | 'ref', string>>): readonly Json[] {
  const spec = { repository: { url, branch }, waves: [{ name: 'all', ref }] };
  const fleet = describedFleet(inputFiles({ fleet: spec, clusters: { 'eu-1': { engine: 'argocd' } } }));
  return REGISTRY.map((component) => applicationSet(component, fleet, DEFAULT_ENGINE_INSTALLS.argocd[0]));
}

function stringsOf(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (isList(value)) return value.flatMap(stringsOf);
  return isObject(value) ? Object.values(value).flatMap(stringsOf) : [];
}
