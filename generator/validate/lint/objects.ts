/** Rules for names, labels and namespaces of every object. */
import { asText, isObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { clusterScopedKinds, isClusterScoped } from '../../kubernetes/scope.ts';
import type { Finding } from '../finding.ts';
import type { Rule } from './rule.ts';
import { labelsOf, subject } from './tree.ts';

const LABEL_VALUE = /^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/;

interface NameForm {
  readonly longest: number;
  readonly form: RegExp;
  readonly characters: string;
}

const LABEL: NameForm = {
  longest: 63,
  form: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  characters: 'lower-case letters, digits and hyphens',
};
const SUBDOMAIN: NameForm = {
  longest: 253,
  form: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  characters: 'lower-case letters, digits, hyphens and dots',
};
/** The API server accepts every name that is a valid path segment. */
const PATH_SEGMENT: NameForm = { longest: 253, form: /^(?!\.{1,2}$)[^/%]+$/, characters: 'characters except / and %' };

/** By kind, which may be any text. */
const NAME_FORMS: ReadonlyMap<string, NameForm> = new Map(
  Object.entries({
    ClusterRole: PATH_SEGMENT,
    ClusterRoleBinding: PATH_SEGMENT,
    // The names of its Jobs add eleven characters for the time.
    CronJob: { ...SUBDOMAIN, longest: 52 },
    // The name is part of the value of a label on its pods.
    Job: { ...SUBDOMAIN, longest: 63 },
    Namespace: LABEL,
    Role: PATH_SEGMENT,
    RoleBinding: PATH_SEGMENT,
    Service: LABEL,
    // The label controller-revision-hash of its pods adds a hyphen and ten characters.
    StatefulSet: { ...SUBDOMAIN, longest: 52 },
  }),
);

/** Helm keeps a release in a Secret whose name adds ten characters, and charts add their own. */
const RELEASE: NameForm = { ...SUBDOMAIN, longest: 53 };

export const names: Rule = ({ newObjects }) =>
  [...newObjects].flatMap(([object, file]) => [...nameFindings(file, object), ...labelFindings(file, object)]);

function nameFindings(file: string, object: Manifest): readonly Finding[] {
  const { releaseName } = isObject(object.spec) ? object.spec : {};
  const named: readonly (readonly [what: string, name: string, form: NameForm])[] = [
    ['the name', object.metadata.name, NAME_FORMS.get(object.kind) ?? SUBDOMAIN],
    ...(object.kind === 'HelmRelease' && typeof releaseName === 'string'
      ? [['the name of the release', releaseName, RELEASE] as const]
      : []),
  ];
  return named
    .filter(([, name, { longest, form }]) => name.length > longest || !form.test(name))
    .map(([what, , { longest, characters }]) => ({
      code: 'invalid-name',
      file,
      object: subject(object),
      message: `${what} must be at most ${longest} ${characters}`,
    }));
}

/** Templates of ApplicationSets have their own labels, with placeholders in them. */
function labelFindings(file: string, object: Manifest): readonly Finding[] {
  return Object.entries(labelsOf(object))
    .filter(([, value]) => typeof value !== 'string' || value.length > 63 || !LABEL_VALUE.test(value))
    .map(([key, value]) => ({
      code: 'invalid-label',
      file,
      object: subject(object),
      message: `label ${key} has the invalid value ${asText(value)}`,
    }));
}

export const namespacesNamed: Rule = ({ objects }) => {
  const own = clusterScopedKinds(objects.keys());
  return [...objects]
    .filter(([object]) => !isClusterScoped(object, own) && object.metadata.namespace === undefined)
    .map(([object, file]) => ({
      code: 'missing-namespace',
      file,
      object: subject(object),
      message: 'has no namespace',
    }));
};
