/** The image of OpenLIT, for its own pod and the one that sees to the password of its owner. */
import { APP_VERSIONS } from '../charts.ts';
import type { OpenlitSettings } from './settings.ts';

export function openlitRepository({ image }: OpenlitSettings): string {
  return `${image.registry}/openlit/openlit`;
}

export function openlitImage(s: OpenlitSettings): string {
  return `${openlitRepository(s)}:${s.image.tag ?? APP_VERSIONS.openlit}`;
}
