/** Names and namespaces of every object that is built or applied. */
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { Finding } from '../validate-repository.ts';
import type { Rule } from './lint.ts';
import { type LintTree, labelsOf, subject } from './tree.ts';

const LABEL_VALUE = /^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
/** Kinds whose names become part of a host name. */
const HOST_KINDS: ReadonlySet<string> = new Set(['Namespace', 'Service']);

function* objects({ files, builds }: LintTree): Generator<readonly [string, Manifest]> {
  for (const [file, found] of [...files, ...builds])
    for (const object of found) if (typeof object.kind === 'string') yield [file, object];
}

export const names: Rule = (tree) =>
  [...objects(tree)].flatMap(([file, object]) => [...nameFindings(file, object), ...labelFindings(file, object)]);

function nameFindings(file: string, object: Manifest): readonly Finding[] {
  const { name } = object.metadata;
  const [longest, form] = HOST_KINDS.has(object.kind) ? [63, DNS_LABEL] : [253, DNS_SUBDOMAIN];
  if (name.length <= longest && form.test(name)) return [];
  return [
    {
      code: 'invalid-name',
      file,
      object: subject(object),
      message: `the name must be at most ${longest} lower-case letters, digits and hyphens`,
    },
  ];
}

/** Templates of ApplicationSets have their own labels, with placeholders in them. */
function labelFindings(file: string, object: Manifest): readonly Finding[] {
  return Object.entries(labelsOf(object))
    .filter(([, value]) => typeof value !== 'string' || value.length > 63 || !LABEL_VALUE.test(value))
    .map(([key, value]) => ({
      code: 'invalid-label',
      file,
      object: subject(object),
      message: `label ${key} cannot have the value ${String(value)}`,
    }));
}

/** Everything else is namespaced; a new cluster-scoped kind is one line here. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'ClusterGenerator',
  'ClusterIssuer',
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterSecretStore',
  'CustomResourceDefinition',
  'GatewayClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'PriorityClass',
  'StorageClass',
  'ValidatingWebhookConfiguration',
]);

export const namespacesNamed: Rule = (tree) =>
  [...objects(tree)]
    .filter(([, object]) => !CLUSTER_SCOPED.has(object.kind) && object.metadata.namespace === undefined)
    .map(([file, object]) => ({
      code: 'missing-namespace',
      file,
      object: subject(object),
      message: 'does not name its namespace',
    }));
