/** Upstream's own manifests, which a component takes from a repository of theirs: the same files, from the Go module of it. */
import { join } from 'node:path';
import type { UpstreamFolder } from '../../generator/stack/component.ts';
import { fetchModule } from '../../tools/schemas/modules.ts';

/** Modules that hold what a repository holds at the same tag. */
const MODULES: Readonly<Record<string, string>> = {
  'https://github.com/kubernetes-sigs/gateway-api': 'sigs.k8s.io/gateway-api',
};

/** Where the files of the folder are on this machine. */
export async function fetchUpstreamFolder({ repository, path, version }: UpstreamFolder): Promise<string> {
  const module = MODULES[repository];
  if (module === undefined) throw new Error(`no module is known for ${repository}`);
  return join((await fetchModule(module, version)).folder, path);
}
