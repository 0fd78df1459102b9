/** A plan in lines, which every renderer for people lays out in its own way. */
import { asText, type Json } from '../../data/json.ts';
import type { Release, Upstream } from '../deployed/deployed.ts';
import { type FieldChange, fieldChanges } from '../difference/fields.ts';
import type { Fate, ObjectChange } from '../difference/objects.ts';
import { pathText } from '../difference/path-text.ts';
import type { Changed, ComponentChange, Danger, PlannedCluster } from '../plan.ts';

export interface Line {
  readonly fate: Fate;
  /** 0 for what changes, 1 for what changes of it. */
  readonly depth: 0 | 1;
  readonly text: string;
}

/** What a component's change is made of. */
export function componentLines(change: ComponentChange): readonly Line[] {
  const { release, upstream, values, objects } = change;
  const lines = [
    ...(release === undefined ? [] : sourceLines(release, releaseText)),
    ...(upstream === undefined ? [] : sourceLines(upstream, upstreamText)),
    ...values.map((field) => withCauses(fieldLine(field, 0, 'values '), field.causes, change.causes)),
    ...objects.flatMap(objectLines),
  ];
  return lines.length > 0 ? lines : [{ fate: 'changed', depth: 0, text: 'only how the engine deploys it' }];
}

/** Where a value comes from, unless its whole component does. */
function withCauses(line: Line, causes: readonly string[] = [], ofAll: readonly string[] = []): Line {
  return causes.length === 0 || (ofAll.length === 1 && causes.length === 1)
    ? line
    : { ...line, text: `${line.text} (${causes.join(', ')})` };
}

/** The lines of the input that a component changes for; undefined where none is known. `as` marks a line. */
export function causesText(
  { causes = [] }: ComponentChange,
  as: (text: string) => string = (text) => text,
): string | undefined {
  return causes.length === 0 ? undefined : `because of ${named(causes.map(as), MOST_CAUSES)}`;
}

const MOST_CAUSES = 4;

/** What is new or gone as a whole; of what stays, each field that differs. */
function sourceLines<T extends Release | Upstream>(
  { before, after }: Changed<T>,
  whole: (one: T) => string,
): readonly Line[] {
  if (before === undefined) return after === undefined ? [] : [{ fate: 'created', depth: 0, text: whole(after) }];
  if (after === undefined) return [{ fate: 'removed', depth: 0, text: whole(before) }];
  return fieldChanges({ ...before }, { ...after }).map((field) => fieldLine(field, 0, ''));
}

export function releaseText({ namespace, name, chart, version, repository }: Release): string {
  return `release ${namespace}/${name} of chart ${chart} ${version} from ${repository}`;
}

export function upstreamText({ repository, path, version }: Upstream): string {
  return `manifests in ${path} of ${repository} ${version}`;
}

/** `Kind namespace/name`. */
export function objectText({ kind, namespace, name }: ObjectName): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

interface ObjectName {
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}

export function objectLines({ fate, fields, ...object }: ObjectChange): readonly Line[] {
  const text = objectText(object);
  return [
    { fate, depth: 0, text: fate === 'kept' ? `${text}: no longer in Git, and kept on the cluster` : text },
    ...fields.map((field) => fieldLine(field, 1, '')),
  ];
}

function fieldLine({ path, before, after }: FieldChange, depth: Line['depth'], start: string): Line {
  const at = `${start}${pathText(path)}`;
  const [old, now] = bothTexts(before, after);
  if (old === undefined) return { fate: 'created', depth, text: `${at}: ${now}` };
  if (now === undefined) return { fate: 'removed', depth, text: `${at}: ${old}` };
  return { fate: 'changed', depth, text: `${at}: ${old} → ${now}` };
}

type Both = readonly [before: string | undefined, after: string | undefined];

/** As much of both values of a field as is read on a line: of long ones what they begin with, or the part in which they differ. Undefined where it is not. */
export function bothTexts(before: Json | undefined, after: Json | undefined): Both {
  const [old, now] = [before, after].map((value) => (value === undefined ? undefined : oneLine(value)));
  const from = old === undefined || now === undefined ? 0 : Math.max(0, commonStart(old, now) - MOST_BEFORE);
  // Where one of them is short, the whole of it says what the other begins with.
  const isLong = [old, now].every((text) => text !== undefined && text.length > LONGEST_VALUE);
  return [old && cut(old, isLong ? from : 0), now && cut(now, isLong ? from : 0)];
}

function oneLine(value: Json): string {
  return value === '' ? '""' : asText(value).replaceAll('\n', '⏎');
}

/** More of a value is not read on a line. */
const LONGEST_VALUE = 100;
/** Of what two long values have in common before they differ. */
const MOST_BEFORE = 30;

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

function cut(text: string, from: number): string {
  if (text.length <= LONGEST_VALUE) return text;
  const end = from + LONGEST_VALUE;
  return `${from > 0 ? '…' : ''}${text.slice(from, end)}${end < text.length ? '…' : ''} (${text.length} characters)`;
}

/** What differs of where a cluster belongs, as both sides of each field; nothing of one that stays or is new. */
export function movesOf({
  before,
  ...after
}: PlannedCluster): readonly { readonly field: string; readonly from: string; readonly to: string }[] {
  if (before === undefined) return [];
  return (['engine', 'environment', 'wave', 'ref'] as const)
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, from: before[field], to: after[field] }));
}

/** Where a danger is; nothing for one whole cluster, which its message names. `as` marks a name. */
export function placeOfDanger(
  { component, clusters }: Danger,
  among: Among,
  as: (text: string) => string = (text) => text,
): string {
  if (component === undefined && clusters.length < 2) return '';
  const names = isAll(clusters, among) ? `all ${clusters.length} clusters` : named(clusters.map(as), among.most);
  return ` (${component === undefined ? '' : `${component} `}on ${names})`;
}

/** How clusters are listed. */
export interface Among {
  /** Names in a list. */
  readonly most: number;
  /** The number of all clusters of the plan. */
  readonly all: number;
}

/** Whether a list would be cut, and is of all clusters: nobody needs some of their names. */
function isAll(names: readonly string[], { most, all }: Among): boolean {
  return names.length === all && all > most;
}

/** `langfuse on 2 clusters: dev-1, dev-2`. */
export function changeText({ component, fate, clusters }: ComponentChange, among: Among): string {
  const what = fate === 'changed' ? '' : `, ${fate}`;
  return isAll(clusters, among)
    ? `${component}${what} on all ${clusters.length} clusters`
    : `${component}${what} on ${counted(clusters.length, 'cluster')}: ${named(clusters, among.most)}`;
}

/** Names in a sentence, the rest being counted. */
export function named(names: readonly string[], most: number): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(', ')} and ${more} more` : names.join(', ');
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
