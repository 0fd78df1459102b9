/**
 * The bundle of JSON Schemas that kubeconform reads, one file per kind and version:
 * `kubernetes/<minor>/<group>/<kind>_<version>.json` for built-in kinds, `crds/<group>/…` for custom resources.
 * PROVENANCE.json names the release behind each file. tools/schemas/bundle.ts writes the whole folder.
 */
import { createHash } from 'node:crypto';
import type { KubernetesMinor } from '../fleet/model.ts';

/** Relative to the program's folder. */
export const SCHEMAS_FOLDER = 'generator/validate/schemas';

const FILE_OF_KIND = '{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json';

/** The only two locations that kubeconform reads, relative to the folder of schemas. Its default is on the internet. */
export function schemaLocations(minor: KubernetesMinor): readonly string[] {
  return [`kubernetes/${minor}/${FILE_OF_KIND}`, `crds/${FILE_OF_KIND}`];
}

/** One hash over paths and contents, independent of their order. */
export function hashOfFiles(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${path}\0${Buffer.byteLength(text)}\0${text}`);
  }
  return hash.digest('hex');
}
