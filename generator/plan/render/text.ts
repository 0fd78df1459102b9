/** A plan for a terminal. */
import type { Fate } from '../difference/objects.ts';
import type { ComponentChange, Plan } from '../plan.ts';
import { clusterFates } from './cluster-fates.ts';
import { hubLines } from './hub-lines.ts';
import { legend } from './legend.ts';
import {
  type Among,
  causesText,
  changeText,
  componentLines,
  counted,
  type Line,
  named,
  placeOfDanger,
} from './lines.ts';
import { orderLines } from './orders.ts';
import { dangersPerPeer } from './per-peer.ts';
import { headline, restartLine, waitingLine } from './radius.ts';

/** Of each line. */
export const MARKS: Readonly<Record<Fate, string>> = { created: '+', changed: '~', removed: '-', kept: '=' };
const DANGER = '!';

/** Of each mark, as terminals number them. */
const COLOURS: ReadonlyMap<string, number> = new Map([
  [MARKS.created, 32],
  [MARKS.changed, 33],
  [MARKS.removed, 31],
  [MARKS.kept, 36],
  [DANGER, 35],
]);

/** Of one line. */
export const MOST_NAMES = 8;

export function planText(plan: Plan): string {
  const { dangers, clusters, components, hub, steps } = plan;
  const sentences = [restartLine(plan), waitingLine(plan), legend(plan)].filter((sentence) => sentence !== undefined);
  const sections = [
    [
      headline(plan),
      ...sentences.map((sentence) => `  ${sentence}`),
      ...waveLines(plan),
      ...clusterFates(clusters).map(({ fate, names, moves }) =>
        lineText({
          fate,
          depth: 0,
          text: [clustersText(names), moves.join(', ')].filter((part) => part !== '').join(': '),
        }),
      ),
    ],
    ...(dangers.length === 0 ? [] : [dangerSection(plan)]),
    ...components.map((change) => componentSection(change, { most: MOST_NAMES, all: clusters.length })),
    ...(hub.length === 0 ? [] : [['Argo CD itself', ...hubLines(hub, MOST_NAMES).map(lineText)]]),
    ...(steps.length === 0 ? [] : [['order of syncs', ...orderLines(steps).map((line) => `  ${line}`)]]),
  ];
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}

/** The text with the colours of a terminal. */
export function painted(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const colour = COLOURS.get(/^ +(\S) /.exec(line)?.[1] ?? '');
      return colour === undefined ? line : `\u001b[${colour}m${line}\u001b[0m`;
    })
    .join('\n');
}

function lineText({ fate, depth, text }: Line): string {
  return `${'    '.repeat(depth)}  ${MARKS[fate]} ${text}`;
}

/** Those that it concerns. */
export function waveLines({ waves }: Plan): readonly string[] {
  return waves
    .filter(({ changed }) => changed.length > 0)
    .map(
      ({ name, ref, changed, clusters }) =>
        `  wave ${name} (${ref}): ${changed.length} of ${clusters}: ${named(changed, MOST_NAMES)}`,
    );
}

function clustersText(names: readonly string[]): string {
  return names.length === 1
    ? `cluster ${names[0]}`
    : `${counted(names.length, 'cluster')}: ${named(names, MOST_NAMES)}`;
}

function dangerSection(plan: Plan): readonly string[] {
  const lines = dangerLines(plan);
  return [counted(lines.length, 'danger'), ...lines];
}

export function dangerLines({ dangers, clusters }: Plan): readonly string[] {
  const among = { most: MOST_NAMES, all: clusters.length };
  return dangersPerPeer(dangers, MOST_NAMES).map(
    (danger) => `  ${DANGER} ${danger.message}${placeOfDanger(danger, among)} [${danger.code}]`,
  );
}

function componentSection(change: ComponentChange, among: Among): readonly string[] {
  const { restarts } = change;
  const causes = causesText(change);
  return [
    changeText(change, among),
    ...(causes === undefined ? [] : [`  ${causes}`]),
    ...(restarts.length === 0 ? [] : [`  restarts ${restarts.map(({ workload }) => workload).join(', ')}`]),
    ...componentLines(change).map(lineText),
  ];
}
