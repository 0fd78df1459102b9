/** Headers of an exporter, as the configuration of a collector says them. */
import type { JsonObject } from '../../data/json.ts';
import { type Headers, headerVariable } from '../headers.ts';

/** Values that are secret are read from environment variables, whose names begin with the server. */
export function collectorHeaders({ headers, secretHeaders }: Headers, server: string): JsonObject {
  // The collector takes $ for the begin of a variable, and $$ for one.
  const open = Object.entries(headers).map(([header, value]) => [header, value.replaceAll('$', '$$$$')]);
  const secret = secretHeaders.map((header) => [header, `\${env:${headerVariable(server, header)}}`]);
  return Object.fromEntries([...open, ...secret]);
}
