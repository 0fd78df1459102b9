/** Pods that we write ourselves against Pod Security `restricted`, by the namespace that they run in. Charts' pods are the charts' business. */
import { isList, isObject, type Json, type JsonObject } from '../../json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { Finding } from '../validate-repository.ts';
import type { Rule } from './lint.ts';
import { type LintTree, labelsOf, subject } from './tree.ts';

export const podSecurity: Rule = (tree) => {
  const levels = enforcedLevels(tree);
  return [...tree.builds].flatMap(([folder, objects]) =>
    objects.flatMap((object): readonly Finding[] => {
      const pod = podSpec(object);
      if (pod === undefined) return [];
      const restricted = (levels.get(String(object.metadata.namespace)) ?? 'restricted') === 'restricted';
      return [
        ...(restricted
          ? violations(pod).map((message) => ({ code: 'pod-security', file: folder, object: subject(object), message }))
          : []),
        ...unknownAccount(pod, object, objects, folder),
      ];
    }),
  );
};

function enforcedLevels({ builds }: LintTree): ReadonlyMap<string, string> {
  const namespaces = [...builds.values()].flat().filter(({ kind }) => kind === 'Namespace');
  return new Map(
    namespaces.map((namespace) => [
      namespace.metadata.name,
      String(labelsOf(namespace)['pod-security.kubernetes.io/enforce']),
    ]),
  );
}

/** Of a Pod, or of the template of what makes pods. */
function podSpec(object: Manifest): JsonObject | undefined {
  const spec = isObject(object.spec) ? object.spec : {};
  if (object.kind === 'Pod') return spec;
  const job = object.kind === 'CronJob' ? inner(inner(spec, 'jobTemplate'), 'spec') : spec;
  if (!['CronJob', 'DaemonSet', 'Deployment', 'Job', 'StatefulSet'].includes(object.kind)) return undefined;
  return inner(inner(job, 'template'), 'spec');
}

function inner(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isObject(value) ? value : {};
}

function violations(pod: JsonObject): readonly string[] {
  const context = inner(pod, 'securityContext');
  const containers = [...listOf(pod.initContainers), ...listOf(pod.containers)];
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((key) => pod[key] === true).map((key) => `${key} is on`);
  const hostPaths = listOf(pod.volumes).some((volume) => volume.hostPath !== undefined)
    ? ['mounts a folder of the node']
    : [];
  return [...shared, ...hostPaths, ...containers.flatMap((container) => containerViolations(container, context))];
}

function containerViolations(container: JsonObject, pod: JsonObject): readonly string[] {
  const own = inner(container, 'securityContext');
  const dropped = inner(own, 'capabilities').drop;
  const seccomp = inner(own, 'seccompProfile').type ?? inner(pod, 'seccompProfile').type;
  const name = `container ${String(container.name)}`;
  return [
    ...((own.runAsNonRoot ?? pod.runAsNonRoot) === true ? [] : [`${name} may run as root`]),
    ...(own.allowPrivilegeEscalation === false ? [] : [`${name} allows privilege escalation`]),
    ...(isList(dropped) && dropped.includes('ALL') ? [] : [`${name} keeps capabilities`]),
    ...(seccomp === 'RuntimeDefault' || seccomp === 'Localhost' ? [] : [`${name} has no seccomp profile`]),
  ];
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return isList(value) ? value.filter(isObject) : [];
}

function unknownAccount(
  pod: JsonObject,
  object: Manifest,
  objects: readonly Manifest[],
  folder: string,
): readonly Finding[] {
  const name = pod.serviceAccountName;
  if (name === undefined || objects.some(({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === name))
    return [];
  return [
    {
      code: 'unknown-service-account',
      file: folder,
      object: subject(object),
      message: `there is no ServiceAccount ${String(name)}`,
    },
  ];
}
