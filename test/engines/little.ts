/** What is enough to deploy where the engines are asked, and not the stack. */
import type { JsonObject } from '../../generator/data/json.ts';

const DISABLED = ['langfuse', 'grafana', 'prometheus', 'gateway', 'postgres', 'clickhouse', 'object-store'];

/** `components` of a fleet or a cluster. */
export const LITTLE: JsonObject = {
  ...Object.fromEntries(DISABLED.map((name) => [name, { mode: 'disabled' }])),
  valkey: { mode: 'managed' },
};
