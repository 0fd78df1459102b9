/** Raw values are checked against the version of the chart that is in use. */
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import { renderDiagnostics, renderWarnings } from '../../generator/fleet/render-diagnostics.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

interface Told {
  readonly isValid: boolean;
  readonly mistakes: string;
  readonly warnings: string;
}

/** The mistakes of a fleet with settings of langfuse: for the fleet, an environment, and clusters by name. */
async function told(fleet: string, environment: string, clusters: Readonly<Record<string, string>>): Promise<Told> {
  return await inTemporaryFolder((repo) => {
    writeFiles(repo, [
      [
        'fleet.yaml',
        `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://github.com/acme/observability.git}
  domain: obs.acme.io
  environments: {prod: {components: {langfuse: ${environment}}}}
  components:
    langfuse: ${fleet}
`,
      ],
      ...Object.entries(clusters).map(([name, settings]): [string, string] => [
        `clusters/${name}/cluster.yaml`,
        `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: ${name}}
spec: {environment: prod, engine: flux, provider: {name: bare}, components: {langfuse: ${settings}}}
`,
      ]),
    ]);
    const { fleet: resolved, diagnostics, warnings } = loadFleet(repo, REGISTRY, () => []);
    return {
      isValid: resolved !== undefined,
      mistakes: renderDiagnostics(diagnostics),
      warnings: renderWarnings(warnings),
    };
  });
}

const SLIP = '{values: {lagfuse: {}, nameOverride: [a]}}';
const OTHER = '{version: 2.1.0}';

describe('values that the known version of the chart does not have', () => {
  it('are mistakes if that version is in use', async () => {
    const { isValid, mistakes, warnings } = await told(SLIP, '{}', { 'eu-1': '{}' });
    expect(isValid).toBe(false);
    expect(mistakes).toContain(
      'fleet.yaml:9:25: spec.components.langfuse.values.lagfuse: chart langfuse 2.0.0 has no value lagfuse here [unknown-key]',
    );
    expect(warnings).toBe('');
  });

  it('are warnings that name the known version if another one is in use', async () => {
    const { isValid, mistakes, warnings } = await told(SLIP, OTHER, { 'eu-1': '{}', 'eu-2': '{}' });
    expect({ isValid, mistakes }).toEqual({ isValid: true, mistakes: '' });
    expect(warnings).toBe(
      [
        'fleet.yaml:9:25: warning: spec.components.langfuse.values.lagfuse: chart langfuse 2.0.0 has no value lagfuse here; the version in use, 2.1.0, may have it [unknown-key]',
        `  9 |     langfuse: ${SLIP}`,
        '                              ^',
        '  hint: did you mean langfuse?',
        '',
        'fleet.yaml:9:52: warning: spec.components.langfuse.values.nameOverride: chart langfuse 2.0.0 expects a single value here; the version in use, 2.1.0, may accept another type [wrong-type]',
        `  9 |     langfuse: ${SLIP}`,
        '                                                         ^',
      ].join('\n'),
    );
  });

  it('are mistakes if one of their clusters uses the known version', async () => {
    const { mistakes, warnings } = await told(SLIP, OTHER, { 'eu-1': '{}', 'eu-2': '{version: null}' });
    expect(mistakes.match(/^fleet.yaml:9/gm)).toHaveLength(2);
    expect(warnings).toBe('');
  });

  it('are checked against the version of their cluster, if another one is pinned above', async () => {
    const { mistakes, warnings } = await told(OTHER, '{}', {
      'eu-1': SLIP.replace('{values', '{version: 2.0.0, values'),
      'eu-2': SLIP,
    });
    expect(mistakes.match(/^clusters\/eu-1\/.*$/gm)).toHaveLength(2);
    expect(warnings.match(/^clusters\/eu-2\/.*: warning: .*the version in use, 2.1.0, may/gm)).toHaveLength(2);
  });
});
