/** What a commit says of itself, from its plan. */
import { grouped } from '../../layers/selector.ts';
import type { ComponentChange, Plan } from '../../plan/plan.ts';
import { legend } from '../../plan/render/legend.ts';
import { counted, named, placeOfDanger } from '../../plan/render/lines.ts';

export interface Message {
  readonly subject: string;
  readonly body: string;
}

const LONGEST_SUBJECT = 72;
const MOST_LINES = 20;
const MOST_NAMES = 8;

/** `paths` are files that people changed; `given` is a subject of the user's own. */
export function messageOf(plan: Plan, paths: readonly string[], given: string | undefined): Message {
  return { subject: given ?? subjectOf(plan, paths), body: bodyOf(plan, paths) };
}

export function messageText({ subject, body }: Message): string {
  return body === '' ? `${subject}\n` : `${subject}\n\n${body}\n`;
}

function subjectOf({ clusters, components, hub }: Plan, paths: readonly string[]): string {
  const added = clusters.filter(({ fate }) => fate === 'created').map(({ name }) => name);
  const removed = clusters.filter(({ fate }) => fate === 'removed').map(({ name }) => name);
  const parts = [
    ...(added.length === 0 ? [] : [`Add ${names('cluster', added)}`]),
    ...(removed.length === 0 ? [] : [`${added.length === 0 ? 'Remove' : 'remove'} ${names('cluster', removed)}`]),
  ];
  if (parts.length > 0) return fitted(parts.join(', '));
  const changed = [...new Set(components.map(({ component }) => component))];
  const touched = clusters.filter(({ fate }) => fate !== 'unchanged');
  if (changed.length > 0) return fitted(`Change ${named(changed, 3)} on ${counted(touched.length, 'cluster')}`);
  if (touched.length > 0)
    return fitted(
      `Move ${names(
        'cluster',
        touched.map(({ name }) => name),
      )}`,
    );
  if (hub.length > 0) return 'Change what is in Argo CD itself';
  return paths.length === 0 ? 'Regenerate' : fitted(`Change ${named(paths, 2)}`);
}

function names(what: string, all: readonly string[]): string {
  return `${what}${all.length === 1 ? '' : 's'} ${named(all, 3)}`;
}

function fitted(text: string): string {
  return text.length <= LONGEST_SUBJECT ? text : `${text.slice(0, LONGEST_SUBJECT - 1)}…`;
}

function bodyOf({ components, dangers, clusters }: Plan, paths: readonly string[]): string {
  const names = legend({ components: [], dangers, hub: [] });
  const among = { most: MOST_NAMES, all: clusters.length };
  const all = [
    ...paths.map((path) => `- ${path}`),
    ...dangers.map((danger) => `- danger: ${danger.message}${placeOfDanger(danger, among)} [${danger.code}]`),
    ...grouped(components, whatChanges).map(componentLine),
  ];
  const more = all.length - MOST_LINES;
  const lines = more > 0 ? [...all.slice(0, MOST_LINES), `- and ${more} more`] : all;
  return [...lines, ...(names === undefined ? [] : ['', names])].join('\n');
}

function whatChanges({ component, fate, release }: ComponentChange): string {
  const [before, after] = [release?.before?.version, release?.after?.version];
  const version = before !== undefined && after !== undefined && before !== after ? ` ${before} → ${after}` : '';
  return `${component}${version}${fate === 'changed' ? '' : ` ${fate}`}`;
}

/** Of changes that a message tells alike. */
function componentLine(changes: readonly [ComponentChange, ...ComponentChange[]]): string {
  const clusters = new Set(changes.flatMap((change) => change.clusters));
  return `- ${whatChanges(changes[0])} on ${named([...clusters].sort(), MOST_NAMES)}`;
}
