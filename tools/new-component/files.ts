/** The files of a new component: its folder, the values that its chart takes, a test and a fixture. */
import { valuesFile } from '../../generator/charts/chart-values.ts';
import type { ChartValues, ShapeOfMap } from '../../generator/charts/shape.ts';
import type { Chart } from '../../generator/stack/component.ts';

/** Keys by which charts take a number of replicas; the first that the chart has becomes the setting. */
const REPLICAS = ['replicaCount', 'replicas'] as const;

export interface NewComponent {
  readonly name: string;
  readonly chart: Chart;
  readonly values: ShapeOfMap;
}

/** Text of each file, by its path below the program's folder. Throws when the chart takes no number of replicas by a key of its own. */
export function newComponentFiles(component: NewComponent): ReadonlyMap<string, string> {
  const { name, chart, values } = component;
  const key = REPLICAS.find((one) => Object.hasOwn(values, one));
  if (key === undefined)
    throw new Error(
      `the chart ${chart.name} has none of the values ${REPLICAS.join(', ')}: begin with another component's folder`,
    );
  const known: ChartValues = { chart: chart.name, version: chart.version, values };
  const fixture = `test/fleet/fixtures/${name}-without-replicas`;
  return new Map([
    [`generator/components/${name}/handle.ts`, handle(component)],
    [`generator/components/${name}/settings.ts`, settings()],
    [`generator/components/${name}/${name}.ts`, definition(component, key)],
    [valuesFile(chart.name), `${JSON.stringify(known, null, 1)}\n`],
    [`test/components/${name}.test.ts`, test(component, key)],
    [`${fixture}/fleet.yaml`, FLEET],
    [`${fixture}/clusters/eu-1/cluster.yaml`, cluster(name)],
    [`${fixture}/expected.txt`, expected(name)],
  ]);
}

/** Lines for generator/components/registry.ts: the import, and the place in the list. */
export function registryLines(name: string): readonly [imported: string, listed: string] {
  return [`import { ${constant(name)}Component } from './${name}/${name}.ts';`, `  ${constant(name)}Component,`];
}

/** `object-store` is `objectStore` in the code. */
function constant(name: string): string {
  return name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function handle({ name, chart }: NewComponent): string {
  return `/** How others refer to ${name}. */
import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';

export const ${constant(name)} = defineHandle()({
  name: '${name}',
  namespace: STACK,
  // The labels that the chart gives its pods: \`helm template ${name} ${chart.name}\` shows them.
  workloads: {
    server: { podLabels: { 'app.kubernetes.io/name': '${chart.name}', 'app.kubernetes.io/instance': '${name}' } },
  },
});
`;
}

function settings(): string {
  return `import * as z from 'zod';

export const settings = z.strictObject({
  replicas: z.int().min(1).default(1).describe('Replicas of the server.'),
});
`;
}

function definition({ name, chart, values }: NewComponent, key: string): string {
  const named = Object.hasOwn(values, 'fullnameOverride') ? `fullnameOverride: ${constant(name)}.name, ` : '';
  return `/** Say here what ${name} is, and in \`description\` in one sentence what it does for the stack. */
import { defineComponent } from '../../stack/component.ts';
import { ${constant(name)} } from './handle.ts';
import { settings } from './settings.ts';

export const ${constant(name)}Component = defineComponent(${constant(name)}, {
  description: 'The chart ${chart.name}.',
  chart: { repository: '${chart.repository}', name: '${chart.name}', version: '${chart.version}' },
  // Deployed where a fleet asks for it. The first mode is the default.
  modes: ['disabled', 'managed'],
  settings,
  sizes: { small: { replicas: 1 }, medium: { replicas: 2 }, large: { replicas: 2 } },
  values: (s) => ({ ${named}${key}: s.replicas }),
});
`;
}

function test({ name }: NewComponent, key: string): string {
  const component = `${constant(name)}Component`;
  return `import { describe, expect, it } from 'vitest';
import { ${component} } from '../../generator/components/${name}/${name}.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { emitYaml } from '../../generator/data/yaml.ts';
import { ENGINES, SIZES } from '../../generator/fleet/model.ts';
import { generateFiles } from '../../generator/generate.ts';
import { clusterComponent } from '../../generator/layers/explain.ts';
import { describedFleet } from '../described-fleet.ts';

const head = { apiVersion: 'lang-observatory.dev/v1' };
const spec = {
  repository: { url: 'https://github.com/acme/observability.git' },
  domain: 'obs.acme.io',
  environments: { prod: { components: { '${name}': { mode: 'managed' } } } },
};
const clusters = ENGINES.flatMap((engine) => SIZES.map((size) => ({ name: \`\${engine}-\${size}\`, engine, size })));
const fleet = describedFleet(
  new Map([
    ['fleet.yaml', emitYaml({ ...head, kind: 'Fleet', metadata: { name: 'acme' }, spec })],
    ...clusters.map(({ name, ...own }): [string, string] => {
      const said = { ...own, environment: 'prod', provider: { name: 'bare' } };
      return [\`clusters/\${name}/cluster.yaml\`, emitYaml({ ...head, kind: 'Cluster', metadata: { name }, spec: said })];
    }),
  ]),
);

describe('${name}', () => {
  it.each(ENGINES)('is deployed by %s where a fleet asks for it', (engine) => {
    const files = [...generateFiles(fleet, REGISTRY)].filter(({ path }) => path.startsWith(\`\${engine}/\`));
    expect(files.filter(({ text }) => text.includes(${component}.chart?.version ?? '')).length).toBeGreaterThan(0);
    expect(files.filter(({ path }) => path.includes('${name}')).length).toBeGreaterThan(0);
  });

  it.each(fleet.clusters.map(({ name, size }) => [name, size] as const))('has on %s the replicas of its size', (name, size) => {
    const cluster = fleet.clusters.find((one) => one.name === name);
    if (cluster === undefined) throw new Error(\`there is no cluster \${name}\`);
    const { deployed, values } = clusterComponent(fleet, cluster, ${component}, REGISTRY);
    expect([deployed, values.${key}]).toEqual([true, size === 'small' ? 1 : 2]);
  });
});
`;
}

const HEAD = 'apiVersion: lang-observatory.dev/v1\n';

const FLEET = `${HEAD}kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://github.com/acme/observability.git}
  domain: obs.acme.io
  environments: {prod: {}}
`;

function cluster(name: string): string {
  return `${HEAD}kind: Cluster
metadata: {name: eu-1}
spec:
  environment: prod
  engine: argocd
  provider: {name: bare}
  components:
    ${name}:
      mode: managed
      replicas: 0
`;
}

function expected(name: string): string {
  return `clusters/eu-1/cluster.yaml:11:17: spec.components.${name}.replicas: must be at least 1 [invalid-value]
  11 |       replicas: 0
                       ^
`;
}
