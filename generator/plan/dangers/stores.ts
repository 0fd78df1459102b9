/** Objects and releases that hold data, and go. */
import { isStore, STORE_CHARTS } from '../stores.ts';
import type { ComponentRule, ComponentView, Finding } from './danger.ts';
import { subjectOf } from './subject.ts';

export const removedStores: ComponentRule = (view) => [...removedObjects(view), ...removedRelease(view)];

function removedObjects({ pairs }: ComponentView): readonly Finding[] {
  return pairs.flatMap(({ before, after, change }) => {
    if (before === undefined || after !== undefined || !isStore(before)) return [];
    return change.fate === 'kept'
      ? [
          {
            code: 'store-left',
            message: `${subjectOf(before)} is no longer in Git: it stays with its data, and nothing manages or backs it up`,
          },
        ]
      : [{ code: 'store-removed', message: `${subjectOf(before)} is removed, with its data` }];
  });
}

function removedRelease({ change: { release } }: ComponentView): readonly Finding[] {
  const { before, after } = release ?? {};
  if (before === undefined || (after !== undefined && after.chart === before.chart)) return [];
  if (!STORE_CHARTS.has(before.chart)) return [];
  const name = `release ${before.namespace}/${before.name} of chart ${before.chart}`;
  return [
    {
      code: 'store-left',
      message: `${name} is uninstalled: its volume claims stay with their data, and nothing manages them`,
    },
  ];
}
