/** Settings of the connection pooler. */
import * as z from 'zod';
import { resources } from '../../fleet/schema/quantities.ts';

export const pooler = z
  .strictObject({
    instances: z.int().min(0).max(9).default(0).describe('Pods of PgBouncer; 0 for no pooler.'),
    resources: resources.prefault({}),
  })
  .prefault({})
  .describe(
    'PgBouncer in transaction mode between Langfuse and the server: all of its pods together use at most half of maxConnections. Migrations and Grafana, which need a session, connect to the server itself.',
  );
