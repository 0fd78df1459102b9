/** Raw values are checked against the version of the chart that is in use. */
import { describe, expect, it } from 'vitest';
import { CHARTS } from '../../generator/components/charts.ts';
import { componentsOf } from '../../generator/custom/components-of.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import { renderDiagnostics, renderWarnings } from '../../generator/fleet/render-diagnostics.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

interface Told {
  readonly isValid: boolean;
  readonly mistakes: string;
  readonly warnings: string;
}

/** The mistakes of a fleet with settings of grafana, whose chart was read in the version that is deployed: for the fleet, an environment, and clusters by name. */
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
  environments: {prod: {components: {grafana: ${environment}}}}
  components:
    grafana: ${fleet}
`,
      ],
      ...Object.entries(clusters).map(([name, settings]): [string, string] => [
        `clusters/${name}/cluster.yaml`,
        `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: ${name}}
spec: {environment: prod, engine: flux, provider: {name: bare}, components: {grafana: ${settings}}}
`,
      ]),
    ]);
    const { fleet: resolved, diagnostics, warnings } = loadFleet(repo, componentsOf, () => []);
    return {
      isValid: resolved !== undefined,
      mistakes: renderDiagnostics(diagnostics),
      warnings: renderWarnings(warnings),
    };
  });
}

const SLIP = '{values: {replikas: {}, namespaceOverride: [a]}}';
const OTHER = '{version: 12.99.0}';
const READ = CHARTS.grafana.version;

describe('values that the known version of the chart does not have', () => {
  it('are mistakes if that version is in use', async () => {
    const { isValid, mistakes, warnings } = await told(SLIP, '{}', { 'eu-1': '{}' });
    expect(isValid).toBe(false);
    expect(mistakes).toContain(
      `fleet.yaml:9:24: spec.components.grafana.values.replikas: chart grafana ${READ} has no value replikas here [unknown-key]`,
    );
    expect(warnings).toBe('');
  });

  it('are warnings that name the known version if another one is in use', async () => {
    const { isValid, mistakes, warnings } = await told(SLIP, OTHER, { 'eu-1': '{}', 'eu-2': '{}' });
    expect({ isValid, mistakes }).toEqual({ isValid: true, mistakes: '' });
    expect(warnings).toBe(
      [
        `fleet.yaml:9:24: warning: spec.components.grafana.values.replikas: chart grafana ${READ} has no value replikas here; the version in use, 12.99.0, may have it [unknown-key]`,
        `  9 |     grafana: ${SLIP}`,
        `${' '.repeat(29)}^`,
        '  hint: did you mean replicas?',
        '',
        `fleet.yaml:9:57: warning: spec.components.grafana.values.namespaceOverride: chart grafana ${READ} expects a single value here; the version in use, 12.99.0, may accept another type [wrong-type]`,
        `  9 |     grafana: ${SLIP}`,
        `${' '.repeat(62)}^`,
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
      'eu-1': SLIP.replace('{values', `{version: ${READ}, values`),
      'eu-2': SLIP,
    });
    expect(mistakes.match(/^clusters\/eu-1\/.*$/gm)).toHaveLength(2);
    expect(warnings.match(/^clusters\/eu-2\/.*: warning: .*the version in use, 12.99.0, may/gm)).toHaveLength(2);
  });
});
