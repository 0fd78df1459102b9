/** Whether Grafana has every dashboard of the stack. */
import { grafana } from '../../components/grafana/handle.ts';
import { textAt } from '../../data/fields.ts';
import { parsedJson } from '../../data/parsed-json.ts';
import { DASHBOARD_NAMES } from '../../telemetry/dashboard-names.ts';
import { type Check, type Finding, failed, passed, skipped } from '../check.ts';
import { runs, type Subject } from '../subject.ts';
import type { World } from '../world.ts';

const SERVICE = { namespace: grafana.namespace.name, service: grafana.name, port: 80 } as const;

const REMEDY = `kubectl -n ${SERVICE.namespace} logs deployment/${grafana.name} --all-containers --tail=50`;

export function dashboardChecks(subject: Subject): readonly Check[] {
  if (!runs(subject, grafana)) return [];
  return [{ name: 'dashboards-load', subject: 'Grafana', remedy: REMEDY, run: load }];
}

async function load(world: World): Promise<Finding> {
  const { grafanaToken } = world.credentials;
  if (grafanaToken === undefined)
    return skipped(
      'no token of Grafana was given',
      'set GRAFANA_TOKEN to that of a service account of Grafana with the role Viewer',
    );
  const headers = { authorization: `Bearer ${grafanaToken}` };
  const missing: string[] = [];
  for (const uid of DASHBOARD_NAMES) {
    const { status, text } = await world.service(SERVICE, {
      method: 'GET',
      path: `/api/dashboards/uid/${uid}`,
      headers,
    });
    if (status === 401 || status === 403)
      return failed(
        `Grafana answers ${status}: it does not accept the token`,
        'make another token, with the role Viewer',
      );
    if (status !== 200 && status !== 404) return failed(`Grafana answers ${status} for the dashboard ${uid}`, REMEDY);
    if (status === 404 || textAt(parsedJson(text), 'dashboard', 'uid') !== uid) missing.push(uid);
  }
  return missing.length === 0
    ? passed(`it has all ${DASHBOARD_NAMES.length}`)
    : failed(`it lacks ${missing.join(', ')}, which its sidecar reads from ConfigMaps`, REMEDY);
}
