/**
 * Which files of a node are read. The kubelet names them `<namespace>_<pod>_<uid>/<container>/<restarts>.log`, and renames one that it
 * rotates (kubernetes/kubernetes:pkg/kubelet/logs/container_log_manager.go).
 */
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import type { Stack } from '../../stack/component.ts';
import { AUDITED_CONTAINERS } from '../../telemetry/log-fields.ts';
import { audit } from '../audit/handle.ts';
import { isKept } from '../log-store/connection.ts';
import { logs } from '../logs/handle.ts';
import { otelAgent } from './handle.ts';
import type { AgentSettings } from './settings.ts';

export const POD_LOGS = '/var/log/pods';

/**
 * Files that are rotated are read too: what was not read when the agent was away is in them. One that the kubelet has compressed is not,
 * whose name is longer.
 */
const NAMES = ['*.log', '*.log.????????-??????'] as const;

const filesOf = (pods: string, container = '*'): readonly string[] =>
  NAMES.map((name) => `${POD_LOGS}/${pods}/${container}/${name}`);

const ofNamespace = (namespace: string): string => `${namespace}_*`;

const STACK_PODS = ofNamespace(STACK_NAMESPACE);

/** Collectors, whose lines about lines would be lines again. */
const COLLECTORS = [ofNamespace(otelAgent.namespace.name), `${STACK_NAMESPACE}_otel-*`] as const;

interface Files {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Lines for `logs` are those of the chosen namespaces. Lines of the audit stream are read whichever these are. */
export function filesToRead(s: AgentSettings, stack: Stack): Files {
  const { include, exclude } = isKept(logs, stack)
    ? { include: s.namespaces.length === 0 ? ['*'] : s.namespaces.map(ofNamespace), exclude: s.excludeNamespaces }
    : { include: [], exclude: [] };
  const audited = isKept(audit, stack) && !include.some((pods) => pods === '*' || pods === STACK_PODS);
  return {
    include: [
      ...include.flatMap((pods) => filesOf(pods)),
      ...(audited ? AUDITED_CONTAINERS : []).flatMap((container) => filesOf(STACK_PODS, container)),
    ],
    exclude: [...COLLECTORS, ...exclude.map(ofNamespace)].flatMap((pods) => filesOf(pods)),
  };
}
