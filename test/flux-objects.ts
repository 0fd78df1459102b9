/** What Flux makes of the files of a fleet on one cluster, beside what is bootstrapped: its Kustomizations, and whom it tells of trouble. */
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { kustomizeBuild } from './kustomize-build.ts';
import { realTool } from './real-tool.ts';
import { inTemporaryFolder, writeFiles } from './temporary-folder.ts';

export async function fluxText(files: ReadonlyMap<string, string>, cluster: string): Promise<string> {
  return buildOf(files, /^flux\/(environments|kustomizations)\//, `flux/kustomizations/${cluster}`);
}

export async function fluxObjects(files: ReadonlyMap<string, string>, cluster: string) {
  return parseAllDocuments(await fluxText(files, cluster)).map((document) => document.toJS());
}

/** What Flux applies for a component of a cluster that has a build of its own. */
export async function fluxBuild(files: ReadonlyMap<string, string>, cluster: string, component: string) {
  const text = await buildOf(
    files,
    /^(bases|overlays|clusters|dashboards|flux)\//,
    `flux/builds/${cluster}/${component}`,
  );
  return parseAllDocuments(text).map((document) => document.toJS());
}

async function buildOf(files: ReadonlyMap<string, string>, read: RegExp, folder: string): Promise<string> {
  const binary = await realTool('kustomize');
  return inTemporaryFolder(async (repo) => {
    writeFiles(
      repo,
      [...files].filter(([path]) => read.test(path)),
    );
    const build = await kustomizeBuild(binary, join(repo, folder));
    if (!build.ok) throw new Error(build.message);
    return build.text;
  });
}
