/** Our own rules: what no schema can know, because it is about several files at once. */
import type { Fleet } from '../../fleet/model.ts';
import type { Finding } from '../finding.ts';
import { duplicateApplications, missingParts, unmatchedWaves } from './argocd.ts';
import { brokenFiles } from './embedded.ts';
import { encryptedObjects } from './encrypted.ts';
import { dependencies, fluxSources, substitutions } from './flux.ts';
import { names, namespacesNamed } from './objects.ts';
import { duplicateObjects, duplicateReleases, twoEngines } from './owners.ts';
import { idlePatches } from './patches.ts';
import { podSecurity } from './pod-security.ts';
import { forbiddenByProject } from './project.ts';
import { wrongPromql } from './promql.ts';
import { danglingReferences, unappliedFiles, unreadableFiles } from './references.ts';
import type { Rule } from './rule.ts';
import { secretValues } from './secret-values.ts';
import { unknownSecrets } from './secrets.ts';
import type { LintTree } from './tree.ts';
import { mixedWaves } from './waves.ts';

interface RuleEntry {
  readonly codes: Readonly<Record<string, string>>;
  readonly rule: Rule;
}

/** Every rule, with the codes of what it finds and what they mean. */
export const RULES: readonly RuleEntry[] = [
  {
    rule: danglingReferences,
    codes: { 'missing-resource': 'A kustomization names a file or folder that is not there.' },
  },
  {
    rule: unappliedFiles,
    codes: {
      'unapplied-file':
        "A file beside a cluster's Flux Kustomizations is named by no kustomization: Flux does not apply it.",
    },
  },
  {
    rule: idlePatches,
    codes: { 'idle-patch': 'A patch of the input selects no object of its component on any cluster that it is for.' },
  },
  {
    rule: unreadableFiles,
    codes: { 'unreadable-file': 'A parameter file or a file of Helm values is no YAML.' },
  },
  {
    rule: brokenFiles,
    codes: { 'invalid-embedded': 'A ConfigMap or Secret holds a file of JSON or YAML that cannot be parsed.' },
  },
  {
    rule: wrongPromql,
    codes: { 'invalid-promql': 'A rule or a dashboard holds PromQL that Prometheus refuses.' },
  },
  {
    rule: missingParts,
    codes: {
      'unknown-application-set': 'A parameter file belongs to a component without an ApplicationSet.',
      'unknown-project': 'An Application would be in an AppProject that does not exist.',
      'missing-folder':
        'The extras of an Application or the path of a Flux Kustomization are a folder that is not there.',
      'missing-parameter': 'An ApplicationSet needs a parameter that the file of a cluster does not have.',
      'missing-value-file': 'A component with a chart has no base values.',
    },
  },
  {
    rule: unmatchedWaves,
    codes: {
      'wave-unmatched': 'A cluster is found by no generator, by several, or at another ref than that of its wave.',
    },
  },
  {
    rule: mixedWaves,
    codes: {
      'wave-mixed': 'Parts of a cluster are in different waves, or it follows another ref than that of its wave.',
    },
  },
  {
    rule: twoEngines,
    codes: { 'two-engines': 'A cluster has files of Argo CD and of Flux: both would reconcile it.' },
  },
  { rule: duplicateApplications, codes: { 'duplicate-application': 'Two Applications would have one name.' } },
  {
    rule: fluxSources,
    codes: {
      'unknown-source': 'A Flux object names a source that is not there.',
      'unknown-values': 'A HelmRelease reads values from a ConfigMap that its build does not make.',
    },
  },
  {
    rule: dependencies,
    codes: {
      'unknown-dependency': 'dependsOn names a Kustomization that the cluster does not have.',
      'dependency-cycle': 'Kustomizations wait for each other.',
    },
  },
  {
    rule: substitutions,
    codes: {
      'flux-substitution': 'A Kustomization substitutes variables, which breaks the ${…} of Grafana and the collector.',
    },
  },
  {
    rule: duplicateObjects,
    codes: {
      'duplicate-object':
        'Two components of a cluster own the same object: they would take it from each other for ever.',
    },
  },
  {
    rule: duplicateReleases,
    codes: { 'duplicate-release': 'Two Helm releases of a cluster have one name in one namespace.' },
  },
  {
    rule: unknownSecrets,
    codes: { 'unknown-secret': 'A Secret is used that nothing on the cluster makes and the input does not name.' },
  },
  {
    rule: encryptedObjects,
    codes: { 'encrypted-object': 'An object is encrypted with SOPS, which neither engine decrypts here.' },
  },
  {
    rule: forbiddenByProject,
    codes: {
      'project-forbids': "An object is of a kind, or in a namespace, that the cluster's AppProject does not allow.",
    },
  },
  { rule: secretValues, codes: { 'secret-value': 'Something that looks like a secret is written out.' } },
  {
    rule: names,
    codes: {
      'invalid-name': 'A name is longer than Kubernetes allows, or has characters that it does not.',
      'invalid-label':
        'The value of a label is longer than 63 characters or has characters that Kubernetes does not allow.',
    },
  },
  {
    rule: namespacesNamed,
    codes: { 'missing-namespace': 'An object does not name its namespace, and the engines would choose differently.' },
  },
  {
    rule: podSecurity,
    codes: {
      'pod-security': 'A pod of ours does not meet the Pod Security level that its namespace enforces.',
      'unknown-service-account': 'A pod of ours runs under a service account that its build does not make.',
    },
  },
];

export function lint(tree: LintTree, fleet: Fleet): readonly Finding[] {
  return RULES.flatMap(({ rule }) => rule(tree, fleet));
}
