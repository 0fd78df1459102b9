/** Kustomizations that reach out of the repository: one for each field and form by which Kustomize loads something. */

/** What they reach: a web server, as http://127.0.0.1:1234, and a file that a command makes, by an absolute path without spaces. */
export interface Reached {
  readonly server: string;
  readonly marker: string;
}

export interface Hostile {
  readonly name: string;
  /** By name; all in one folder. */
  readonly files: Readonly<Record<string, string>>;
  /** The line of the kustomization that is at fault. */
  readonly line: number;
}

/** Fields that Kustomize asks a web server for. */
const FIELDS = {
  resources: 'resources: [ADDRESS]',
  bases: 'bases: [ADDRESS]',
  crds: 'crds: [ADDRESS]',
  configurations: 'configurations: [ADDRESS]',
  openapi: 'resources: []\nopenapi: {path: "ADDRESS"}',
  generators: 'generators: [ADDRESS]',
  transformers: 'transformers: [ADDRESS]',
  validators: 'validators: [ADDRESS]',
  patches: 'resources: []\npatches:\n- path: ADDRESS',
  patchesStrategicMerge: 'patchesStrategicMerge: [ADDRESS]',
  patchesJson6902: 'patchesJson6902: [{path: "ADDRESS", target: {version: v1, kind: Secret, name: a}}]',
  replacements: 'replacements: [{path: "ADDRESS"}]',
  'files of a ConfigMap': 'configMapGenerator:\n- name: a\n  files:\n  - a=ADDRESS',
  'files of a ConfigMap without a key': 'configMapGenerator: [{name: a, files: [ADDRESS]}]',
  'envs of a ConfigMap': 'configMapGenerator: [{name: a, envs: [ADDRESS]}]',
  'env of a ConfigMap': 'configMapGenerator: [{name: a, env: "ADDRESS"}]',
  'files of a Secret': 'secretGenerator: [{name: a, files: ["a=ADDRESS"]}]',
  'envs of a Secret': 'secretGenerator: [{name: a, envs: [ADDRESS]}]',
  'env of a Secret': 'secretGenerator: [{name: a, env: "ADDRESS"}]',
} as const;

/** The same fields, hidden from a reader to whom YAML is something else than to Kustomize. */
const HIDDEN = {
  'a field in another case': 'Resources: [ADDRESS]',
  'a letter that folds to one of a field': 'reſources: [ADDRESS]',
  'a field of an entry in another case': 'resources: []\npatches: [{Path: "ADDRESS"}]',
  'a field again in another case': 'resources: [ADDRESS]\nRESOURCES: []',
  'a merged map': 'resources: []\npatches: [{<<: {path: "ADDRESS"}}]',
  'a comment that ends at a carriage return': '# nothing\rresources: [ADDRESS]',
  'a comment that ends at a next line': '# nothing\u0085resources: [ADDRESS]',
  'a comment that ends at a line separator': '# nothing\u2028resources: [ADDRESS]',
  'an alias': 'metadata: {name: &a "ADDRESS"}\nresources: [*a]',
  'a tag': 'resources: [!!binary BASE64]',
  'a second document': 'resources: [ADDRESS]\n---\nresources: []',
  escapes: 'resources: ["ESCAPES"]',
  'a colon at the end': 'crds: ["ADDRESS:"]',
  'a colon at the end without quotes': 'crds: [ADDRESS:]',
  'a long key': '? resources\n: - ADDRESS',
} as const;

/** Fields of the configurations of those plugins that are part of Kustomize. */
const PLUGINS = [
  ['PatchTransformer', 'transformers', 'path: "ADDRESS"'],
  ['PatchJson6902Transformer', 'transformers', 'path: "ADDRESS", target: {name: a}'],
  ['PatchStrategicMergeTransformer', 'transformers', 'paths: ["ADDRESS"]'],
  ['ReplacementTransformer', 'validators', 'replacements: [{path: "ADDRESS"}]'],
  ['ValueAddTransformer', 'transformers', 'targetFilePath: "ADDRESS"'],
  ['ConfigMapGenerator', 'generators', 'files: ["a=ADDRESS"]'],
  ['SecretGenerator', 'generators', 'envs: ["ADDRESS"]'],
] as const;

/** Fields that Kustomize asks Git for. */
const FOLDERS = ['resources', 'bases', 'components', 'generators', 'transformers', 'validators'] as const;

/** Every way in which a build asks a web server. */
export function askingServers({ server }: Reached): readonly Hostile[] {
  const address = `${server}/a.yaml`;
  const fill = (text: string): string =>
    text
      .replace('ADDRESS', address)
      .replace('BASE64', Buffer.from(address).toString('base64'))
      .replace('ESCAPES', [...address].map((one) => `\\x${one.charCodeAt(0).toString(16)}`).join(''));
  return [
    ...Object.entries({ ...FIELDS, ...HIDDEN }).map(([name, text]) => inKustomization(name, text, fill)),
    ...PLUGINS.flatMap(([kind, field, rest]) => {
      const text = `{apiVersion: builtin, kind: ${kind}, metadata: {name: a}, ${rest}}`;
      const inline = `resources: []\n${field}: [${JSON.stringify(text)}]`;
      return [
        inKustomization(`${kind} in the kustomization`, inline, fill),
        {
          name: `${kind} in a file`,
          files: {
            'kustomization.yaml': `resources: []\n${field}: [plugin.yaml]\n`,
            'plugin.yaml': `# own\n${fill(text)}\n`,
          },
          line: 2,
        },
      ];
    }),
  ];
}

/** Every way in which a build runs a command: Git takes the name of a revision for an option. */
export function runningCommands({ marker }: Reached): readonly Hostile[] {
  const forms = ['file://', 'FILE://', 'git::file://'];
  return FOLDERS.flatMap((field) =>
    forms.map((form) =>
      inKustomization(`${field} by ${form}`, `namePrefix: a\n${field}: ["ADDRESS"]`, (text) =>
        text.replace('ADDRESS', () => `${form}/x//d?ref=--upload-pack=touch\${IFS}${marker}`),
      ),
    ),
  );
}

function inKustomization(name: string, text: string, fill: (text: string) => string): Hostile {
  const line = 1 + text.split('\n').findLastIndex((one) => /ADDRESS|BASE64|ESCAPES|\*a|^---/.test(one));
  return { name, files: { 'kustomization.yaml': `${fill(text)}\n` }, line };
}
