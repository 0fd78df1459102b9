/**
 * What PostgreSQL writes into its log about who did what: pgaudit, which the images of CloudNativePG hold. CloudNativePG loads the library
 * and makes the extension in every database where a parameter begins with `pgaudit.`, and removes it where none does
 * (cloudnative-pg/cloudnative-pg:pkg/postgres/configuration.go, ManagedExtensions).
 */
import * as z from 'zod';
import type { Stack } from '../../stack/component.ts';
import { audit } from '../audit/handle.ts';
import { isKept } from '../log-store/connection.ts';

/** pgaudit/pgaudit:README.md, pgaudit.log. */
const CLASSES = ['all', 'ddl', 'function', 'misc', 'misc_set', 'read', 'role', 'write'] as const;

type StatementClass = (typeof CLASSES)[number];

/** Few and telling: changes of tables, and of who may do what. */
const WHERE_AUDITED: readonly StatementClass[] = ['ddl', 'role'];

export const pgaudit = z
  .array(z.enum(CLASSES))
  .meta({ examples: [['ddl', 'role', 'write']] })
  .optional()
  .describe(
    'Classes of statements that pgaudit writes into the log; by default ddl and role where there is an audit stream, and none elsewhere. The first class and the last one that goes restart the server.',
  );

type Said = Readonly<{ pgaudit?: z.output<typeof pgaudit> }>;

function classesOf({ pgaudit: said }: Said, stack: Pick<Stack, 'of'>): readonly StatementClass[] {
  return said ?? (isKept(audit, stack) ? WHERE_AUDITED : []);
}

/** Parameters of the server. */
export function auditParameters(s: Said, stack: Pick<Stack, 'of'>): Readonly<Record<string, string>> {
  const classes = classesOf(s, stack);
  return classes.length === 0 ? {} : { 'pgaudit.log': classes.join(', ') };
}

/** Libraries that a server with the same databases must load: the extension refuses changes of tables without its own. */
export function auditLibraries(s: Said, stack: Pick<Stack, 'of'>): readonly string[] {
  return classesOf(s, stack).length === 0 ? [] : ['pgaudit'];
}
