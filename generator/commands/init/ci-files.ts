/** The pipeline that generates and validates a fleet repository. Its paths are relative to the root of the Git repository. */
import { renderTemplate } from '../../templates/render.ts';
import type { Starter, StarterFiles } from './starter.ts';

export function ciFiles(_starter: Starter): StarterFiles {
  return new Map([['.github/workflows/observability.yaml', renderTemplate('workflow.yaml', {})]]);
}
