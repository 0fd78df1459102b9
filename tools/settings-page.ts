/** docs/settings.md: every setting of the input, from the schemas that judge it. */
import { parse } from 'yaml';
import { REGISTRY } from '../generator/components/registry.ts';
import { isList, isObject, type Json, type JsonObject } from '../generator/data/json.ts';
import { DEFAULT_CLUSTER_DNS, DEFAULT_KUBERNETES_API, MODES, type Mode, SIZES } from '../generator/fleet/model.ts';
import { type ComponentInput, settingsSchema } from '../generator/fleet/schema/component-input.ts';
import { type DescribedSetting, describedSettings } from '../generator/fleet/schema/described-settings.ts';
import { additionsJsonSchema, fileSchemas, settingsJsonSchema } from '../generator/fleet/schema/json-schema.ts';
import { isSection, SECTIONS, SECTIONS_COMPONENT } from '../generator/fleet/schema/sections.ts';

/** A table of the page: where its settings stand, and what they are. */
export interface SettingsTable {
  readonly title: string;
  /** Where it stands, as the steps to the map that holds the settings. */
  readonly below: readonly string[];
  readonly settings: readonly DescribedSetting[];
}

const components = REGISTRY.filter(({ name }) => name !== SECTIONS_COMPONENT);
const files = fileSchemas();
const [ofFleet, ofCluster] = [describedSettings(files.fleet), describedSettings(files.cluster)];
const ENVIRONMENT = ['spec', 'environments', '<name>'];
const GROUP = ['spec', 'groups[]'];

/** Fields that the fleet, an environment, a group and a cluster have alike. */
const SHARED = namesBelow(ofFleet, ENVIRONMENT).filter((name) => {
  const [own, ...others] = [
    below(ofFleet, [...ENVIRONMENT, name]),
    below(ofFleet, ['spec', name]),
    below(ofCluster, ['spec', name]),
  ].map((settings) => settings.map(({ path }) => path.join('.')).join('\n'));
  const isEverywhere = [ofFleet, ofCluster].every((file) => namesBelow(file, ['spec']).includes(name));
  return isEverywhere && others.every((other) => other === own);
});

/** Every table with settings, in the order of the page. */
export function settingsTables(): readonly SettingsTable[] {
  const isShared = ({ path: [, name = ''] }: DescribedSetting): boolean => SHARED.includes(name);
  const isBelow = ({ path }: DescribedSetting): boolean =>
    path.length > 2 && [ENVIRONMENT, GROUP].some(([, list]) => path[1] === list);
  const isApart = ({ path: [, name = ''] }: DescribedSetting): boolean => isSection(name) || name === 'components';
  return [
    { title: FLEET, below: [], settings: ofFleet.filter((one) => !isShared(one) && !isBelow(one)) },
    {
      title: 'An environment',
      below: ENVIRONMENT,
      settings: below(ofFleet, ENVIRONMENT).filter(({ path: [name = ''] }) => !SHARED.includes(name)),
    },
    {
      title: 'A group',
      below: GROUP,
      settings: below(ofFleet, GROUP).filter(({ path: [name = ''] }) => !SHARED.includes(name)),
    },
    { title: CLUSTER, below: [], settings: ofCluster.filter((one) => !isShared(one)) },
    {
      title: EVERYWHERE,
      below: ['spec'],
      settings: below(
        ofFleet.filter((one) => isShared(one) && !isApart(one)),
        ['spec'],
      ),
    },
    { title: SECTIONS_TITLE, below: ['spec'], settings: sections() },
    {
      title: ADDITIONS,
      below: ['spec', 'components', '<component>'],
      settings: describedSettings(additionsJsonSchema()),
    },
    ...components.map((component) => ({
      title: component.name,
      below: ['spec', 'components', component.name],
      settings: settingsOf(component),
    })),
  ];
}

const FLEET = 'fleet.yaml';
const CLUSTER = 'cluster.yaml';
const EVERYWHERE = 'At every level';
const SECTIONS_TITLE = 'Alerting, objectives, budget and sign-on';
const ADDITIONS = 'What has no setting';

function namesBelow(settings: readonly DescribedSetting[], path: readonly string[]): readonly string[] {
  return below(settings, path).flatMap(({ path: [name = '', ...rest] }) => (rest.length === 0 ? [name] : []));
}

function below(settings: readonly DescribedSetting[], path: readonly string[]): readonly DescribedSetting[] {
  return settings
    .filter((one) => one.path.length > path.length && path.every((step, index) => one.path[index] === step))
    .map((one) => ({ ...one, path: one.path.slice(path.length) }));
}

