/** docs/settings.md says of every setting what it is, and shows a value that the program takes. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { REGISTRY } from '../generator/components/registry.ts';
import { componentsOf } from '../generator/custom/components-of.ts';
import { isObject, type Json, type JsonObject } from '../generator/data/json.ts';
import { emitYaml } from '../generator/data/yaml.ts';
import type { Diagnostic } from '../generator/fleet/diagnostic.ts';
import { loadFleet } from '../generator/fleet/load.ts';
import { renderDiagnostics } from '../generator/fleet/render-diagnostics.ts';
import { mergeSettings } from '../generator/fleet/resolve/merge.ts';
import { type DescribedSetting, describedSettings } from '../generator/fleet/schema/described-settings.ts';
import { fileSchemas, settingsJsonSchema } from '../generator/fleet/schema/json-schema.ts';
import { pathOfSetting } from '../generator/fleet/schema/sections.ts';
import { judgeFleet } from '../generator/judge/judge-fleet.ts';
import { type SettingsTable, settingsPage, settingsTables } from '../tools/settings-page.ts';
import { inTemporaryFolder, writeFiles } from './temporary-folder.ts';

const FLEET = {
  apiVersion: 'lang-observatory.dev/v1',
  kind: 'Fleet',
  metadata: { name: 'acme' },
  spec: {
    repository: { url: 'https://github.com/acme/observability.git' },
    domain: 'obs.acme.io',
    waves: [{ name: 'canary', ref: 'main' }],
    environments: { prod: {} },
  },
} as const satisfies JsonObject;

const CLUSTER = {
  apiVersion: 'lang-observatory.dev/v1',
  kind: 'Cluster',
  metadata: { name: 'eu-prod-1' },
  spec: { environment: 'prod', engine: 'flux', provider: { name: 'bare' } },
} as const satisfies JsonObject;

/** With the instance of Argo CD that examples name. */
const NAMED: JsonObject = mergeSettings(FLEET, { spec: { argocd: { instances: [{ name: 'production' }] } } });

/** Another cluster, which the example of a standby names. */
const OTHER: readonly [string, JsonObject] = ['us-prod-1', { ...CLUSTER, metadata: { name: 'us-prod-1' } }];

/** Everything that is wrong with a fleet of these clusters, by name; `judge` also asks whether each setting has an effect. */
function mistakes(
  fleet: JsonObject,
  clusters: ReadonlyMap<string, JsonObject>,
  judge = false,
): Promise<readonly Diagnostic[]> {
  return inTemporaryFolder((repo) => {
    writeFiles(repo, [
      ['fleet.yaml', emitYaml(fleet)],
      ['manifests/acme/kustomization.yaml', 'resources: []\n'],
      ...[...clusters].map(([name, said]) => [`clusters/${name}/cluster.yaml`, emitYaml(said)] as const),
    ]);
    return loadFleet(repo, componentsOf, judge ? judgeFleet : () => []).diagnostics;
  });
}

/** The example at its path, in maps that hold what they must. A list has one item, a map with free keys the key of its example. */
function placed({ settings }: SettingsTable, one: DescribedSetting): JsonObject {
  const exampleAt = (path: readonly string[]): Json =>
    settings.find((other) => other.path.join('.') === path.join('.') && shares(other, one))?.example ?? {};
  const put = (around: Json, path: readonly string[], done: readonly string[]): Json => {
    const [step, ...rest] = path;
    if (step === undefined) return one.example ?? null;
    const name = step.replace(/\[\]$/, '');
    const map = isObject(around) ? around : {};
    const key = name === '<name>' ? (Object.keys(map)[0] ?? '') : name;
    const at = [...done, step];
    if (step.endsWith('[]')) {
      const [item = {}] = [exampleAt([...done, name])].flat();
      return { ...map, [key]: [put(withForm(item, at), rest, at)] };
    }
    // The example of a map with free keys says what each of its maps must hold.
    const held = name === '<name>' ? map[key] : undefined;
    return { ...map, [key]: put(rest.length === 0 ? null : withForm(held ?? exampleAt(at), at), rest, at) };
  };
  /** What the form of the map needs that has this setting. */
  const withForm = (example: Json, at: readonly string[]): Json => {
    const [form] = at.length === one.path.length - 1 ? one.forms : [];
    if (form === undefined) return example;
    const [key = '', value = ''] = form.split(': ');
    const needed = settings.filter(
      ({ path, isRequired, forms }) =>
        isRequired &&
        path.length === one.path.length &&
        at.every((step, index) => step === path[index]) &&
        (forms.length === 0 || forms.includes(form)),
    );
    const fields = needed.map(({ path, example: own }) => [path.at(-1) ?? '', own ?? null] as const);
    return { ...Object.fromEntries(fields), ...(form.startsWith('with ') ? {} : { [key]: value }) };
  };
  const whole = put({}, one.path, []);
  return isObject(whole) ? whole : {};
}

