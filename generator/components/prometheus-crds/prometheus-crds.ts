import * as z from 'zod';
import { KEEP_ANNOTATIONS } from '../../kubernetes/metadata.ts';
import { defineComponent } from '../../stack/component.ts';
import { CHARTS } from '../charts.ts';
import { prometheusCrds } from './handle.ts';

export const prometheusCrdsComponent = defineComponent(prometheusCrds, {
  description:
    'Custom resource definitions of the Prometheus operator: monitors and rules need them before Prometheus is installed.',
  chart: CHARTS['prometheus-crds'],
  modes: ['on-demand', 'managed', 'existing'],
  settings: z.strictObject({}),
  clusterKinds: ['apiextensions.k8s.io/CustomResourceDefinition'],
  // Deleting a definition deletes every object of its kind.
  values: () => ({ crds: { annotations: KEEP_ANNOTATIONS } }),
});
