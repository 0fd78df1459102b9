/** Which context of the user's kubeconfig leads to which cluster. A map can only choose among the contexts that are there. */
import { isObject } from '../../data/json.ts';

/** By the name of a cluster in the fleet, and of the cluster where an Argo CD runs. */
export interface ContextMap {
  /** By the name of an instance; that of `ANY_ARGOCD` is for those that have none of their own. */
  readonly argocd: ReadonlyMap<string, string>;
  readonly clusters: ReadonlyMap<string, string>;
}

/** No instance has this name. */
export const ANY_ARGOCD = '';

export interface MapMistake {
  readonly mistake: string;
}

const SHAPE =
  'a map file has `argocd: CONTEXT`, or below `argocd:` for each instance `NAME: CONTEXT`, and below `clusters:` for each cluster `NAME: CONTEXT`';

/** The content of a map file, already parsed; `place` names it in messages. */
export function readContextMap(content: unknown, place: string): ContextMap | MapMistake {
  if (!isObject(content)) return { mistake: `${place} is not a map\n  hint: ${SHAPE}` };
  const unknown = Object.keys(content).find((key) => key !== 'argocd' && key !== 'clusters');
  if (unknown !== undefined) return { mistake: `${place}: unknown field ${unknown}\n  hint: ${SHAPE}` };
  const { argocd = {}, clusters = {} } = content;
  if (typeof argocd !== 'string' && !isObject(argocd))
    return { mistake: `${place}: argocd must be the name of a context, or a map\n  hint: ${SHAPE}` };
  if (!isObject(clusters)) return { mistake: `${place}: clusters must be a map\n  hint: ${SHAPE}` };
  const ofArgocd = contextsIn(typeof argocd === 'string' ? { [ANY_ARGOCD]: argocd } : argocd, place);
  const ofClusters = contextsIn(clusters, place);
  if ('mistake' in ofArgocd) return ofArgocd;
  return 'mistake' in ofClusters ? ofClusters : { argocd: ofArgocd, clusters: ofClusters };
}

function contextsIn(map: object, place: string): ReadonlyMap<string, string> | MapMistake {
  const pairs = Object.entries(map).map(([name, context]: [string, unknown]) => [name, context] as const);
  const wrong = pairs.find(([, context]) => typeof context !== 'string' || context === '');
  if (wrong !== undefined) return { mistake: `${place}: the context of ${wrong[0]} must be a text\n  hint: ${SHAPE}` };
  return new Map(pairs.map(([name, context]) => [name, String(context)]));
}

/** `NAME=CONTEXT`: a context may have an equals sign in its name, a cluster may not. Undefined for anything else, which names a file. */
export function readPair(text: string): readonly [cluster: string, context: string] | undefined {
  const at = text.indexOf('=');
  return at > 0 && at < text.length - 1 ? [text.slice(0, at), text.slice(at + 1)] : undefined;
}

/** Maps in the order in which they are given: a later one wins. */
export function joined(maps: readonly ContextMap[]): ContextMap {
  return {
    argocd: new Map(maps.flatMap(({ argocd }) => [...argocd])),
    clusters: new Map(maps.flatMap(({ clusters }) => [...clusters])),
  };
}
