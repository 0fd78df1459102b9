/** What people read of a plan, in a terminal and in a pull request. */
import { describe, expect, it } from 'vitest';
import type { ComponentChange, Danger, Plan, Step } from '../../generator/plan/plan.ts';
import { cellCode, inlineCode } from '../../generator/plan/render/code.ts';
import { planMarkdown } from '../../generator/plan/render/markdown.ts';
import { painted, planText } from '../../generator/plan/render/text.ts';

const PLACE = { engine: 'flux', environment: 'prod', wave: 'all', ref: 'refs/heads/release/all' } as const;

const CHANGE: ComponentChange = {
  component: 'langfuse',
  fate: 'changed',
  clusters: ['eu-1', 'us-1'],
  release: {
    before: { name: 'langfuse', namespace: 'llm', repository: 'ghcr.io/langfuse', chart: 'langfuse', version: '2.0.0' },
    after: { name: 'langfuse', namespace: 'llm', repository: 'ghcr.io/langfuse', chart: 'langfuse', version: '2.1.0' },
  },
  values: [
    { path: ['langfuse', 'web', 'replicas'], before: 2, after: 3 },
    { path: ['langfuse', 'additionalEnv', 'HTTPS_PROXY', 'value'], after: 'http://proxy:3128' },
    { path: ['podAnnotations', 'acme.io/team'], before: 'search' },
  ],
  objects: [
    {
      fate: 'changed',
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      namespace: 'llm',
      name: 'langfuse',
      fields: [{ path: ['spec', 'hostnames', '0'], before: 'a.acme.io', after: 'b.acme.io' }],
    },
    { fate: 'kept', apiVersion: 'v1', kind: 'Namespace', name: 'llm', fields: [] },
  ],
  restarts: [{ workload: 'all of release langfuse', holdsData: false }],
};

function planWith(components: readonly ComponentChange[], more: Partial<Plan> = {}): Plan {
  return {
    base: { revision: 'HEAD', commit: '0123456789abcdef' },
    waves: [{ name: 'all', ref: PLACE.ref, changed: ['eu-1', 'us-1'], clusters: 3 }],
    clusters: [
      { name: 'ap-1', domain: 'ap-1.acme.io', ...PLACE, fate: 'unchanged' },
      { name: 'eu-1', domain: 'eu-1.acme.io', ...PLACE, fate: 'changed' },
      { name: 'us-1', domain: 'us-1.acme.io', ...PLACE, fate: 'changed', before: { ...PLACE, wave: 'canary' } },
    ],
    input: [],
    dangers: [{ code: 'public-host-changed', message: 'it moves', component: 'langfuse', clusters: ['eu-1', 'us-1'] }],
    components,
    hub: [],
    steps: [],
    ...more,
  };
}

describe('the text of a plan', () => {
  it('says how far the change reaches, then what is dangerous, then what changes', () => {
    expect(planText(planWith([CHANGE]))).toBe(`2 of 3 clusters change, compared with HEAD (0123456789ab)
  restarts: langfuse on all of them; nothing that holds data
  wave all (refs/heads/release/all): 2 of 3: eu-1, us-1
  ~ cluster us-1: wave canary → all

1 danger
  ! it moves (langfuse on eu-1, us-1) [public-host-changed]

langfuse on 2 clusters: eu-1, us-1
  restarts all of release langfuse
  ~ version: 2.0.0 → 2.1.0
  ~ values langfuse.web.replicas: 2 → 3
  + values langfuse.additionalEnv.HTTPS_PROXY.value: http://proxy:3128
  - values podAnnotations["acme.io/team"]: search
  ~ HTTPRoute llm/langfuse
      ~ spec.hostnames.0: a.acme.io → b.acme.io
  = Namespace llm: no longer in Git, and kept on the cluster`);
  });

  it('has a colour for each kind of change, and none in what it says beside', () => {
    const lines = painted(planText(planWith([CHANGE]))).split('\n');
    const [green, red] = ['\u001b[32m', '\u001b[31m'];
    expect(lines.filter((line) => line.startsWith(green))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith(red))).toHaveLength(1);
    expect(lines[0]).toBe('2 of 3 clusters change, compared with HEAD (0123456789ab)');
  });

  it('names what restarts and holds data', () => {
    const restarts = [{ workload: 'Cluster postgres', holdsData: true }];
    const postgres = { ...CHANGE, component: 'postgres', clusters: ['eu-1'], restarts };
    expect(planText(planWith([CHANGE, postgres]))).toContain(
      'restarts: langfuse on all of them, postgres on 1; postgres holds data',
    );
    expect(planText(planWith([{ ...CHANGE, restarts: [] }]))).toContain('\n  nothing restarts\n');
  });
});

