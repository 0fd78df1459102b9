/** The folder `dashboards/`: Grafana's JSON, and the kustomization that makes ConfigMaps of it for Grafana's sidecar. */
import type { GeneratedFile } from '../file-tree.ts';
import type { JsonObject } from '../json.ts';
import { STACK_NAMESPACE } from '../kubernetes/metadata.ts';
import { withHeader } from '../yaml.ts';
import { llmOverview } from './llm-overview.ts';

/** By the name of their file. */
const DASHBOARDS: Readonly<Record<string, () => JsonObject>> = { 'llm-overview': llmOverview };

export function dashboardFiles(): readonly GeneratedFile[] {
  const names = Object.keys(DASHBOARDS);
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    generatorOptions: {
      disableNameSuffixHash: true,
      labels: { grafana_dashboard: '1', 'app.kubernetes.io/part-of': 'lang-observatory' },
      annotations: { grafana_folder: 'LLM observability' },
    },
    configMapGenerator: names.map((name) => ({
      name: `dashboard-${name}`,
      namespace: STACK_NAMESPACE,
      files: [`${name}.json`],
    })),
  };
  return [
    { path: 'dashboards/kustomization.yaml', text: withHeader('fleet.yaml', kustomization) },
    ...Object.entries(DASHBOARDS).map(([name, dashboard]) => ({
      path: `dashboards/${name}.json`,
      text: `${JSON.stringify(dashboard(), null, 2)}\n`,
    })),
  ];
}
