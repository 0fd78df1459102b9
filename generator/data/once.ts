/** Computes a value on first use, and caches it. */
export function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}

/** The same, for each argument. */
export function oncePerArgument<A, R>(compute: (argument: A) => R): (argument: A) => R {
  const known = new Map<A, { readonly result: R }>();
  return (argument) => {
    const before = known.get(argument);
    if (before !== undefined) return before.result;
    const result = compute(argument);
    known.set(argument, { result });
    return result;
  };
}
