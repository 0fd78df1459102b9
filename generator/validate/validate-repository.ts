/**
 * Validates a repository:
 * 0. every kustomization must refer only to files and folders of the repository, or nothing is built;
 * 1. every folder is built with Kustomize, as the engines build it;
 * 2. every built document and every engine file is checked against the schemas of each Kubernetes minor that it can be applied to;
 * 3. our own rules check the whole tree: references, owners, names, secrets, Pod Security.
 */

import { realpathSync } from 'node:fs';
import { documentReader } from '../data/documents.ts';
import { oncePerArgument } from '../data/once.ts';
import type { Cluster, Fleet, KubernetesMinor } from '../fleet/model.ts';
import { oncePerFingerprint } from '../fleet/resolve/fingerprint.ts';
import { checkedKustomization } from '../kustomize/checked-kustomization.ts';
import type { Component, SecurityException } from '../stack/component.ts';
import { buildGraph } from '../stack/graph.ts';
import { patchedFolder, placeOf } from '../tree/layout.ts';
import { deployedTogether } from './deployed-together.ts';
import type { Finding } from './finding.ts';
import { findSecrets } from './gitleaks.ts';
import { ignoredFiles } from './ignored.ts';
import { type DocumentStream, documentsOf, runKubeconform } from './kubeconform.ts';
import { affectedFolders } from './kustomizations.ts';
import { buildAll } from './kustomize.ts';
import { lint } from './lint/lint.ts';
import { parseTree } from './lint/tree.ts';
import { isApplied, isKustomization, readSources, type Sources } from './sources.ts';
import type { Tools } from './tools.ts';
import { writtenTexts } from './written-texts.ts';

export interface ValidationReport {
  readonly findings: readonly Finding[];
  readonly builds: number;
  readonly documents: number;
  readonly minors: readonly KubernetesMinor[];
  /** Exceptions of deployed components from the security rules, with reasons. */
  readonly exceptions: readonly (SecurityException & { readonly component: string })[];
}

export interface ValidationOptions {
  readonly registry: readonly Component[];
  readonly repo: string;
  readonly fleet: Fleet;
  /** Paths that changed; all when absent. Our own rules read the whole tree, and the builds of what is deployed together with a change. */
  readonly changed?: readonly string[];
  readonly tools: Tools;
  readonly onProgress: (text: string) => void;
}

/** The report, and every file that the builds can have read. */
export async function validateRepository({
  repo,
  fleet,
  registry,
  changed,
  tools,
  onProgress,
}: ValidationOptions): Promise<ValidationReport & { readonly read: ReadonlySet<string> }> {
  const minors = [...new Set(fleet.clusters.map(({ kubernetes }) => kubernetes))].sort();
  const exceptions = exceptionsOf(fleet, registry);
  const sources = readSources(repo);
  if (sources.refused.length > 0)
    return { findings: sorted(sources.refused), builds: 0, documents: 0, minors, exceptions, read: sources.paths };
  const read = documentReader();
  const reached = changed && new Set([...changed, ...affectedFolders(sources.kustomizations, changed)]);
  const together = reached && deployedTogether(reached, sources, fleet, read);
  const isReached = (path: string): boolean => reached === undefined || reached.has(path);
  // Rules about patches need the build without them too.
  const folders = sources.folders.filter(
    (folder) => isReached(folder) || isReached(patchedFolder(folder)) || together?.has(folder),
  );
  const builder = tools['kustomize-builder'];
  // Each waits for a program of its own.
  const [{ built, failed }, secrets] = await Promise.all([
    buildFolders({ repo, builder, folders, onProgress }),
    writtenSecrets(repo, sources, tools.gitleaks),
  ]);
  const findings: Finding[] = [...failed, ...secrets];
  const applied = [...sources.files]
    .filter(([path]) => isApplied(path) || isKustomization(path))
    .map(([file, text]): DocumentStream => {
      const documents = documentsOf(text);
      return { file, documents: isKustomization(file) ? documents.map(checkedKustomization) : documents };
    });
  const streams = [...applied, ...[...built].map(([file, documents]): DocumentStream => ({ file, documents }))].filter(
    ({ file }) => isReached(file),
  );
  const minorOf = minorsByCluster(fleet);
  for (const minor of minors) {
    onProgress(`checking schemas, Kubernetes ${minor}`);
    const wrong = await runKubeconform({
      binary: tools.kubeconform,
      minor,
      streams: streams.filter(({ file }) => (minorOf(file) ?? minor) === minor),
    });
    findings.push(...wrong.map((finding) => ({ ...finding, message: `Kubernetes ${minor}: ${finding.message}` })));
  }
  onProgress('checking references');
  const tree = parseTree(sources, built, read, fleet.repository);
  findings.push(...lint(tree, fleet), ...(await ignoredFiles(repo, named(sources))));
  return {
    findings: sorted(withoutRecordOfSops(findings)),
    builds: built.size,
    documents: countDocuments(sources, built),
    minors,
    exceptions,
    read: sources.paths,
  };
}

