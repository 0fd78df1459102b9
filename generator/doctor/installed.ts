/** Whether what the input says of components fits what is installed already. */

import { textAt } from '../data/fields.ts';
import { RECOGNISED } from '../live/facts/installed.ts';
import { type Finding, plainSettings, type Subject } from './finding.ts';

export function installedFindings({ cluster, deployed, facts }: Subject): readonly Finding[] {
  return RECOGNISED.flatMap((component): readonly Finding[] => {
    const found = facts.installed.find((one) => one.component === component);
    const settings = plainSettings(cluster, component);
    const isExisting = textAt(settings, 'mode') === 'existing';
    if (isExisting && found === undefined)
      return [
        {
          name: 'not-installed',
          component,
          path: ['mode'],
          message: 'the cluster does not have it, or has its definitions without its pods',
          hint: `install it, or remove mode: existing, and it is deployed with the rest`,
        },
      ];
    if (found !== undefined && deployed.includes(component))
      return [
        {
          name: 'installed-twice',
          component,
          path: ['mode'],
          message: `somebody has installed ${found.version === undefined ? 'it' : `version ${found.version}`} already${found.namespace === undefined ? '' : `, in namespace ${found.namespace}`}: two of it would fight over the same objects`,
          hint: `set components.${component}.mode: existing, or remove the other one first`,
        },
      ];
    const namespace = textAt(settings, 'namespace');
    if (isExisting && namespace !== '' && found?.namespace !== undefined && found.namespace !== namespace)
      return [
        {
          name: 'installed-elsewhere',
          component,
          path: ['namespace'],
          message: `its pods are in namespace ${found.namespace}, from where network policies do not let it in`,
          hint: `set components.${component}.namespace: ${found.namespace}`,
        },
      ];
    return [];
  });
}