function sections(): readonly DescribedSetting[] {
  const component = REGISTRY.find(({ name }) => name === SECTIONS_COMPONENT);
  if (component === undefined) throw new Error(`there is no component ${SECTIONS_COMPONENT}`);
  return describedSettings(settingsJsonSchema(component)).filter(({ path: [name = ''] }) =>
    isSection(name.replace('[]', '')),
  );
}

/** Its placement has the fields of that of a level, which are shown there. */
function settingsOf(component: ComponentInput): readonly DescribedSetting[] {
  return describedSettings(settingsJsonSchema(component)).filter(
    ({ path: [first, second] }) => first !== 'placement' || second === undefined,
  );
}

/** Text of the page. */
export function settingsPage(): string {
  const tables = settingsTables();
  const byTitle = (title: string): string =>
    rows(tables.find((table) => table.title === title)?.settings ?? [], DEFAULTS);
  return [
    INTRODUCTION,
    contents(tables),
    HOW_TO_READ,
    `## ${FLEET}\n\nAt the root of the repository. It describes the fleet and says what all of its clusters share.`,
    byTitle(FLEET),
    `## An environment\n\nBelow \`spec.environments.<name>\` of \`fleet.yaml\`, beside the fields that ${link('every level has', EVERYWHERE)}.`,
    byTitle('An environment'),
    `## A group\n\nAn item of \`spec.groups\` of \`fleet.yaml\`, beside the fields that ${link('every level has', EVERYWHERE)}. [clusters.md](clusters.md#groups) has an example.`,
    byTitle('A group'),
    `## ${CLUSTER}\n\n\`clusters/<cluster>/cluster.yaml\`, a file for each cluster.`,
    byTitle(CLUSTER),
    `## ${EVERYWHERE}\n\nBelow \`spec\` in \`fleet.yaml\`, below \`spec.environments.<name>\` and in an item of \`spec.groups\` there, and below \`spec\` in \`cluster.yaml\`. What a cluster says wins over its groups, of which a later one wins over an earlier one; they win over its environment, which wins over the fleet. Below the fleet, \`null\` takes away what the levels above say: \`registry: null\` the mirrors, \`registry: {charts: null}\` that of the charts. Of \`secrets\` and \`size\` say another value. Beside these there are ${SECTIONS.map((name) => `\`${name}\``).join(', ')} (${link('see below', SECTIONS_TITLE)}) and \`components\` (${link('see below', 'Components')}).`,
    byTitle(EVERYWHERE),
    `## ${SECTIONS_TITLE}\n\nBeside \`components\`, at every level. Maps merge from level to level; a list replaces the one above it.`,
    byTitle(SECTIONS_TITLE),
    COMPONENTS,
    `### ${ADDITIONS}\n\nEvery component takes these at every level, \`values\` only where it is deployed with a Helm chart. They add up: a level never takes away what one above it adds.`,
    byTitle(ADDITIONS),
    ...components.map(section),
  ].join('\n\n');
}

const INTRODUCTION = `# Settings

Every setting of \`fleet.yaml\` and \`clusters/<cluster>/cluster.yaml\`. This page is generated from the schemas that the program reads its input with.
\`lang-observatory explain <cluster> <component>\` shows the same for one cluster, with the values that it has and the lines that they come from.
Editors show descriptions and complete names with the schemas in \`.lang-observatory/schema\`.`;

const HOW_TO_READ = `## How to read this page

A setting is written with dots: \`web.replicas.max\` of the component \`langfuse\` is

\`\`\`yaml
spec:
  components:
    langfuse:
      web:
        replicas: {max: 12}
\`\`\`

- \`[]\` stands for each item of a list, \`<name>\` for any name that you choose. **Bold** settings are required where the map around them is there.
- **Levels.** Settings of components may be said in \`fleet.yaml\` (for all clusters), in an environment, in a group and in \`cluster.yaml\`, unless their description
  says otherwise. Maps merge from level to level, a list replaces the one above it, and \`null\` takes away what a level above says.
- **Default.** Three values are those of the sizes \`small\` / \`medium\` / \`large\`; \`size\` chooses.
- **Effect.** A setting that nothing makes use of on any cluster is refused, with the reason.`;

const COMPONENTS = `## Components

Below \`spec.components.<component>\`, at every level. The setting \`mode\` says who runs a component:

| mode | meaning |
|---|---|
${MODES.map((mode) => `| \`${mode}\` | ${meaningOf(mode)} |`).join('\n')}

| component | what it is | modes, the default first |
|---|---|---|
${components.map(({ name, description, modes }) => `| ${link(name, name)} | ${description} | ${modes.map((mode) => `\`${mode}\``).join(', ')} |`).join('\n')}`;

