/** A report for people: what is newer, then who could not be asked. */
import { grouped } from '../layers/selector.ts';
import { counted, named } from '../plan/render/lines.ts';
import { isOutdated, type OutdatedItem, type OutdatedReport } from './report.ts';
import { STEPS } from './steps.ts';

const MOST_NAMES = 6;

export function outdatedText({ knownGoodSet, items }: OutdatedReport): string {
  const newer = items.filter(isOutdated);
  const asked = items.filter(({ problem }) => problem === null);
  const silent = grouped(
    items.flatMap((one) => (one.problem === null ? [] : [{ ...one, why: one.problem }])),
    ({ why, place }) => `${hostOf(place)} ${why}`,
  );
  return [
    ...newer.flatMap((item) => itemLines(item, knownGoodSet)),
    `${newer.length} of ${asked.length} that were asked for have newer versions`,
    ...silent.map(
      (group) =>
        `not asked for: ${named(
          group.map(({ name }) => name),
          MOST_NAMES,
        )}\n  ${hostOf(group[0].place)}: ${group[0].why}`,
    ),
  ].join('\n');
}

function itemLines(
  { kind, name, version, newer, knownGood, components, clusters }: OutdatedItem,
  set: string,
): readonly string[] {
  const steps = STEPS.flatMap((step) => (newer[step] === null ? [] : [`${step} ${newer[step]}`]));
  const known =
    knownGood === null ? [] : [`  known-good set ${set}: ${knownGood === version ? 'this version' : knownGood}`];
  return [
    `${kind} ${name} ${version}: ${steps.join(', ')}${newer.major === null ? '' : ', which needs reading'}`,
    `  of ${components.join(', ')} on ${counted(clusters.length, 'cluster')}`,
    ...known,
  ];
}

function hostOf(place: string): string {
  return place.replace(/^https?:\/\//, '').split('/')[0] ?? '';
}
