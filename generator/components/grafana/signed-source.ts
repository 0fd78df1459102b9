/**
 * How Grafana reads Amazon Managed Service for Prometheus. It is a data source of another type, of a plugin of its own: the one for Prometheus
 * signs no requests since Grafana 13. Dashboards find it as they find any Prometheus, by its UID or by a variable for data sources of type
 * `prometheus` (grafana/grafana:packages/grafana-data/src/utils/matchPluginId.ts).
 */
import type { JsonObject } from '../../data/json.ts';
import { regionOf } from '../sigv4.ts';

export const SIGNING_PLUGIN = 'grafana-amazonprometheus-datasource';

/** Fields of `jsonData`. Grafana hands the variables that lead to the role to this plugin by itself (grafana/grafana:conf/defaults.ini, `[aws]`). */
export function signedReading(url: string): JsonObject {
  return { sigV4Auth: true, sigV4AuthType: 'default', sigV4Region: regionOf(url) };
}
