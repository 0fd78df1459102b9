/** A plan for a terminal. */
import type { Fate } from '../difference/objects.ts';
import type { ComponentChange, Danger, Plan, PlannedCluster } from '../plan.ts';
import { componentLines, counted, type Line, named, objectLines } from './lines.ts';

/** Of each line; with its colour on a terminal. */
const MARKS: Readonly<Record<Fate, { readonly mark: string; readonly colour: number }>> = {
  created: { mark: '+', colour: 32 },
  changed: { mark: '~', colour: 33 },
  removed: { mark: '-', colour: 31 },
  kept: { mark: '=', colour: 36 },
};

const MOST_NAMES = 8;

/** `colour`: whether lines may have the colours of a terminal. */
export function planText(plan: Plan, colour: boolean): string {
  const paint = painter(colour);
  const sections = [
    [headline(plan), ...waveLines(plan), ...plan.clusters.flatMap((cluster) => clusterLines(cluster, paint))],
    ...(plan.dangers.length === 0 ? [] : [[counted(plan.dangers.length, 'danger'), ...plan.dangers.map(dangerLine)]]),
    ...plan.components.map((change) => componentSection(change, paint)),
    ...(plan.hub.length === 0 ? [] : [['Argo CD itself', ...plan.hub.flatMap(objectLines).map(paint)]]),
  ];
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}

type Paint = (line: Line) => string;

function painter(colour: boolean): Paint {
  return ({ fate, depth, text }) => {
    const { mark, colour: code } = MARKS[fate];
    const line = `${'    '.repeat(depth)}  ${mark} ${text}`;
    return colour ? `\u001b[${code}m${line}\u001b[0m` : line;
  };
}

/** What is compared, and how far it reaches. */
export function headline({ base, clusters, hub }: Plan): string {
  const touched = clusters.filter(({ fate }) => fate !== 'unchanged');
  const against = `compared with ${base.revision} (${base.commit.slice(0, 12)})`;
  if (touched.length + hub.length === 0) return `no change, ${against}`;
  return `${touched.length} of ${counted(clusters.length, 'cluster')} ${touched.length === 1 ? 'changes' : 'change'}, ${against}`;
}

function waveLines({ waves }: Plan): readonly string[] {
  return waves
    .filter(({ changed }) => changed.length > 0)
    .map(
      ({ name, ref, changed, clusters }) =>
        `  wave ${name} (${ref}): ${changed.length} of ${clusters}: ${named(changed, MOST_NAMES)}`,
    );
}

function clusterLines({ name, fate, before, ...after }: PlannedCluster, paint: Paint): readonly string[] {
  if (fate === 'created' || fate === 'removed') return [paint({ fate, depth: 0, text: `cluster ${name}` })];
  if (before === undefined) return [];
  const moved = (['engine', 'environment', 'wave', 'ref'] as const)
    .filter((field) => before[field] !== after[field])
    .map((field) => `${field} ${before[field]} → ${after[field]}`);
  return [paint({ fate: 'changed', depth: 0, text: `cluster ${name}: ${moved.join(', ')}` })];
}

function dangerLine({ code, message, component, clusters }: Danger): string {
  const where = component === undefined ? '' : ` (${component} on ${named(clusters, MOST_NAMES)})`;
  return `  ! ${message}${where} [${code}]`;
}

function componentSection(change: ComponentChange, paint: Paint): readonly string[] {
  const { component, clusters, fate } = change;
  const what = fate === 'changed' ? '' : `, ${fate}`;
  return [
    `${component}${what} on ${counted(clusters.length, 'cluster')}: ${named(clusters, MOST_NAMES)}`,
    ...componentLines(change).map(paint),
  ];
}
