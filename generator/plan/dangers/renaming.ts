/** Releases and objects that go on under another name: to Kubernetes they are removed and created. */
import type { ObjectPair } from '../difference/objects.ts';
import type { ComponentRule, ComponentView, Finding } from './danger.ts';

export const renamedReleases: ComponentRule = (view) => [...renamedRelease(view), ...movedObjects(view)];

function renamedRelease({ change: { release } }: ComponentView): readonly Finding[] {
  const { before, after } = release ?? {};
  if (before === undefined || after === undefined) return [];
  const [old, now] = [before, after].map(({ namespace, name }) => `${namespace}/${name}`);
  if (old === now) return [];
  return [
    {
      code: 'release-renamed',
      message: `release ${old} becomes ${now}: the former is uninstalled, and the new one starts with nothing`,
    },
  ];
}

/** Of the same kind and name, gone from one namespace and new in another. */
function movedObjects({ pairs }: ComponentView): readonly Finding[] {
  const created = new Map(pairs.filter(({ before }) => before === undefined).map((pair) => [nameOf(pair), pair]));
  const moves = pairs.flatMap((pair) => {
    const other = pair.after === undefined ? created.get(nameOf(pair)) : undefined;
    return other === undefined ? [] : [`${pair.change.namespace} → ${other.change.namespace}`];
  });
  return [...new Set(moves)].map((move) => ({
    code: 'namespace-renamed',
    message: `${moved(moves.filter((one) => one === move).length)} another namespace (${move}): removed, and created again`,
  }));
}

function moved(count: number): string {
  return count === 1 ? '1 object moves to' : `${count} objects move to`;
}

function nameOf({ change: { kind, name } }: ObjectPair): string {
  return `${kind} ${name}`;
}