describe('the order of syncs', () => {
  const stepOf = (cluster: string, component: string, order: number, kind: string): Step => ({
    ...{ wave: 'all', cluster, component, order, apiVersion: 'x/v1', kind, name: component, fields: [] },
    fate: component === 'grafana' ? 'created' : 'changed',
  });
  const steps = ['eu-1', 'us-1'].flatMap((cluster) => [
    ...['Kustomization', 'HelmRelease'].map((kind) => stepOf(cluster, 'valkey', 1, kind)),
    ...['Kustomization', 'HelmRelease'].map((kind) => stepOf(cluster, 'langfuse', 2, kind)),
    stepOf(cluster, 'grafana', 3, 'Kustomization'),
  ]);
  const lines = [
    'on eu-1, us-1:',
    '  1 to 2. valkey, langfuse: Kustomization, HelmRelease',
    '  3. grafana: Kustomization created',
  ];

  it('is told once for clusters on which it is the same, and once for components that sync alike', () => {
    expect(planText(planWith([CHANGE], { steps }))).toContain(
      `\n\norder of syncs\n${lines.map((line) => `  ${line}`).join('\n')}`,
    );
    expect(planMarkdown(planWith([CHANGE], { steps }))).toContain(
      `<details><summary>Order of syncs</summary>\n\n\`\`\`diff\n${lines.join('\n')}\n`,
    );
  });

  it('is cut in Markdown where there is no room, which is said', () => {
    const many = Array.from({ length: 2000 }, (_, index) =>
      stepOf(`c-${index}`, `component-${index}`, 1, 'Application'),
    );
    const markdown = planMarkdown(planWith([], { steps: many }));
    expect(markdown.length).toBeLessThanOrEqual(65_536);
    expect(markdown).toMatch(/Order of syncs[\s\S]*\n# \d+ lines more\n/);
  });
});

describe('clusters that come, go or move together', () => {
  const clusters = ['eu-1', 'eu-2', 'us-1'].map((name) => ({
    name,
    domain: `${name}.acme.io`,
    ...PLACE,
    fate: 'removed' as const,
  }));

  it('are on one line', () => {
    expect(planText(planWith([], { clusters }))).toContain('\n  - 3 clusters: eu-1, eu-2, us-1\n');
    expect(planMarkdown(planWith([], { clusters }))).toContain('\n- 3 clusters `eu-1`, `eu-2`, `us-1` are removed\n');
  });
});

describe('code in Markdown', () => {
  it('has a bar as it is, but in a cell of a table, which it would end', () => {
    expect([inlineCode('a|b'), cellCode('a|b')]).toEqual(['`a|b`', '`a\\|b`']);
  });

  it('has no backslash before a bar in a cell, where GitHub takes both for one character', () => {
    expect(cellCode('a\\|b')).toBe('<code>a&#92;&#124;b</code>');
    expect(cellCode('a\\|@<b>')).toBe('<code>a&#92;&#124;&#64;&#60;b&#62;</code>');
  });

  it('shows a bar of a danger as it is', () => {
    const dangers = [{ code: 'network-opened', message: 'a|b', component: 'grafana', clusters: ['eu-1'] }];
    expect(planMarkdown(planWith([], { dangers }))).toContain('**network-opened**: `a|b` (grafana on `eu-1`)');
  });
});

describe('a peer that several policies let in or out', () => {
  const opened = (component: string, peer: string, clusters: readonly string[]): Danger => ({
    code: 'network-opened',
    message: `NetworkPolicy llm/${component} allows more egress: ${peer} on port 1`,
    opened: { peer, where: `egress of llm/${component} on port 1` },
    component,
    clusters,
  });
  const plan = planWith([], {
    dangers: [
      opened('langfuse', 'pods app=a', ['eu-1']),
      opened('grafana', 'pods app=b', ['eu-1']),
      opened('grafana', 'pods app=a', ['eu-1']),
      opened('grafana', 'pods app=a', ['us-1']),
      { code: 'network-opened', message: 'it restricts nothing', component: 'grafana', clusters: ['eu-1'] },
    ],
  });

  it('is told of once for the same clusters, with every place', () => {
    const lines = planText(plan).split('\n');
    expect(lines.slice(lines.indexOf('4 dangers'))).toEqual([
      '4 dangers',
      '  ! NetworkPolicies allow pods app=a where they did not: egress of llm/langfuse on port 1, egress of llm/grafana on port 1 (langfuse, grafana on eu-1) [network-opened]',
      '  ! NetworkPolicy llm/grafana allows more egress: pods app=b on port 1 (grafana on eu-1) [network-opened]',
      '  ! NetworkPolicy llm/grafana allows more egress: pods app=a on port 1 (grafana on us-1) [network-opened]',
      '  ! it restricts nothing (grafana on eu-1) [network-opened]',
    ]);
  });

  it('is told of once in a pull request too', () => {
    const text = planMarkdown(plan);
    expect(text).toContain('#### 4 dangers');
    expect(text).toContain('(langfuse, grafana on `eu-1`)');
  });
});

describe('the Markdown of a plan', () => {
  it('begins with waves and dangers, and has a part for each component, open where all of it is short', () => {
    expect(planMarkdown(planWith([CHANGE]))).toBe(`### Plan: 2 of 3 clusters change, compared with HEAD (0123456789ab)

restarts: langfuse on all of them; nothing that holds data

| wave | ref | clusters | |
|---|---|---|---|
| \`all\` | \`refs/heads/release/all\` | 2 of 3 | \`eu-1\`, \`us-1\` |

- cluster \`us-1\`: wave \`canary\` → \`all\`

#### 1 danger
- **public-host-changed**: \`it moves\` (langfuse on \`eu-1\`, \`us-1\`)

<details open><summary>langfuse on 2 clusters: eu-1, us-1; restarts all of release langfuse</summary>

\`\`\`diff
! version: 2.0.0 → 2.1.0
! values langfuse.web.replicas: 2 → 3
+ values langfuse.additionalEnv.HTTPS_PROXY.value: http://proxy:3128
- values podAnnotations["acme.io/team"]: search
! HTTPRoute llm/langfuse
!     spec.hostnames.0: a.acme.io → b.acme.io
# Namespace llm: no longer in Git, and kept on the cluster
\`\`\`

</details>`);
  });

  it('folds each component where there is much to read', () => {
    const values = Array.from({ length: 41 }, (_, index) => ({ path: [`value-${index}`], after: index }));
    expect(planMarkdown(planWith([{ ...CHANGE, values }]))).toContain('\n<details><summary>langfuse on 2 clusters');
  });

  it('says all clusters where a list of their names would be cut', () => {
    const names = Array.from({ length: 30 }, (_, index) => `eu-${index}`);
    const clusters = names.map((name) => ({ name, domain: `${name}.acme.io`, ...PLACE, fate: 'changed' as const }));
    const dangers = [{ code: 'store-left', message: 'it goes', component: 'langfuse', clusters: names }];
    const plan = planWith([{ ...CHANGE, clusters: names }], { clusters, dangers });
    expect(planMarkdown(plan)).toContain('`it goes` (langfuse on all 30 clusters)');
    expect(planMarkdown(plan)).toContain('<summary>langfuse on all 30 clusters; restarts');
    expect(planText(plan)).toContain('  ! it goes (langfuse on all 30 clusters) [store-left]\n');
    expect(planText(plan)).toContain('\nlangfuse on all 30 clusters\n');
  });

  it('marks the lines of the input as code, and not the words around them', () => {
    const causes = ['fleet.yaml:3 spec.a', 'fleet.yaml:4 spec.b'];
    expect(planMarkdown(planWith([{ ...CHANGE, causes }]))).toContain(
      '\n\nbecause of `fleet.yaml:3 spec.a`, `fleet.yaml:4 spec.b`\n\n',
    );
  });

  it.each([65_536, 4000])(
    'never passes the %i characters that a forge takes, and counts what it leaves out',
    (most) => {
      const many = Array.from({ length: 3000 }, (_, index) => ({ ...CHANGE, component: `component-${index}` }));
      const dangers = many.map(({ component }) => ({
        code: 'store-left',
        message: 'x'.repeat(90),
        component,
        clusters: ['eu-1'],
      }));
      const markdown = planMarkdown(planWith(many, { dangers }), most);
      expect(markdown.length).toBeLessThanOrEqual(most);
      expect(markdown.length).toBeGreaterThan(most * 0.8);
      const shown = markdown.match(/<details>/g)?.length ?? 0;
      expect(markdown).toContain(`_${3000 - shown} more changes of components, for which there is no room here`);
      expect(markdown).toMatch(/_and \d+ lines more_/);
    },
  );

  it('shows one component that alone passes it, as far as it goes', () => {
    const values = Array.from({ length: 3000 }, (_, index) => ({
      path: [`value-${index}`],
      before: index,
      after: 'y'.repeat(60),
    }));
    const markdown = planMarkdown(planWith([{ ...CHANGE, values }]));
    expect(markdown.length).toBeLessThanOrEqual(65_536);
    expect(markdown).toContain('values value-0: 0 → ');
    expect(markdown).toMatch(/# \d+ lines more/);
  });

  it('is not ended, and nobody is called, by what a repository holds', () => {
    const hostile = '```\n</details>\n@everyone <img src=x> | `';
    const change = { ...CHANGE, values: [{ path: ['a'], before: hostile, after: 1 }] };
    const markdown = planMarkdown(
      planWith([change], { dangers: [{ code: 'store-left', message: hostile, clusters: [] }] }),
    );
    const block = /^(`{4,})diff\n([\s\S]*?)\n\1$/m.exec(markdown)?.[2] ?? '';
    expect(block).toContain('@everyone');
    const outside = markdown.replaceAll(/^(`{3,})diff\n[\s\S]*?\n\1$/gm, '').replaceAll(/(`+)(?!`).*?[^`]\1(?!`)/g, '');
    expect(outside).not.toContain('@everyone');
    expect(outside).not.toContain('<img');
  });
});
