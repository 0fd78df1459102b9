/** The root Application of a fleet, which a person applies. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isObject } from '../../../generator/data/json.ts';
import type { FleetRepository, Heads } from '../fleet-repository.ts';
import { keyOf, readManifest } from '../live-object.ts';
import { FIRST_WAVE } from '../waves.ts';

/** Its key, as the fleet's branch has it; undefined where no cluster has Argo CD. */
export async function rootIn(fleet: FleetRepository, heads: Heads): Promise<string | undefined> {
  const commit = heads.get(FIRST_WAVE);
  if (commit === undefined) return undefined;
  const path = join(await fleet.tree(commit), 'argocd/root.yaml');
  if (!existsSync(path)) return undefined;
  const objects = parseAllDocuments(await readFile(path, 'utf8'))
    .map((document): unknown => document.toJS())
    .filter(isObject)
    .map(readManifest);
  const root = objects.find(({ kind }) => kind === 'Application');
  return root && keyOf(root);
}
