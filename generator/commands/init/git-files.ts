/** What other programs must know of the files of a fleet repository. */
import { renderTemplate } from '../../templates/render.ts';
import type { StarterFiles } from './starter.ts';

export function gitFiles(): StarterFiles {
  return new Map([
    ['.gitignore', renderTemplate('gitignore', {})],
    ['.gitattributes', renderTemplate('gitattributes', {})],
  ]);
}
