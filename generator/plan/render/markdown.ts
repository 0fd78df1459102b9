/**
 * A plan for the comment or the description of a pull request. What does not fit is left out from the end, and counted.
 * Whatever comes from the repository is in blocks of code, which it cannot end.
 */

import type { Fate } from '../difference/objects.ts';
import type { Plan, PlannedCluster } from '../plan.ts';
import { clusterFates } from './cluster-fates.ts';
import { cellCode, inlineCode } from './code.ts';
import { hubLines } from './hub-lines.ts';
import { legend } from './legend.ts';
import { causesText, changeText, componentLines, counted, type Line, named, placeOfDanger } from './lines.ts';
import { orderLines } from './orders.ts';
import { dangersPerPeer } from './per-peer.ts';
import { headline, restartLine, waitingLine } from './radius.ts';

/** GitHub takes no more. */
const MOST_CHARACTERS = 65_536;
/** For the sentence that says what is left out. */
const RESERVED = 200;
const MOST_NAMES = 20;

/** `most` are characters. */
export function planMarkdown(plan: Plan, most = MOST_CHARACTERS): string {
  const start = [
    `### Plan: ${headline(plan)}`,
    restartLine(plan) ?? '',
    waitingLine(plan) ?? '',
    legend(plan, inlineCode) ?? '',
    waveTable(plan),
    clusterList(plan.clusters),
    dangerList(plan),
  ].filter((part) => part !== '');
  const sections = [
    ...componentSections(plan, most),
    ...(plan.hub.length === 0 ? [] : [details('Argo CD itself', diffLines(hubLines(plan.hub, MOST_NAMES)), { most })]),
    ...(plan.steps.length === 0 ? [] : [details('Order of syncs', orderLines(plan.steps), { most })]),
  ];
  return fitted(
    start.map((part) => shortened(part, most)),
    sections,
    most,
  );
}

/** As many sections as there is room for. */
function fitted(start: readonly string[], sections: readonly string[], most: number): string {
  const kept: string[] = [...start];
  let length = start.join('\n\n').length;
  for (const section of sections) {
    if (length + section.length + 2 > most - RESERVED) break;
    kept.push(section);
    length += section.length + 2;
  }
  const cut = sections.length - (kept.length - start.length);
  const note = `_${counted(cut, 'more change')} of components, for which there is no room here: run \`plan\` to read all._`;
  return [...kept, ...(cut === 0 ? [] : [note])].join('\n\n');
}

/** Of one part, so much that something of the others is read too: the start has five. */
const SHARE_OF_A_PART = 0.18;

/** The lines that there is room for. */
function fitting(lines: readonly string[], most: number): readonly string[] {
  let length = 0;
  const end = lines.findIndex((line) => {
    length += line.length + 1;
    return length > most * SHARE_OF_A_PART;
  });
  return end < 0 ? lines : lines.slice(0, end);
}

function shortened(part: string, most: number): string {
  const lines = part.split('\n');
  const kept = fitting(lines, most);
  const cut = lines.length - kept.length;
  return [...kept, ...(cut === 0 ? [] : [`\n_and ${counted(cut, 'line')} more_`])].join('\n');
}

function waveTable({ waves }: Plan): string {
  const rows = waves
    .filter(({ changed }) => changed.length > 0)
    .map(
      ({ name, ref, changed, clusters }) =>
        `| ${cellCode(name)} | ${cellCode(ref)} | ${changed.length} of ${clusters} | ${names(changed, cellCode)} |`,
    );
  return rows.length === 0 ? '' : ['| wave | ref | clusters | |', '|---|---|---|---|', ...rows].join('\n');
}

function clusterList(clusters: readonly PlannedCluster[]): string {
  return clusterFates(clusters, inlineCode)
    .map(({ fate, names: all, moves }) => {
      const which = all.length === 1 ? `cluster ${names(all)}` : `${counted(all.length, 'cluster')} ${names(all)}`;
      return `- ${which}${moves.length === 0 ? ` ${all.length === 1 ? 'is' : 'are'} ${fate}` : `: ${moves.join(', ')}`}`;
    })
    .join('\n');
}

function dangerList({ dangers, clusters }: Plan): string {
  if (dangers.length === 0) return '';
  const among = { most: MOST_NAMES, all: clusters.length };
  const lines = dangersPerPeer(dangers, MOST_NAMES).map(
    (danger) => `- **${danger.code}**: ${inlineCode(danger.message)}${placeOfDanger(danger, among, inlineCode)}`,
  );
  return [`#### ${counted(lines.length, 'danger')}`, ...lines].join('\n');
}

/** More lines than these are folded from the start. */
const MOST_OPEN = 40;

function componentSections({ components, clusters }: Plan, most: number): readonly string[] {
  const sections = components.map((change) => ({ change, lines: diffLines(componentLines(change)) }));
  const isOpen = sections.reduce((sum, { lines }) => sum + lines.length, 0) <= MOST_OPEN;
  const among = { most: MOST_NAMES, all: clusters.length };
  return sections.map(({ change, lines }) => {
    const { restarts } = change;
    const restart = restarts.length === 0 ? '' : `; restarts ${restarts.map(({ workload }) => workload).join(', ')}`;
    return details(`${changeText(change, among)}${restart}`, lines, {
      most,
      note: causesText(change, inlineCode),
      isOpen,
    });
  });
}

/** The marks that GitHub colours in a block of differences. */
const MARKS: Readonly<Record<Fate, string>> = { created: '+', changed: '!', removed: '-', kept: '#' };

function diffLines(lines: readonly Line[]): readonly string[] {
  return lines.map(({ fate, depth, text }) => `${MARKS[fate]} ${'    '.repeat(depth)}${text}`);
}

interface Details {
  /** Characters. */
  readonly most: number;
  /** Markdown above the lines. */
  readonly note?: string | undefined;
  readonly isOpen?: boolean;
}

function details(title: string, lines: readonly string[], { most, note, isOpen = false }: Details): string {
  const kept = fitting(lines, most);
  const cut = lines.length - kept.length;
  const text = [...kept, ...(cut === 0 ? [] : [`# ${counted(cut, 'line')} more`])].join('\n');
  const said = note === undefined ? '' : `${note}\n\n`;
  return `<details${isOpen ? ' open' : ''}><summary>${escaped(title)}</summary>\n\n${said}${fenced(text)}\n\n</details>`;
}

/** A block that nothing in it can end. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}diff\n${text}\n${fence}`;
}

function names(all: readonly string[], as = inlineCode): string {
  return named(all.map(as), MOST_NAMES);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('@', '&#64;');
}
