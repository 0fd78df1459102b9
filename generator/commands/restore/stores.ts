/** The stores that `restore` restores, in the order in which it says so. */
import { CLICKHOUSE } from './clickhouse.ts';
import { POSTGRES } from './postgres.ts';
import type { Store } from './store.ts';

export const STORES: readonly Store[] = [POSTGRES, CLICKHOUSE];
