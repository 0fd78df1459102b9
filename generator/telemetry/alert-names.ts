/** Alerts that Alertmanager's routing knows by name. */

/** The dead-man switch: it always fires. */
export const WATCHDOG = 'Watchdog';
/** It explains whatever else the cluster shows. */
export const CLUSTER_DOWN = 'ClusterDown';
