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
import type { Component, SecurityException } from '../stack/component.ts';
import { buildGraph } from '../stack/graph.ts';
import type { Finding } from './finding.ts';
import { findSecrets } from './gitleaks.ts';
import { ignoredFiles } from './ignored.ts';
import { buildAll } from './kustomize.ts';
import { lint } from './lint/lint.ts';
import { parseFiles, parseTree } from './lint/tree.ts';
import { checkSchemas, streamsOf } from './schema-checks.ts';
import { type Changed, scopeOf } from './scope.ts';
import { isApplied, isKustomization, readSources, readTexts, type Sources } from './sources.ts';
import type { Tools } from './tools.ts';
import { type WrittenIn, writtenTexts } from './written-texts.ts';

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
  /** Everything is validated when it is absent. Rules that compare read the whole tree, and the builds of what is deployed together with a change. */
  readonly changed?: Changed;
  readonly tools: Tools;
  readonly onProgress: (text: string) => void;
}

type Validated = ValidationReport & { readonly read: ReadonlySet<string> };

/**
 * The report, and every file that the builds can have read. Where a build of what has changed fails, everything is validated: rules that
 * compare would miss what it makes, and take it from layers that are not built otherwise.
 */
export async function validateRepository(options: ValidationOptions): Promise<Validated> {
  const { changed, ...everything } = options;
  const report = await validateScope(options);
  const isBroken = changed !== undefined && report.findings.some(({ code }) => code === 'build-failed');
  return isBroken ? validateScope(everything) : report;
}

async function validateScope({
  repo,
  fleet,
  registry,
  changed,
  tools,
  onProgress,
}: ValidationOptions): Promise<Validated> {
  const minors = [...new Set(fleet.clusters.map(({ kubernetes }) => kubernetes))].sort();
  const exceptions = exceptionsOf(fleet, registry);
  const sources = readSources(repo);
  if (sources.refused.length > 0)
    return { findings: sorted(sources.refused), builds: 0, documents: 0, minors, exceptions, read: sources.paths };
  const read = documentReader();
  const { folders, isChecked, isChanged, isRead, isSearched } = scopeOf(changed, sources, fleet, read);
  const builder = tools['kustomize-builder'];
  // Each of the first three waits for a program of its own; files are parsed meanwhile.
  const [{ built, failed }, secrets, ignored, parsed] = await Promise.all([
    buildFolders({ repo, builder, folders, onProgress }),
    writtenSecrets({ repo, paths: sources.paths, known: sources.files, isWanted: isSearched }, tools.gitleaks),
    ignoredFiles(repo, named(sources)),
    parseFiles([...sources.files, ...readTexts(repo, sources.valueFiles.filter(isRead))], read),
  ]);
  const streams = streamsOf(sources, built, isChecked);
  const [schemas, rules] = await Promise.all([
    checkSchemas({ kubeconform: tools.kubeconform, minors, streams, fleet, onProgress }),
    lint(parseTree({ sources, parsed, built, read, repository: fleet.repository, isChanged }), fleet),
  ]);
  return {
    findings: sorted(withoutRecordOfSops([...failed, ...secrets, ...ignored, ...schemas, ...rules])),
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

async function writtenSecrets(files: WrittenIn, gitleaks: string): Promise<readonly Finding[]> {
  const found = await findSecrets(gitleaks, writtenTexts(files));
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
