/** How a fleet repository gets the program that generates it. */
import { renderTemplate } from '../../templates/render.ts';
import type { Starter, StarterFiles } from './starter.ts';

export function programFiles({ name, package: spec }: Starter): StarterFiles {
  return new Map([
    ['package.json', renderTemplate('package.json', { name: `${name}-observability`, package: spec })],
    ['renovate.json', renderTemplate('renovate.json', {})],
  ]);
}
