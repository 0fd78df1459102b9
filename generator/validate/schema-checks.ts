/** Checks what engines apply, and kustomizations, against the schemas of each Kubernetes minor that it can be applied to. */
import type { Fleet, KubernetesMinor } from '../fleet/model.ts';
import { checkedKustomization } from '../kustomize/checked-kustomization.ts';
import { placeOf } from '../tree/layout.ts';
import type { Finding } from './finding.ts';
import { type DocumentStream, documentsOf, runKubeconform } from './kubeconform.ts';
import { isApplied, isKustomization, type Sources } from './sources.ts';

/** What is checked against schemas: files that engines apply, kustomizations, and builds. */
export function streamsOf(
  { files }: Sources,
  built: ReadonlyMap<string, readonly string[]>,
  isChecked: (path: string) => boolean,
): readonly DocumentStream[] {
  const inFiles = [...files]
    .filter(([path]) => isChecked(path) && (isApplied(path) || isKustomization(path)))
    .map(([file, text]): DocumentStream => {
      const documents = documentsOf(text);
      return { file, documents: isKustomization(file) ? documents.map(checkedKustomization) : documents };
    });
  const inBuilds = [...built].filter(([folder]) => isChecked(folder));
  return [...inFiles, ...inBuilds.map(([file, documents]): DocumentStream => ({ file, documents }))];
}

export interface SchemaChecks {
  readonly kubeconform: string;
  readonly minors: readonly KubernetesMinor[];
  readonly streams: readonly DocumentStream[];
  readonly fleet: Fleet;
  readonly onProgress: (text: string) => void;
}

export async function checkSchemas({
  kubeconform,
  minors,
  streams,
  fleet,
  onProgress,
}: SchemaChecks): Promise<readonly Finding[]> {
  const minorOf = minorsByCluster(fleet);
  const findings: Finding[] = [];
  for (const minor of minors) {
    onProgress(`checking schemas, Kubernetes ${minor}`);
    const wrong = await runKubeconform({
      binary: kubeconform,
      minor,
      streams: streams.filter(({ file }) => (minorOf(file) ?? minor) === minor),
    });
    findings.push(...wrong.map((finding) => ({ ...finding, message: `Kubernetes ${minor}: ${finding.message}` })));
  }
  return findings;
}

/** Files of one cluster are only applied to its Kubernetes version, except its AppProject, which is applied where Argo CD runs. */
function minorsByCluster({ clusters }: Fleet): (file: string) => KubernetesMinor | undefined {
  const minors = new Map(clusters.map(({ name, kubernetes }) => [name, kubernetes]));
  return (file) => {
    const place = placeOf(file);
    return place === undefined || place.kind === 'argocdProject' ? undefined : minors.get(place.names.cluster ?? '');
  };
}
