/** Jobs that a query names: each must be one by which Prometheus knows series of the stack. */

const MATCHER = /\bjob\s*(=~|=)\s*"([^"]*)"/g;

/** The first matcher of the label `job` that no known job satisfies; undefined when there is none. Only positive matchers count. */
export function unknownJob(query: string, jobs: readonly string[]): string | undefined {
  for (const [matcher, operator, text = ''] of query.matchAll(MATCHER)) {
    const pattern = new RegExp(`^(?:${text})$`);
    if (!jobs.some((job) => (operator === '=' ? job === text : pattern.test(job)))) return matcher;
  }
  return undefined;
}
