/** What a command prints with `--format json`. */
import type * as z from 'zod';

/** The one document that is printed, which has to be as its schema says. */
export function documentOf<T>(schema: z.ZodType<T>, out: string): T {
  return schema.parse(JSON.parse(out));
}
