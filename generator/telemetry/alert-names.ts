/** Alerts that something else than their component refers to by name. */

/** The dead-man switch: it always fires. */
export const WATCHDOG = 'Watchdog';
/** It explains whatever else the cluster shows. */
export const CLUSTER_DOWN = 'ClusterDown';
/** Its runbook says how volumes grow, which settings of storage refer to. */
export const STORE_NEAR_FULL = 'StoreNearFull';

export const NAMED_ALERTS: readonly string[] = [WATCHDOG, CLUSTER_DOWN, STORE_NEAR_FULL];
