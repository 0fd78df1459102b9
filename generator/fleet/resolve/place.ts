/** Whether the input says where in its Git repository the fleet is: engines look for every file there. */
import { isObject, type Json } from '../../data/json.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { InputDocument } from '../parse/input-document.ts';
import { gitFolder } from '../schema/git-names.ts';

const PATH = ['spec', 'repository', 'path'] as const;

/** `folder` is where it is. What the schema refuses is told by the schema. */
export function wrongPlace(fleet: InputDocument, folder: string): readonly Diagnostic[] {
  const said = PATH.reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), fleet.value) ?? '.';
  if (said === folder || !gitFolder.safeParse(said).success) return [];
  const message = fleet.has(PATH)
    ? `says ${said}, but this folder is ${folder} in its Git repository`
    : `has no path, but this folder is ${folder} in its Git repository: engines would look for every file at its root`;
  const place = fleet.has(PATH) ? PATH : PATH.slice(0, -1);
  return [fleet.diagnose(fleet.has(PATH) ? 'value' : 'key', place, 'wrong-folder', message, remedy(folder))];
}

function remedy(folder: string): string {
  if (folder === '.') return 'remove path: the fleet is at the root of its Git repository';
  return gitFolder.safeParse(folder).success
    ? `write path: ${folder}`
    : 'move or rename the folder: a path that engines read has letters, digits, ., _, - and / only, and no folder .git';
}
