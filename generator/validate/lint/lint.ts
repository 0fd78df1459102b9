/** Our own rules, which schemas cannot check, because they are about several files. */
import type { Fleet } from '../../fleet/model.ts';
import type { Finding } from '../finding.ts';
import { duplicateApplications, missingParts, unmatchedWaves } from './argocd.ts';
import { brokenFiles } from './embedded.ts';
import { encryptedObjects } from './encrypted.ts';
import { dependencies, fluxSources, substitutions } from './flux.ts';
import { escapedCharts, escapedImages } from './mirror.ts';
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

/** Every rule, with its codes and their meaning. */
export const RULES: readonly RuleEntry[] = [
  {
    rule: danglingReferences,
    codes: { 'missing-resource': 'A kustomization refers to a file or folder that does not exist.' },
  },
  {
    rule: unappliedFiles,
    codes: {
      'unapplied-file':
        'A file next to the Flux Kustomizations of a cluster is not part of a kustomization: Flux does not apply it.',
    },
  },
  {
    rule: idlePatches,
    codes: { 'idle-patch': 'A patch of the input selects no object of its component on any of its clusters.' },
  },
  {
    rule: unreadableFiles,
    codes: { 'unreadable-file': 'A parameter file or a Helm values file is not valid YAML.' },
  },
  {
    rule: brokenFiles,
    codes: { 'invalid-embedded': 'A ConfigMap or Secret contains a JSON or YAML file that cannot be parsed.' },
  },
  {
    rule: wrongPromql,
    codes: { 'invalid-promql': 'A rule or a dashboard contains invalid PromQL.' },
  },
  {
    rule: missingParts,
    codes: {
      'unknown-application-set': 'A parameter file belongs to a component without an ApplicationSet.',
      'unknown-project': 'An Application would be in an AppProject that does not exist.',
      'missing-folder':
        'The path of an Application or of a Flux Kustomization is a folder without a kustomization.yaml.',
      'missing-parameter': 'An ApplicationSet needs a parameter that is missing in the parameter file of a cluster.',
      'missing-value-file': 'A component with a chart has no values file in its base.',
    },
  },
  {
    rule: unmatchedWaves,
    codes: {
      'wave-unmatched': 'A cluster is selected by no generator, by several, or by one with another ref than its wave.',
    },
  },
  {
    rule: mixedWaves,
    codes: {
      'wave-mixed': 'Components of a cluster are in different waves, or follow another ref than the wave.',
    },
  },
  {
    rule: twoEngines,
    codes: { 'two-engines': 'A cluster has files of Argo CD and of Flux: both would reconcile it.' },
  },
  { rule: duplicateApplications, codes: { 'duplicate-application': 'Two Applications would have the same name.' } },
  {
    rule: fluxSources,
    codes: {
      'unknown-source': 'A Flux object refers to a source that does not exist.',
      'unknown-values': 'A HelmRelease reads values from a ConfigMap that its build does not contain.',
    },
  },
  {
    rule: dependencies,
    codes: {
      'unknown-dependency': 'dependsOn refers to a Kustomization that does not exist on the cluster.',
      'dependency-cycle': 'Kustomizations depend on each other in a cycle.',
    },
  },
  {
    rule: substitutions,
    codes: {
      'flux-substitution':
        'A Kustomization uses postBuild substitution, which would replace the ${…} variables of Grafana and the collector.',
    },
  },
  {
    rule: duplicateObjects,
    codes: {
      'duplicate-object':
        'Two components of a cluster contain the same object: each would overwrite the changes of the other.',
    },
  },
  {
    rule: duplicateReleases,
    codes: { 'duplicate-release': 'Two Helm releases of a cluster have the same name and namespace.' },
  },
  {
    rule: unknownSecrets,
    codes: {
      'unknown-secret': 'A Secret is used that nothing on the cluster creates and that the input does not declare.',
    },
  },
  {
    rule: encryptedObjects,
    codes: { 'encrypted-object': 'An object is encrypted with SOPS, and the engine of a cluster does not decrypt it.' },
  },
  {
    rule: forbiddenByProject,
    codes: {
      'project-forbids': 'The AppProject of the cluster does not allow the kind or the namespace of an object.',
    },
  },
  {
    rule: escapedImages,
    codes: { 'image-not-mirrored': 'An image is not in the mirror that `registry.images` says for the cluster.' },
  },
  {
    rule: escapedCharts,
    codes: { 'chart-not-mirrored': 'A chart is not from the mirror that `registry.charts` says for the cluster.' },
  },
  { rule: secretValues, codes: { 'secret-value': 'A value looks like a secret in plain text.' } },
  {
    rule: names,
    codes: {
      'invalid-name': 'A name is longer than Kubernetes allows, or contains characters that are not allowed.',
      'invalid-label': 'A label value is longer than 63 characters, or contains characters that are not allowed.',
    },
  },
  {
    rule: namespacesNamed,
    codes: { 'missing-namespace': 'An object has no namespace, and Argo CD and Flux would choose different ones.' },
  },
  {
    rule: podSecurity,
    codes: {
      'pod-security': 'A pod does not meet the Pod Security level that its namespace enforces.',
      'unknown-service-account': 'A pod uses a ServiceAccount that its build does not contain.',
    },
  },
];

export function lint(tree: LintTree, fleet: Fleet): readonly Finding[] {
  return RULES.flatMap(({ rule }) => rule(tree, fleet));
}
