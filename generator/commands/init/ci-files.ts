/** The pipeline that generates and validates a fleet repository. */
import { renderTemplate } from '../../templates/render.ts';
import type { StarterFiles } from './starter.ts';

export function ciFiles(): StarterFiles {
  return new Map([['.github/workflows/observability.yaml', renderTemplate('workflow.yaml', {})]]);
}
