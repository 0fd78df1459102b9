/** The folder `dashboards/`: Grafana JSON, and the kustomization that generates ConfigMaps for the sidecar of Grafana. */

import { posix } from 'node:path';
import { withHeader } from '../data/yaml.ts';
import { STACK_NAMESPACE } from '../kubernetes/metadata.ts';
import { KUSTOMIZATION } from '../kustomize/kustomization.ts';
import type { GeneratedFile } from '../tree/file-tree.ts';
import { pathOf } from '../tree/layout.ts';
import { type DashboardOwner, dashboards } from './dashboards.ts';

const made = new WeakMap<readonly DashboardOwner[], readonly GeneratedFile[]>();

/** The same for every fleet, and so made once: they take half of the time of a small fleet. */
export function dashboardFiles(components: readonly DashboardOwner[]): readonly GeneratedFile[] {
  const known = made.get(components);
  if (known !== undefined) return known;
  const files = filesOf(components);
  made.set(components, files);
  return files;
}

function filesOf(components: readonly DashboardOwner[]): readonly GeneratedFile[] {
  const files = dashboards(components).map((dashboard) => ({
    path: pathOf('dashboard', { dashboard: `${dashboard.uid}` }),
    configMap: `dashboard-${dashboard.uid}`,
    text: `${JSON.stringify(dashboard, null, 2)}\n`,
  }));
  const kustomization = {
    ...KUSTOMIZATION,
    generatorOptions: {
      disableNameSuffixHash: true,
      labels: { grafana_dashboard: '1', 'app.kubernetes.io/part-of': 'lang-observatory' },
      annotations: { grafana_folder: 'LLM observability' },
    },
    configMapGenerator: files.map(({ path, configMap }) => ({
      name: configMap,
      namespace: STACK_NAMESPACE,
      files: [posix.basename(path)],
    })),
  };
  return [
    { path: pathOf('dashboardsBuild'), text: withHeader('fleet.yaml', kustomization) },
    ...files.map(({ path, text }) => ({ path, text })),
  ];
}
