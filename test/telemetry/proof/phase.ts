/** Does a part of the run and says how long it took, so that a slow one is seen. */
export async function phase<T>(name: string, work: () => Promise<T>): Promise<T> {
  const begun = Date.now();
  try {
    return await work();
  } finally {
    console.log(`${((Date.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${name}`);
  }
}
