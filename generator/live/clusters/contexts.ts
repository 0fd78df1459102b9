/** Which context of the user's kubeconfig leads to which cluster. A map can only choose among the contexts that are there. */
import { isObject } from '../../data/json.ts';

/** By the name of a cluster in the fleet, and of the cluster where Argo CD runs. */
export interface ContextMap {
  readonly argocd: string | undefined;
  readonly clusters: ReadonlyMap<string, string>;
}

export interface MapMistake {
  readonly mistake: string;
}

const SHAPE = 'a map file has `argocd: CONTEXT` and below `clusters:` for each cluster `NAME: CONTEXT`';

/** The content of a map file, already parsed; `place` names it in messages. */
export function readContextMap(content: unknown, place: string): ContextMap | MapMistake {
  if (!isObject(content)) return { mistake: `${place} is not a map\n  hint: ${SHAPE}` };
  const unknown = Object.keys(content).find((key) => key !== 'argocd' && key !== 'clusters');
  if (unknown !== undefined) return { mistake: `${place}: unknown field ${unknown}\n  hint: ${SHAPE}` };
  const { argocd, clusters = {} } = content;
  if (argocd !== undefined && typeof argocd !== 'string')
    return { mistake: `${place}: argocd must be the name of a context\n  hint: ${SHAPE}` };
  if (!isObject(clusters)) return { mistake: `${place}: clusters must be a map\n  hint: ${SHAPE}` };
  const pairs: [string, string][] = [];
  for (const [name, context] of Object.entries(clusters)) {
    if (typeof context !== 'string' || context === '')
      return { mistake: `${place}: the context of ${name} must be a text\n  hint: ${SHAPE}` };
    pairs.push([name, context]);
  }
  return { argocd, clusters: new Map(pairs) };
}

/** `NAME=CONTEXT`: a context may have an equals sign in its name, a cluster may not. Undefined for anything else, which names a file. */
export function readPair(text: string): readonly [cluster: string, context: string] | undefined {
  const at = text.indexOf('=');
  return at > 0 && at < text.length - 1 ? [text.slice(0, at), text.slice(at + 1)] : undefined;
}

/** Maps in the order in which they are given: a later one wins. */
export function joined(maps: readonly ContextMap[]): ContextMap {
  return {
    argocd: maps.findLast(({ argocd }) => argocd !== undefined)?.argocd,
    clusters: new Map(maps.flatMap(({ clusters }) => [...clusters])),
  };
}
