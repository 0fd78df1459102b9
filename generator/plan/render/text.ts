/** A plan for a terminal. */
import type { Fate } from '../difference/objects.ts';
import type { ComponentChange, Danger, Plan, PlannedCluster } from '../plan.ts';
import { causesText, componentLines, counted, type Line, movesOf, named, objectLines } from './lines.ts';
import { headline, restartLine } from './radius.ts';

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
  const { dangers, clusters, components, hub } = plan;
  const restarts = restartLine(plan);
  const sections = [
    [
      headline(plan),
      ...(restarts === undefined ? [] : [`  ${restarts}`]),
      ...waveLines(plan),
      ...clusters.flatMap(clusterLines),
    ],
    ...(dangers.length === 0 ? [] : [[counted(dangers.length, 'danger'), ...dangers.map(dangerLine)]]),
    ...components.map(componentSection),
    ...(hub.length === 0 ? [] : [['Argo CD itself', ...hub.flatMap(objectLines).map(lineText)]]),
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

function clusterLines(cluster: PlannedCluster): readonly string[] {
  const { name, fate } = cluster;
  if (fate === 'created' || fate === 'removed') return [lineText({ fate, depth: 0, text: `cluster ${name}` })];
  const moved = movesOf(cluster).map(({ field, from, to }) => `${field} ${from} → ${to}`);
  if (moved.length === 0) return [];
  return [lineText({ fate: 'changed', depth: 0, text: `cluster ${name}: ${moved.join(', ')}` })];
}

export function dangerLine({ code, message, component, clusters }: Danger): string {
  const where = component === undefined ? '' : ` (${component} on ${named(clusters, MOST_NAMES)})`;
  return `  ${DANGER} ${message}${where} [${code}]`;
}

function componentSection(change: ComponentChange): readonly string[] {
  const { component, clusters, fate, restarts } = change;
  const what = fate === 'changed' ? '' : `, ${fate}`;
  const causes = causesText(change);
  return [
    `${component}${what} on ${counted(clusters.length, 'cluster')}: ${named(clusters, MOST_NAMES)}`,
    ...(causes === undefined ? [] : [`  ${causes}`]),
    ...(restarts.length === 0 ? [] : [`  restarts ${restarts.map(({ workload }) => workload).join(', ')}`]),
    ...componentLines(change).map(lineText),
  ];
}
