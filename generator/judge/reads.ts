/** Records which parts of data are read: a view behaves like the data and records every field that is read through it. */
import type { Path } from '../fleet/parse/path.ts';

/** The fields that were read through the views of one recording. */
export class Reads {
  readonly #read = new Set<string>();
  readonly #whole = new Set<string>();

  /** A view of the data at a path. A map or list that is only passed on counts as read; its content does not. */
  view<T extends object>(data: T, path: Path): T {
    const views = new Map<string | symbol, unknown>();
    return new Proxy(data, {
      get: (target, key) => {
        const inner: unknown = Reflect.get(target, key);
        // Methods of lists are called on the view, so their reads are recorded.
        if (typeof key === 'symbol' || typeof inner === 'function') return inner;
        const at = [...path, key];
        this.#read.add(keyOf(at));
        if (typeof inner !== 'object' || inner === null) return inner;
        const known = views.get(key) ?? this.view(inner, at);
        views.set(key, known);
        return known;
      },
    });
  }

  /** Records the value at a path as read, with everything in it. */
  markWhole(path: Path): void {
    this.#whole.add(keyOf(path));
  }

  has(path: Path): boolean {
    return this.#read.has(keyOf(path)) || path.some((_, index) => this.#whole.has(keyOf(path.slice(0, index + 1))));
  }
}

function keyOf(path: Path): string {
  return path.join('\0');
}
