/** What Flux makes of the files of a fleet on one cluster, beside what is bootstrapped: its Kustomizations, and whom it tells of trouble. */
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { kustomizeBuild } from './kustomize-build.ts';
import { realTool } from './real-tool.ts';
import { inTemporaryFolder, writeFiles } from './temporary-folder.ts';

export async function fluxText(files: ReadonlyMap<string, string>, cluster: string): Promise<string> {
  const binary = await realTool('kustomize');
  return inTemporaryFolder(async (folder) => {
    writeFiles(
      folder,
      [...files].filter(([path]) => /^flux\/(environments|kustomizations)\//.test(path)),
    );
    const build = await kustomizeBuild(binary, join(folder, `flux/kustomizations/${cluster}`));
    if (!build.ok) throw new Error(build.message);
    return build.text;
  });
}

export async function fluxObjects(files: ReadonlyMap<string, string>, cluster: string) {
  return parseAllDocuments(await fluxText(files, cluster)).map((document) => document.toJS());
}
