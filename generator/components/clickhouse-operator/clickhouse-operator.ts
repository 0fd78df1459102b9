import * as z from 'zod';
import { existingNamespace, resources } from '../../fleet/schema/quantities.ts';
import { serviceMonitor } from '../../kubernetes/monitor.ts';
import { disruptionBudget, spreadAffinity } from '../../kubernetes/placement.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '../../kubernetes/security.ts';
import { OPERATOR_KINDS } from '../../stack/cluster-kinds.ts';
import { defineComponent } from '../../stack/component.ts';
import { kubernetesApiFlow } from '../../stack/kubernetes-api-flow.ts';
import { certManager } from '../cert-manager/handle.ts';
import { CHARTS } from '../charts.ts';
import { clickhouse } from '../clickhouse/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { clickhouseOperator } from './handle.ts';

/** A CPU limit too, because the chart has one and values cannot take it away. */
const USAGE = { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '500m', memory: '256Mi' } };

export const clickhouseOperatorComponent = defineComponent(clickhouseOperator, {
  description: 'The operator that runs ClickHouse and its Keeper.',
  chart: CHARTS['clickhouse-operator'],
  pods: podsAt(['manager'], { priorityClassName: [] }),
  modes: ['on-demand', 'managed', 'existing', 'disabled'],
  settings: z.strictObject({
    replicas: z.int().min(1).default(1).describe('Replicas of the operator, with leader election.'),
    resources: resources.prefault({}),
    namespace: existingNamespace,
  }),
  sizes: {
    small: { replicas: 1, resources: USAGE },
    medium: { replicas: 1, resources: USAGE },
    large: { replicas: 2, resources: USAGE },
  },
  clusterKinds: OPERATOR_KINDS,
  // Its webhooks get their certificates from cert-manager.
  requires: () => [certManager, prometheusCrds],
  flows: (_s, stack) => [
    kubernetesApiFlow(clickhouseOperator.controller, stack),
    {
      from: clickhouseOperator.controller,
      to: clickhouse.server,
      ports: [9001],
      purpose: 'state of the servers, and their schemas',
    },
    {
      from: clickhouseOperator.controller,
      to: clickhouse.keeper,
      ports: [2181, 9123],
      purpose: 'state of the Keepers',
    },
    {
      from: { outside: 'kubernetes-api' },
      to: clickhouseOperator.controller,
      ports: [9443],
      purpose: 'admission of clusters',
    },
    { from: prometheus.prometheus, to: clickhouseOperator.controller, ports: [8080], purpose: 'metrics' },
  ],
  values: ({ replicas, resources, version }) => ({
    crd: { enable: true, keep: true },
    certManager: { enable: true, install: false },
    webhook: { enable: true },
    metrics: { enable: true, secure: false },
    // Its monitor asks for TLS whether the metrics have it or not.
    prometheus: { service_monitor: false },
    manager: {
      replicas,
      // By default the chart may use `latest`.
      image: { tag: imageTag(version) },
      podSecurityContext: RESTRICTED_POD,
      containerSecurityContext: RESTRICTED_CONTAINER,
      resources: resourceRequirements(resources),
      affinity: spreadAffinity(clickhouseOperator.controller.podLabels),
    },
  }),
  manifests: () => {
    const options = {
      name: clickhouseOperator.name,
      namespace: clickhouseOperator.namespace.name,
      component: clickhouseOperator.name,
      matchLabels: clickhouseOperator.controller.podLabels,
    };
    return [disruptionBudget(options), serviceMonitor({ ...options, port: 'metrics' })];
  },
});

/** Images have the chart's version, with a `v`. */
function imageTag(version: string = CHARTS['clickhouse-operator'].version): string {
  return version.startsWith('v') ? version : `v${version}`;
}
