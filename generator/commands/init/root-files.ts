/** What programs must know of the files of a fleet that look for it at the root of the Git repository alone. */
import { renderTemplate } from '../../templates/render.ts';
import { GENERATED_FOLDERS } from './git-files.ts';
import { prefixOf, type Starter, type StarterFiles } from './starter.ts';

/** Paths from the root of the Git repository. */
export function rootFiles(starter: Starter): StarterFiles {
  const prefix = prefixOf(starter);
  const pattern = JSON.stringify(prefix.replaceAll('.', '\\.')).slice(1, -1);
  return new Map([
    ['.prettierignore', renderTemplate('prettierignore', { generated: GENERATED_FOLDERS, prefix })],
    ['renovate.json', renderTemplate('renovate.json', { prefix, pattern })],
  ]);
}