function shares(a: DescribedSetting, b: DescribedSetting): boolean {
  return a.forms.length === 0 || a.forms.some((form) => b.forms.includes(form));
}

/** The map of a table in the file, or below the environment or group, that it is about. */
function inFile(steps: readonly string[], settings: JsonObject): JsonObject {
  const [step, ...rest] = steps;
  if (step === undefined) return settings;
  if (step === 'groups[]')
    return { groups: [{ name: 'bare', match: { provider: 'bare' }, ...inFile(rest, settings) }] };
  const key = { '<name>': 'prod', '<component>': 'grafana' }[step] ?? step;
  return { [key]: inFile(rest, settings) };
}

const WORKSPACE = 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1';

/** A workspace of Amazon, which alone takes signed requests; undefined for settings of something else. */
function workspaceOf({ path, forms, example }: DescribedSetting): JsonObject | undefined {
  const isSigned =
    JSON.stringify([forms, example]).includes('sigv4') || (path[0] === 'dataSources[]' && path[1] === 'signIn');
  if (!isSigned) return undefined;
  if (path[0] === 'external') return { mode: 'external', external: { url: WORKSPACE, writeUrls: [WORKSPACE] } };
  const last = path.at(-1) ?? '';
  const signIn = last === 'signIn' ? (example ?? null) : { kind: 'sigv4', [last]: example ?? null };
  return path[0] === 'dataSources[]'
    ? { dataSources: [{ name: 'central', type: 'prometheus', url: WORKSPACE, signIn }] }
    : { remoteWrite: [{ name: 'central', url: WORKSPACE, signIn }] };
}

/** What some settings need beside them. */
function companions(setting: DescribedSetting): JsonObject {
  const { path, example } = setting;
  const workspace = workspaceOf(setting);
  if (workspace !== undefined) return workspace;
  if (path[0] === 'external' && ['nodes', 'sentinel'].includes(path[1] ?? ''))
    return { mode: 'external', external: { topology: 'sentinel', sentinel: { masterName: 'mymaster' } } };
  if (path[0] === 'external') return { mode: 'external' };
  if (path[0] === 'mode' && example === 'external') return { external: { url: 'https://langfuse.acme.io' } };
  if (path.at(-1) === 'allowedDomains')
    return { auth: { oidc: { issuer: 'https://accounts.google.com', groupsClaim: null, roles: null } } };
  if (path.join('.') === 'certificate.options') return { certificate: { from: 'load-balancer', secretName: null } };
  if (path[1] === 'dns01' && ![undefined, 'route53'].includes(path[2])) return { acme: { dns01: { route53: null } } };
  if (path[1] === 'customComponents') return { spec: { customComponents: { weather: ofDefinition(path) } } };
  const smtp = { host: 'smtp.acme.io', from: 'alerts@acme.io' };
  return path.some((step) => step === 'email') && path[0] === 'alerting' ? { alerting: { smtp } } : {};
}

