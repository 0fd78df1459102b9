/** The contexts that the command line names: `NAME=CONTEXT`, or files that map many. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { ANY_ARGOCD, type ContextMap, joined, readContextMap, readPair } from '../../live/clusters/contexts.ts';
import { Refusal } from '../../program/refusal.ts';

export interface MapFlags {
  readonly contextMap?: readonly string[];
  /** `CONTEXT`, or `INSTANCE=CONTEXT`. */
  readonly argocdContext?: readonly string[];
}

/** Throws a Refusal for a file that cannot be read or is no map. `instances` are the names of the Argo CDs of the fleet. */
export function contextMap(
  { contextMap: given = [], argocdContext = [] }: MapFlags,
  instances: readonly string[],
  cwd: string,
): ContextMap {
  const maps = given.map((text) => {
    const pair = readPair(text);
    return pair === undefined ? fromFile(text, cwd) : { argocd: new Map(), clusters: new Map([pair]) };
  });
  return joined([
    ...maps,
    { argocd: new Map(argocdContext.map((text) => pairOf(text, instances))), clusters: new Map() },
  ]);
}

/** A context may have an equals sign in its name. */
function pairOf(text: string, instances: readonly string[]): readonly [instance: string, context: string] {
  const pair = readPair(text);
  return pair !== undefined && instances.includes(pair[0]) ? pair : [ANY_ARGOCD, text];
}

function fromFile(path: string, cwd: string): ContextMap {
  const read = readContextMap(parsed(path, textOf(path, cwd)), path);
  if ('mistake' in read) throw new Refusal(read.mistake, 2);
  return read;
}

function textOf(path: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, path), 'utf8');
  } catch {
    throw new Refusal(`cannot read ${path}\n  hint: give NAME=CONTEXT, or the path of a file that maps many`, 2);
  }
}

function parsed(path: string, text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch {
    throw new Refusal(`${path} is not valid YAML\n  hint: it maps names of clusters to contexts of your kubeconfig`, 2);
  }
}
