/** Headers of requests to servers of somebody else. */
import * as z from 'zod';
import { advised } from '../fleet/schema/advice.ts';
import { line } from '../fleet/schema/plain-text.ts';
import { dnsLabel } from '../fleet/schema/quantities.ts';

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

/** Names of headers become names of variables and keys of a Secret. */
const secretHeader = z
  .string()
  .regex(/^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/, { error: 'is not the name of a header such as Authorization or api-key' });

/** The settings that say all headers of a server. Refine what has them with `refuseHeaders`. */
export const headerSettings = {
  headers: openHeaders('secretHeaders'),
  secretHeaders: z
    .array(secretHeader.meta({ examples: ['Authorization'] }))
    .default([])
    .describe(
      'Names of headers with credentials. Their whole values, e.g. `Bearer …`, are in a Secret, each under the name of its header.',
    ),
  secretName: dnsLabel(253)
    .optional()
    .describe(
      'Secret in the namespace of the stack with the values of secretHeaders; by default it comes from the secrets provider.',
    ),
} as const;

const all = z.strictObject(headerSettings);

export type Headers = Readonly<z.output<typeof all>>;

/** Refuses a header that is said twice, and a Secret that no header is in. */
export function refuseHeaders({ headers, secretHeaders, secretName }: Headers, context: z.RefinementCtx): void {
  const names = [...Object.keys(headers), ...secretHeaders].map((name) => name.toLowerCase());
  const wrong = (path: string, message: string, hint: string) =>
    context.addIssue({ ...advised(message, hint), path: [path] });
  if (new Set(names).size !== names.length)
    wrong('secretHeaders', 'names a header twice, or one that headers has', 'name each once');
  if (secretName !== undefined && secretHeaders.length === 0)
    wrong('secretName', 'has no effect: no header takes its value from a Secret', 'name the headers in secretHeaders');
}

/** The keys of the Secret with the values; `server` completes "header … for …", and `setting` names a Secret of the user. */
export function headerKeys(secretHeaders: readonly string[], server: string, setting: readonly (string | number)[]) {
  return Object.fromEntries(
    secretHeaders.map((header) => [header, { given: `header ${header} for ${server}`, setting }] as const),
  );
}

/** Of an environment variable; no header has two hyphens in a row, so no two headers of one server have the same. */
export function headerVariable(server: string, header: string): string {
  return `${server}__${header}`.toUpperCase().replaceAll('-', '_');
}
