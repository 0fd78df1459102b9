/** Two clusters that differ in settings, versions, values with many lines, manifests and whole components. */
import { inputFiles } from '../input-files.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { commandLine } from './command-line.ts';

const CLUSTERS = {
  'eu-1': {
    engine: 'argocd',
    components: {
      valkey: { version: '0.11.0' },
      'otel-sampler': { mode: 'managed' },
      grafana: { manifests: ['team/eu'] },
      postgres: { storage: '300Gi' },
    },
  },
  'us-1': {
    components: {
      valkey: { version: '0.12.0' },
      grafana: {
        manifests: ['team/us'],
        values: { podAnnotations: { 'acme.io/notes': 'In the care of the US team' } },
      },
      postgres: { storage: '100Gi' },
    },
  },
};

export const NOTES = [
  'Dashboards of this cluster are shown on the wall.',
  'Ask before you change their titles.',
  'Folders belong to teams, and a team may delete what is in its own.',
  'Nobody signs in as administrator; ask for a role.',
  'Alerts are in Alertmanager, and not here.',
  'A dashboard that nobody has opened for a year is deleted.',
] as const;
export const ON_CALL = { 'eu-1': 'On call: Berlin, +49 30 5550 1234', 'us-1': 'On call: Denver, +1 303 555 0134' };

const notes = (cluster: keyof typeof ON_CALL): string =>
  `apiVersion: v1
kind: ConfigMap
metadata: {name: notes, namespace: lang-observatory}
data:
  notes.txt: |
${[...NOTES, ON_CALL[cluster]].map((line) => `    ${line}`).join('\n')}
`;

const KUSTOMIZATION = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [notes.yaml]\n';

/** What `compare` prints of them. */
export function exampleComparison(format: 'text' | 'html'): Promise<string> {
  return inTemporaryFolder(async (repo) => {
    writeFiles(repo, [
      ...inputFiles({ clusters: CLUSTERS }),
      ['team/eu/kustomization.yaml', KUSTOMIZATION],
      ['team/eu/notes.yaml', notes('eu-1')],
      ['team/us/kustomization.yaml', KUSTOMIZATION],
      ['team/us/notes.yaml', notes('us-1')],
    ]);
    const { exitCode, out, err } = await commandLine(repo, 'compare', 'eu-1', 'us-1', '--format', format);
    if (exitCode !== 0) throw new Error(err);
    return out;
  });
}