/** Files that kustomizations name, and the kustomizations: what else is in the folders of users, nothing reads. */
function named({ kustomizations, paths }: Sources): readonly string[] {
  const references = [...kustomizations.values()].flatMap((all) => all.map(({ path }) => path));
  return [...references, ...[...paths].filter(isKustomization)].filter((path) => paths.has(path));
}

async function writtenSecrets(repo: string, { files, paths }: Sources, gitleaks: string): Promise<readonly Finding[]> {
  const found = await findSecrets(gitleaks, writtenTexts(repo, paths, files));
  return found.map(({ file, line, rule }) => ({
    code: 'secret-found',
    file,
    line,
    message: `contains something that looks like a secret (${rule})`,
    hint: 'move it to the secrets store, and write only its name here; if it was pushed, replace the secret',
  }));
}

/** SOPS adds the field `sops`, which no schema allows: the rule encrypted-object reports it instead. */
function withoutRecordOfSops(findings: readonly Finding[]): readonly Finding[] {
  const encrypted = new Set(findings.filter(({ code }) => code === 'encrypted-object').map(({ object }) => object));
  return findings.filter(
    ({ code, object, message }) =>
      code !== 'schema-violation' || !encrypted.has(object) || !message.includes("additional properties 'sops'"),
  );
}

interface BuildOptions {
  readonly repo: string;
  readonly builder: string;
  readonly folders: readonly string[];
  readonly onProgress: (text: string) => void;
}

/** Few enough updates for a terminal. */
const FOLDERS_A_STEP = 100;

async function buildFolders({ repo, builder, folders, onProgress }: BuildOptions): Promise<{
  readonly built: ReadonlyMap<string, readonly string[]>;
  readonly failed: readonly Finding[];
}> {
  const progress = (done: number): void => {
    if (done % FOLDERS_A_STEP === 0) onProgress(`building ${folders.length} folders, ${done} done`);
  };
  progress(0);
  const path = realpathSync(repo);
  const builds = await buildAll({ binary: builder, repo: path, folders, onBuild: progress });
  return {
    built: new Map(builds.flatMap((build) => (build.ok ? [[build.folder, build.documents]] : []))),
    failed: builds.flatMap((build) =>
      build.ok ? [] : [{ code: 'build-failed', file: build.folder, message: build.message.replaceAll(`${path}/`, '') }],
    ),
  };
}

/** The exceptions of every component that is deployed on a cluster. */
function exceptionsOf(fleet: Fleet, registry: readonly Component[]): ValidationReport['exceptions'] {
  const deployedOn = oncePerFingerprint((cluster: Cluster) => buildGraph(fleet, cluster, registry).deployed);
  const deployed = new Set(fleet.clusters.flatMap(deployedOn));
  return registry
    .filter((component) => deployed.has(component))
    .flatMap(({ name, exceptions }) => (exceptions ?? []).map((exception) => ({ component: name, ...exception })));
}

/** Files of one cluster are only applied to its Kubernetes version, except its AppProject, which is applied where Argo CD runs. */
function minorsByCluster({ clusters }: Fleet): (file: string) => KubernetesMinor | undefined {
  const minors = new Map(clusters.map(({ name, kubernetes }) => [name, kubernetes]));
  return (file) => {
    const place = placeOf(file);
    return place === undefined || place.kind === 'argocdProject' ? undefined : minors.get(place.names.cluster ?? '');
  };
}

function countDocuments(sources: Sources, built: ReadonlyMap<string, readonly string[]>): number {
  const inFiles = [...sources.files].filter(([path]) => isApplied(path)).map(([, text]) => objectsIn(text));
  const inBuilds = [...built.values()].flat().map(oncePerArgument(objectsIn));
  return [...inFiles, ...inBuilds].reduce((sum, count) => sum + count, 0);
}

function objectsIn(text: string): number {
  return text.match(/^kind: /gm)?.length ?? 0;
}

function sorted(findings: readonly Finding[]): readonly Finding[] {
  const key = ({ file, line = 0, column = 0, object = '', code, message }: Finding): string =>
    [file, String(line).padStart(8), String(column).padStart(8), object, code, message].join('\0');
  return [...new Map(findings.map((finding) => [key(finding), finding]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, finding]) => finding);
}
