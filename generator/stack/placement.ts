/** What is said of the placement of a component's pods, by itself and by its level. */
import type { CommonSettings, Level } from '../fleet/model.ts';
import type { Placement } from '../kubernetes/placement.ts';

/** Of a component: field by field what it says itself, or else what the level says. A field is read when something is placed by it. */
export function placementOf(
  { placement: own }: Pick<CommonSettings, 'placement'>,
  { placement: all }: Pick<Level, 'placement'>,
): Placement {
  return {
    get nodeSelector() {
      return own?.nodeSelector ?? all.nodeSelector;
    },
    get tolerations() {
      return own?.tolerations ?? all.tolerations;
    },
    get priorityClassName() {
      return own?.priorityClassName ?? all.priorityClassName;
    },
    get spread() {
      if (own?.spread === undefined) return all.spread;
      const { spread } = own;
      return {
        get zones() {
          return spread.zones ?? all.spread?.zones;
        },
        get hosts() {
          return spread.hosts ?? all.spread?.hosts;
        },
      };
    },
  };
}
