/** Headers of requests to servers of somebody else, whose values are written in the input. */
import * as z from 'zod';
import { line } from '../fleet/schema/plain-text.ts';

/** A header whose name suggests a credential is refused: its value would be in Git. `secretSetting` completes "belongs in …". */
export function openHeaders(secretSetting: string) {
  const header = z.string().regex(/^(?!.*(authorization|cookie|key|token|secret|password))[A-Za-z0-9-]+$/i, {
    error: `is not the name of a header, or is one for a credential, which belongs in ${secretSetting}`,
  });
  return z
    .record(header, line)
    .meta({ examples: [{ 'X-Scope-OrgID': 'acme' }] })
    .default({})
    .describe('Further headers, such as X-Scope-OrgID.');
}
