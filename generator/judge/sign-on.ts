/** Single sign-on that leaves somebody without a way in: what only the levels together show. */
import { alerting } from '../components/alerting/handle.ts';
import { grafana } from '../components/grafana/handle.ts';
import { langfuse } from '../components/langfuse/handle.ts';
import type { FleetFinding } from '../fleet/load.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import { settingsAt } from '../stack/graph.ts';

export function wrongSignOn({ clusters }: Fleet): readonly FleetFinding[] {
  return clusters.flatMap((cluster) => {
    const { oidc, passwords } = settingsAt(cluster, alerting).auth;
    if (oidc === undefined) return passwords === false ? [nobodyGetsIn(cluster)] : [];
    return oidc.clientId === undefined ? withoutClient(cluster) : [];
  });
}

function nobodyGetsIn({ name }: Cluster): FleetFinding {
  return {
    cluster: name,
    component: alerting.name,
    path: ['auth', 'passwords'],
    code: 'invalid-value',
    message: 'turns passwords off without any other way to sign in',
    hint: 'set auth.oidc, or remove auth.passwords',
  };
}

function withoutClient(cluster: Cluster): readonly FleetFinding[] {
  const clients = [
    { name: langfuse.name, ...settingsAt(cluster, langfuse) },
    { name: grafana.name, ...settingsAt(cluster, grafana) },
  ];
  const nameless = clients.find(({ mode, oidc }) => mode === 'managed' && oidc.clientId === undefined);
  if (nameless === undefined) return [];
  const { name } = nameless;
  return [
    {
      cluster: cluster.name,
      component: alerting.name,
      path: ['auth', 'oidc'],
      code: 'missing-field',
      message: `does not say as which client ${name} signs people in`,
      hint: `set auth.oidc.clientId, or components.${name}.oidc.clientId`,
    },
  ];
}
