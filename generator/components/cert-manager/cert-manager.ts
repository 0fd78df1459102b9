import * as z from 'zod';
import { resources } from '../../fleet/schema/quantities.ts';
import { topologySpread } from '../../kubernetes/placement.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources as usage } from '../../kubernetes/security.ts';
import { OPERATOR_KINDS } from '../../stack/cluster-kinds.ts';
import { defineComponent } from '../../stack/component.ts';
import type { PodLabels } from '../../stack/handle.ts';
import { kubernetesApiFlow } from '../../stack/kubernetes-api-flow.ts';
import { CHARTS } from '../charts.ts';
import { gateway, servesGatewayApi } from '../gateway/handle.ts';
import { gatewayCrds } from '../gateway-crds/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { CERT_MANAGER_ALERTS } from './alerts.ts';
import { ACME_PORTS, certManager } from './handle.ts';

const USAGE = usage('50m', '128Mi', '256Mi');

export const certManagerComponent = defineComponent(certManager, {
  description: 'Issues and renews certificates.',
  chart: CHARTS['cert-manager'],
  // The chart has one priority class for all of its pods.
  pods: podsAt(['', 'webhook', 'cainjector'], { priorityClassName: ['global'] }),
  modes: ['on-demand', 'managed', 'existing', 'disabled'],
  settings: z.strictObject({
    replicas: z.int().min(1).default(2).describe('Replicas of the controller, the webhook and the CA injector.'),
    resources: resources
      .prefault({})
      .describe('Requests and limits of the controller and the CA injector, which hold every Secret in memory.'),
  }),
  sizes: {
    small: { replicas: 1, resources: USAGE },
    medium: { replicas: 2, resources: USAGE },
    large: { replicas: 2, resources: usage('50m', '256Mi', '512Mi') },
  },
  clusterKinds: OPERATOR_KINDS,
  // With the Gateway API switched on, the controller does not start before its definitions are there.
  alerts: CERT_MANAGER_ALERTS,
  requires: (_s, stack) => [prometheusCrds, ...(servesGatewayApi(stack.of(gateway)) ? [gatewayCrds] : [])],
  flows: (_s, stack) => [
    ...Object.values(certManager.workloads).flatMap((workload) => [
      kubernetesApiFlow(workload, stack),
      { from: prometheus.prometheus, to: workload, ports: [9402], purpose: 'metrics' },
    ]),
    {
      from: { outside: 'kubernetes-api' },
      to: certManager.webhook,
      ports: [10250],
      purpose: 'admission of cert-manager objects',
    },
    {
      from: certManager.controller,
      to: { outside: 'anywhere' },
      ports: ACME_PORTS,
      purpose: 'ACME servers, and the self check of challenges',
    },
  ],
  values: ({ replicas, resources }, stack) => {
    const part = ({ podLabels }: { readonly podLabels: PodLabels }) => ({
      replicaCount: replicas,
      podDisruptionBudget: { enabled: replicas > 1 },
      topologySpreadConstraints: topologySpread(podLabels),
      securityContext: RESTRICTED_POD,
      containerSecurityContext: RESTRICTED_CONTAINER,
      enableServiceLinks: false,
    });
    return {
      // Kept, because deleting a definition deletes every certificate.
      crds: { enabled: true, keep: true },
      global: { leaderElection: { namespace: certManager.namespace.name } },
      ...part(certManager.controller),
      resources: resourceRequirements(resources),
      webhook: { ...part(certManager.webhook), resources: usage('20m', '64Mi', '128Mi') },
      cainjector: { ...part(certManager.cainjector), resources: resourceRequirements(resources) },
      config: {
        apiVersion: 'controller.config.cert-manager.io/v1alpha1',
        kind: 'ControllerConfiguration',
        // HTTP-01 challenges through the Gateway.
        gatewayAPI: { enabled: servesGatewayApi(stack.of(gateway)) },
        // It would ask the name servers of the zone otherwise, which the network policy does not let it.
        acmeDNS01Config: { recursiveNameserversOnly: true },
      },
      prometheus: { enabled: true, servicemonitor: { enabled: true } },
      // A Helm hook that waits for the API; both engines wait by themselves.
      startupapicheck: { enabled: false },
    };
  },
});
