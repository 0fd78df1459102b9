/** Files of about a megabyte, the most that is read, each of which is large in one way. */
import type { LongText } from './long-texts.ts';

const MOST = 1_000_000;

const SPEC = `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  domain: obs.acme.io
`;
const REPOSITORY = '  repository: {url: "https://github.com/acme/observability.git"}\n';
const WITHOUT_ENVIRONMENTS = `${SPEC}${REPOSITORY}`;
const FLEET = `${WITHOUT_ENVIRONMENTS}  environments: {prod: {}}\n`;

function times(count: number, part: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => part(index)).join('');
}

export function longFiles(): readonly LongText[] {
  const word = 'x'.repeat(MOST / 2);
  const files: Readonly<Record<string, string>> = {
    'an address of colons': `${SPEC}  environments: {prod: {}}\n  repository: {url: "https://${':'.repeat(MOST / 2)}"}\n`,
    'an address of slashes': `${SPEC}  environments: {prod: {}}\n  repository: {url: "https://a.io/${'/'.repeat(MOST / 4)}a"}\n`,
    'unknown components, a line each': `${FLEET}  components:\n${times(40_000, (index) => `    unknown-${index}: {}\n`)}`,
    'unknown components on one line': `${FLEET}  components: {${times(40_000, (index) => `unknown-${index}: {}, `)}}\n`,
    'unknown settings on one line': `${FLEET}  components: {langfuse: {${times(40_000, (index) => `unknown${index}: 1, `)}}}\n`,
    'unknown fields': `${FLEET}${times(40_000, (index) => `  unknown${index}: 1\n`)}`,
    'environments of unknown waves': `${WITHOUT_ENVIRONMENTS}  waves: [${times(12_000, (index) => `{name: a${index}, ref: a}, `)}]\n  environments:\n${times(12_000, (index) => `    e${index}: {wave: unknown-${index}}\n`)}`,
    'waves of one name': `${FLEET}  waves: [${times(25_000, () => '{name: a, ref: main}, ')}]\n`,
    'routes of one name': `${FLEET}  alerting: {routes: [${times(20_000, () => '{name: a, match: {a: b}}, ')}]}\n`,
    'objectives of one name': `${FLEET}  slos: [${times(20_000, () => '{name: ui-availability}, ')}]\n`,
    'labels that are none': `${FLEET.replace('{name: acme}', `{name: acme, labels: {${times(25_000, (index) => `"?${index}": "!", `)}}}`)}`,
    'aliases of a long text': `${FLEET}  components: {langfuse: {values: {langfuse: {auth: {a: &a ${word}, b: [${times(9000, () => '*a, ')}]}}}}}\n`,
    'mistakes below a long key': `${WITHOUT_ENVIRONMENTS}  environments:\n    ? ${word}\n    : {${times(20_000, (index) => `unknown${index}: 1, `)}}\n`,
    'a patch nested without end': `${FLEET}  components: {langfuse: {patches: [{target: {}, patch: "${'['.repeat(MOST / 2)}"}]}}\n`,
    'a patch of duplicate keys': `${FLEET}  components: {langfuse: {patches: [{target: {}, patch: "${'a: 1\\n'.repeat(MOST / 10)}"}]}}\n`,
    'patches that do nothing': `${FLEET}  components: {langfuse: {patches: [${times(20_000, () => '{patch: "- a"}, ')}]}}\n`,
    'folders that are not there': `${FLEET}  components: {langfuse: {manifests: [${times(60_000, () => 'team/a, ')}]}}\n`,
    'PromQL nested without end': `${FLEET}  slos: [{name: a, objective: 9, sli: {good: "$window ${'('.repeat(MOST / 2)}", total: $window}}]\n`,
    'raw values': `${FLEET}  components: {langfuse: {values: {langfuse: {auth: {${times(50_000, (index) => `a${index}: "—\\n—", `)}}}}}}\n`,
    'raw values of many lines': `${FLEET}  components: {langfuse: {values: {langfuse: {auth: {a: "a\\n${'b\\n'.repeat(MOST / 6)}—"}}}}}\n`,
    'raw values that the chart does not have': `${FLEET}  components: {prometheus: {values: {prometheus: {prometheusSpec: {${times(40_000, (index) => `scrapeInterva${index}: 1, `)}}}}}}\n`,
    'raw values of long names': `${FLEET}  components: {prometheus: {values: {${times(4, (index) => `${word.slice(0, MOST / 5)}${index}: 1, `)}}}}\n`,
    'raw values of another type': `${FLEET}  components: {grafana: {values: {sidecar: {alerts: [${times(100_000, () => '1, ')}], plugins: {env: [a]}}}}}\n`,
    environments: `${WITHOUT_ENVIRONMENTS}  environments: {${times(40_000, (index) => `e${index}: {size: large}, `)}}\n`,
  };
  return Object.entries(files).map(([name, text]) => ({ name, text }));
}
