/** Alerts that something else than their component refers to by name. */

/** Always fires, for a dead man's switch. */
export const WATCHDOG = 'Watchdog';
/** Inhibits the other alerts of the cluster. */
export const CLUSTER_DOWN = 'ClusterDown';
/** Its runbook says how volumes grow, which settings of storage refer to. */
export const STORE_NEAR_FULL = 'StoreNearFull';

export const NAMED_ALERTS: readonly string[] = [WATCHDOG, CLUSTER_DOWN, STORE_NEAR_FULL];
