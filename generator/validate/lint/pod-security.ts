/** Checks our pods against the Pod Security level of their namespace. Pods of charts are not built here. */
import { mapAt } from '../../data/fields.ts';
import { asText, type JsonObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { Finding } from '../finding.ts';
import { type PodSecurityLevel, podViolations } from './pod-standards.ts';
import type { Rule } from './rule.ts';
import { type LintTree, labelsOf, subject } from './tree.ts';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

export const podSecurity: Rule = (tree) => {
  const levels = enforcedLevels(tree);
  const judged = new Set<string>();
  return [...tree.builds].flatMap(([folder, objects]) =>
    objects.flatMap((object): readonly Finding[] => {
      const pod = podSpec(object);
      if (pod === undefined) return [];
      const level = levels(folder, asText(object.metadata.namespace));
      // An object that several folders build is checked once.
      const key = `${tree.objects.get(object)} ${subject(object)} ${level}`;
      const violations = judged.has(key) ? [] : podViolations(pod, level);
      judged.add(key);
      return [
        ...violations.map((message) => ({ code: 'pod-security', file: folder, object: subject(object), message })),
        ...unknownAccount(pod, object, objects, folder),
      ];
    }),
  );
};

/** The level of the namespace on the cluster of the folder, or else in the shared layers; `restricted` for a namespace that is not ours. */
function enforcedLevels({ builds }: LintTree): (folder: string, namespace: string) => PodSecurityLevel {
  const levels = new Map<string, PodSecurityLevel>();
  for (const [folder, objects] of builds)
    for (const object of objects)
      if (object.kind === 'Namespace') levels.set(`${clusterOf(folder)}/${object.metadata.name}`, levelOf(object));
  return (folder, namespace) =>
    levels.get(`${clusterOf(folder)}/${namespace}`) ?? levels.get(`/${namespace}`) ?? 'restricted';
}

function clusterOf(folder: string): string {
  return /^(?:clusters|(?:argocd|flux)\/builds)\/([^/]+)\//.exec(folder)?.[1] ?? '';
}

/** A namespace without the label enforces nothing. */
function levelOf(namespace: Manifest): PodSecurityLevel {
  const level = labelsOf(namespace)[ENFORCE];
  return level === 'restricted' || level === 'baseline' ? level : 'privileged';
}

/** The pod specification of a Pod, or of the template of a workload. */
function podSpec(object: Manifest): JsonObject | undefined {
  const spec = mapAt(object, 'spec');
  if (object.kind === 'Pod') return spec;
  const job = object.kind === 'CronJob' ? mapAt(spec, 'jobTemplate', 'spec') : spec;
  if (!POD_MAKERS.has(object.kind)) return undefined;
  return mapAt(job, 'template', 'spec');
}

const POD_MAKERS: ReadonlySet<string> = new Set(['CronJob', 'DaemonSet', 'Deployment', 'Job', 'StatefulSet']);

function unknownAccount(
  pod: JsonObject,
  object: Manifest,
  objects: readonly Manifest[],
  folder: string,
): readonly Finding[] {
  const name = pod.serviceAccountName;
  // Kubernetes creates `default` in every namespace.
  if (name === undefined || name === 'default') return [];
  if (objects.some(({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === name)) return [];
  return [
    {
      code: 'unknown-service-account',
      file: folder,
      object: subject(object),
      message: `ServiceAccount ${asText(name)} does not exist`,
    },
  ];
}
