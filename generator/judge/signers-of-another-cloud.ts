/**
 * Requests that pods sign with an IAM role which EKS Pod Identity would give them, on clusters of clouds that have none: Prometheus and the
 * collectors do not start without credentials.
 */
import { grafana } from '../components/grafana/handle.ts';
import { prometheus } from '../components/prometheus/handle.ts';
import type { FleetFinding } from '../fleet/load.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import type { Path } from '../fleet/parse/path.ts';
import { settingsAt } from '../stack/graph.ts';
import { withoutPodIdentity } from './pod-identity.ts';

export function signersOfAnotherCloud({ clusters }: Fleet): readonly FleetFinding[] {
  return clusters.flatMap((cluster) => {
    const message = withoutPodIdentity(cluster);
    if (message === undefined) return [];
    return signInsOf(cluster)
      .filter(({ how }) => how?.kind === 'sigv4' && how.roleArn === undefined)
      .map(({ component, path }) => ({
        cluster: cluster.name,
        component,
        path,
        code: 'invalid-value' as const,
        message,
        hint: 'set roleArn, where the webhook of EKS is installed, or remove it',
      }));
  });
}

interface SignIn {
  readonly component: string;
  readonly path: Path;
  readonly how: { readonly kind: string; readonly roleArn?: string | undefined } | undefined;
}

function signInsOf(cluster: Cluster): readonly SignIn[] {
  const { mode, external, remoteWrite } = settingsAt(cluster, prometheus);
  const { mode: modeOfGrafana, dataSources } = settingsAt(cluster, grafana);
  return [
    ...(mode === 'managed' ? remoteWrite : []).map(({ signIn }, index) => ({
      component: prometheus.name,
      path: ['remoteWrite', index, 'signIn'],
      how: signIn,
    })),
    ...(mode === 'external' && external !== undefined
      ? [{ component: prometheus.name, path: ['external', 'signIn'], how: external.signIn }]
      : []),
    ...(modeOfGrafana === 'managed' ? dataSources : []).map(({ signIn }, index) => ({
      component: grafana.name,
      path: ['dataSources', index, 'signIn'],
      how: signIn,
    })),
  ];
}