/** Of a component of one's own: the pods that flows name, and no chart beside a folder. */
function ofDefinition(path: readonly string[]): JsonObject {
  const workloads = { server: { selector: { app: 'server' } }, worker: { selector: { app: 'worker' } } };
  return path.at(-1) === 'folder'
    ? { chart: null }
    : path.includes('flows') || path.includes('flows[]')
      ? { workloads }
      : {};
}

describe.each(settingsTables().map((table) => [table.title, table] as const))('the settings of %s', (title, table) => {
  const { settings, below } = table;
  const said = settings.map((one) => inFile(below, mergeSettings(placed(table, one), companions(one))));

  it('each have a sentence and an example', () => {
    const names = (wrong: readonly DescribedSetting[]) => wrong.map(({ path }) => path.join('.'));
    expect(names(settings.filter(({ description }) => !/\S.*[.:]/.test(description)))).toEqual([]);
    expect(names(settings.filter(({ example }) => example === undefined))).toEqual([]);
  });

  it('have examples that the program takes', async () => {
    if (['fleet.yaml', 'An environment', 'A group'].includes(title))
      for (const one of said)
        expect(await mistakes(mergeSettings(NAMED, one), new Map([['eu-prod-1', CLUSTER]]))).toEqual([]);
    else if (title === 'cluster.yaml')
      for (const one of said)
        expect(await mistakes(NAMED, new Map([['eu-prod-1', mergeSettings(CLUSTER, one)], OTHER]))).toEqual([]);
    else {
      const clusters = said.map((one, index) => {
        const metadata = { name: `c-${index}` };
        return [metadata.name, { ...mergeSettings(CLUSTER, one), metadata }] as const;
      });
      expect(renderDiagnostics(await mistakes(NAMED, new Map(clusters)))).toBe('');
    }
  });
});

describe('docs/settings.md', () => {
  const page = settingsPage();

  it('shows YAML that the program takes, and that has an effect', async () => {
    const blocks = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']): unknown => parse(text));
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks)
      expect(
        await mistakes(FLEET, new Map([['eu-prod-1', mergeSettings(CLUSTER, isObject(block) ? block : {})]]), true),
      ).toEqual([]);
  });

  it('links only to headings that it has', () => {
    const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(links.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
    expect(anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index)).toEqual([]);
  });

  it('leaves out nothing that the files or a component may say', () => {
    const told = new Set(
      settingsTables().flatMap(({ below, settings }) => settings.map(({ path }) => [...below, ...path].join('.'))),
    );
    const { fleet, cluster } = fileSchemas();
    const ofFiles = [fleet, cluster].flatMap((schema) => describedSettings(schema).map(({ path }) => path.join('.')));
    const ofComponents = REGISTRY.flatMap((component) =>
      describedSettings(settingsJsonSchema(component)).map(({ path }) =>
        ['spec', ...pathOfSetting([component.name, ...path])].join('.'),
      ),
    );
    // The input cannot say how the component behind the sections is deployed; each component has a table of its own.
    const isTold = (path: string): boolean => told.has(path) || ['spec.mode', 'spec.components'].includes(path);
    const missing = [...ofFiles, ...ofComponents].filter(
      // The placement of a component has the fields of that of a level.
      (path) =>
        !isTold(path) &&
        !isTold(path.replace(/^spec\.(environments\.<name>|groups\[\]|components\.[a-z-]+(?=\.placement))\./, 'spec.')),
    );
    expect(missing).toEqual([]);
  });

  it('has a row for every setting, which reads as one row', () => {
    const rows = page.split('\n').filter((line) => /^\| (\*\*)?`/.test(line));
    const settings = settingsTables().flatMap((table) => table.settings);
    for (const { path } of settings) expect(page).toMatch(`\`${path.join('.')}\``);
    const cells = rows.map((row) => row.replaceAll('\\|', '').split('|').length - 2);
    expect(rows.filter((_, index) => ![5, 2].includes(cells[index] ?? 0))).toEqual([]);
  });
});
