/**
 * The Pod Security Standards, as far as the specification of a pod shows them: the rules of `baseline`, and those that `restricted` adds.
 * Windows pods are not covered: nothing of this stack runs on Windows.
 */
import { mapAt } from '../../data/fields.ts';
import { asText, isList, isObject, type Json, type JsonObject } from '../../data/json.ts';

export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

/** Every violation of the level in the pod, in words. */
export function podViolations(pod: JsonObject, level: PodSecurityLevel): readonly string[] {
  if (level === 'privileged') return [];
  const containers = CONTAINER_LISTS.flatMap((key) => maps(pod[key]));
  const context = mapAt(pod, 'securityContext');
  return [
    ...baselineOfPod(pod, context),
    ...containers.flatMap((container) => baselineOfContainer(container, context)),
    ...(level === 'restricted'
      ? [...restrictedPod(pod), ...containers.flatMap((container) => restrictedContainer(container, context))]
      : []),
  ];
}

const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

const BASELINE_CAPABILITIES: ReadonlySet<Json> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

const SAFE_SYSCTLS: ReadonlySet<Json> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);

const RESTRICTED_VOLUMES: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

function baselineOfPod(pod: JsonObject, context: JsonObject): readonly string[] {
  return [
    ...['hostNetwork', 'hostPID', 'hostIPC'].filter((key) => pod[key] === true).map((key) => `${key} is true`),
    ...maps(pod.volumes)
      .filter(({ hostPath }) => hostPath !== undefined)
      .map(({ name }) => `volume ${asText(name)} is a hostPath volume`),
    ...maps(context.sysctls)
      .filter(({ name }) => !SAFE_SYSCTLS.has(name ?? null))
      .map(({ name }) => `sysctl ${asText(name)} is not safe`),
  ];
}

function baselineOfContainer(container: JsonObject, pod: JsonObject): readonly string[] {
  const own = mapAt(container, 'securityContext');
  const seccomp = (mapAt(own, 'seccompProfile').type ?? mapAt(pod, 'seccompProfile').type) === 'Unconfined';
  const added = list(mapAt(own, 'capabilities').add).filter((capability) => !BASELINE_CAPABILITIES.has(capability));
  const hostPort = maps(container.ports).some((port) => port.hostPort !== undefined && port.hostPort !== 0);
  return [
    ...(own.privileged === true ? ['is privileged'] : []),
    ...added.map((capability) => `adds the capability ${asText(capability)}`),
    ...(hostPort ? ['uses a host port'] : []),
    ...(seccomp ? ['has the seccomp profile Unconfined'] : []),
    ...(own.procMount === undefined || own.procMount === 'Default' ? [] : ['mounts /proc unmasked']),
  ].map((what) => `container ${asText(container.name)} ${what}`);
}

function restrictedPod(pod: JsonObject): readonly string[] {
  return maps(pod.volumes).flatMap((volume) =>
    Object.keys(volume)
      .filter((type) => type !== 'name' && type !== 'hostPath' && !RESTRICTED_VOLUMES.has(type))
      .map((type) => `volume ${asText(volume.name)} is of type ${type}`),
  );
}

function restrictedContainer(container: JsonObject, pod: JsonObject): readonly string[] {
  const own = mapAt(container, 'securityContext');
  const capabilities = mapAt(own, 'capabilities');
  const added = list(capabilities.add).filter(
    (capability) => BASELINE_CAPABILITIES.has(capability) && capability !== 'NET_BIND_SERVICE',
  );
  const seccomp = mapAt(own, 'seccompProfile').type ?? mapAt(pod, 'seccompProfile').type;
  return [
    ...((own.runAsNonRoot ?? pod.runAsNonRoot) === true ? [] : ['may run as root']),
    ...((own.runAsUser ?? pod.runAsUser) === 0 ? ['runs as root'] : []),
    ...(own.allowPrivilegeEscalation === false ? [] : ['allows privilege escalation']),
    ...(list(capabilities.drop).includes('ALL') ? [] : ['does not drop ALL capabilities']),
    ...added.map((capability) => `adds the capability ${asText(capability)}`),
    ...(seccomp === undefined ? ['has no seccomp profile'] : []),
  ].map((what) => `container ${asText(container.name)} ${what}`);
}

function list(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

function maps(value: Json | undefined): readonly JsonObject[] {
  return list(value).filter(isObject);
}
