/** The folder `dashboards/`: Grafana's JSON, and the kustomization that makes ConfigMaps of it for Grafana's sidecar. */

import { withHeader } from '../data/yaml.ts';
import { STACK_NAMESPACE } from '../kubernetes/metadata.ts';
import { KUSTOMIZATION } from '../kustomize/kustomization.ts';
import type { GeneratedFile } from '../tree/file-tree.ts';
import { type DashboardOwner, dashboards } from './dashboards.ts';

export function dashboardFiles(components: readonly DashboardOwner[]): readonly GeneratedFile[] {
  const files = dashboards(components).map((dashboard) => ({
    name: `${dashboard.uid}.json`,
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
    configMapGenerator: files.map(({ name, configMap }) => ({
      name: configMap,
      namespace: STACK_NAMESPACE,
      files: [name],
    })),
  };
  return [
    { path: 'dashboards/kustomization.yaml', text: withHeader('fleet.yaml', kustomization) },
    ...files.map(({ name, text }) => ({ path: `dashboards/${name}`, text })),
  ];
}
