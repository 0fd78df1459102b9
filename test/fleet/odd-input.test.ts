import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { REGISTRY } from '../../generator/components/registry.ts';
import { componentsOf } from '../../generator/custom/components-of.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import { renderDiagnostics } from '../../generator/fleet/render-diagnostics.ts';
import { generateFiles } from '../../generator/generate.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { checkRequirements } from '../../generator/stack/requirements.ts';
import { oddly } from '../odd-values.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const FILES = ['fleet.yaml', 'clusters/eu-prod-1/cluster.yaml', 'clusters/dev-kind-1/cluster.yaml'] as const;

it('unusual input is a mistake with a position, or is generated; it never causes an internal error', () =>
  inTemporaryFolder((repo) => {
    const texts = new Map(FILES.map((file) => [file, readFileSync(join(programFolder(), file), 'utf8')]));
    const odd = FILES.flatMap((file) =>
      [...oddly(parse(texts.get(file) ?? ''))].map((value) => [file, stringify(value)] as const),
    );
    fc.assert(
      fc.property(fc.constantFrom(...odd), ([file, text]) => {
        const pending = new Map([...texts, [file, text]]);
        const { fleet, diagnostics } = loadFleet(repo, componentsOf, (it) => checkRequirements(it, REGISTRY), pending);
        if (fleet === undefined)
          expect(renderDiagnostics(diagnostics)).toMatch(/^(fleet|clusters\/.*\/cluster)\.yaml:\d+:\d+: /);
        else expect([...generateFiles(fleet, REGISTRY)].length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  }));