function meaningOf(mode: Mode): string {
  const meanings: Readonly<Record<Mode, string>> = {
    'on-demand': 'Deployed where something else that is deployed needs it.',
    managed: 'Deployed.',
    existing: 'Not deployed, because the cluster has it already. What needs it relies on it.',
    external: 'Not deployed, because it runs elsewhere; `external` says where.',
    disabled: 'Not deployed. What cannot do without it is refused.',
  };
  return meanings[mode];
}

function section(component: ComponentInput): string {
  const { name, description, modes, clusterOnly = [], chart, upstream } = component;
  const release = chart === undefined ? upstream : chart;
  const lines = [
    `Modes: ${modes.map((mode, index) => `\`${mode}\`${index === 0 ? ' (default)' : ''}`).join(', ')}.`,
    release === undefined
      ? ''
      : `${chart === undefined ? 'Version of upstream' : 'Version of the chart'}: \`${release.version}\`.`,
    clusterOnly.length === 0 ? '' : `Only in \`cluster.yaml\`: ${clusterOnly.map((key) => `\`${key}\``).join(', ')}.`,
  ];
  return `### ${name}\n\n${description}\n\n${lines.filter((line) => line !== '').join(' ')}\n\n${rows(settingsOf(component), ...sizesOf(component))}`;
}

/** What a component's settings are in each size when nobody says anything. */
function sizesOf(component: ComponentInput): readonly JsonObject[] {
  return SIZES.map((size) => {
    const settings: unknown = JSON.parse(
      JSON.stringify(settingsSchema(component).parse(component.sizes?.[size] ?? {})),
    );
    return isObject(settings) ? settings : {};
  });
}

/** Of fields that resolution fills in. */
const DEFAULTS: JsonObject = {
  kubernetesApi: { ports: DEFAULT_KUBERNETES_API.ports, cidrs: DEFAULT_KUBERNETES_API.cidrs },
  clusterDns: { ...DEFAULT_CLUSTER_DNS },
};

function rows(settings: readonly DescribedSetting[], ...defaults: readonly JsonObject[]): string {
  const lines = settings.map((one) => {
    const name = `\`${one.path.join('.')}\``;
    const standing = defaultOf(one, defaults);
    const cells = [
      one.isRequired && standing === '' ? `**${name}**` : name,
      one.type,
      defaultOf(one, defaults),
      inline(one.example),
      told(one),
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| setting | type | default | example | description |', '|---|---|---|---|---|', ...lines].join('\n');
}

/** Outside of code, Markdown would take some characters for more. */
function told({ description, forms }: DescribedSetting): string {
  const text = description.replaceAll(/`[^`]*`|[<*]/g, (found) => (found.startsWith('`') ? found : `\\${found}`));
  const names = forms.map((form) => (form.startsWith('with ') ? form.slice('with '.length) : `\`${form}\``));
  return names.length === 0 ? text : `Only with ${names.join(' or ')}. ${text}`;
}

function defaultOf({ path, type, default: fallback }: DescribedSetting, defaults: readonly JsonObject[]): string {
  const found = defaults.map((all) =>
    path.reduce<Json | undefined>((at, step) => (isObject(at) ? at[step] : undefined), all),
  );
  const texts = found.map((value) =>
    isObject(value) && Object.keys(value).length > 0 && type === 'map' ? '' : inline(value ?? fallback),
  );
  const [first = ''] = texts;
  if (texts.every((text) => text === first)) return first;
  return texts.map((text) => (text === '' ? '–' : text)).join(' / ');
}

/** As somebody writes it on one line of YAML. */
function inline(value: Json | undefined): string {
  return value === undefined ? '' : `\`${flow(value)}\``;
}

function flow(value: Json): string {
  if (isList(value)) return `[${value.map(flow).join(', ')}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([key, inner]) => `${key}: ${flow(inner)}`)
      .join(', ')}}`;
  if (typeof value !== 'string') return String(value);
  return isPlain(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

/** Whether YAML reads it as it is, inside of a list or map too. */
function isPlain(text: string): boolean {
  if (!/^[^\s,[\]{}#&*!|>'"%@`][^\s,[\]{}#'"]*$/.test(text)) return false;
  const read: unknown = parse(`[${text}]`, { version: '1.1' });
  return isList(read) && read[0] === text;
}

function link(text: string, title: string): string {
  return `[${text}](#${title
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-')})`;
}

function contents(tables: readonly SettingsTable[]): string {
  const titles = tables.map(({ title }) => title);
  const isComponent = (title: string): boolean => components.some(({ name }) => name === title);
  return [
    `- ${link('How to read this page', 'How to read this page')}`,
    ...titles.filter((title) => !isComponent(title) && title !== ADDITIONS).map((title) => `- ${link(title, title)}`),
    `- ${link('Components', 'Components')}: ${[ADDITIONS, ...titles.filter(isComponent)].map((title) => link(title, title)).join(', ')}`,
  ].join('\n');
}
