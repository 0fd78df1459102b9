import * as z from 'zod';
import { defineComponent } from '../../stack/component.ts';
import { UPSTREAM_FOLDERS } from '../charts.ts';
import { gatewayCrds } from './handle.ts';

export const gatewayCrdsComponent = defineComponent(gatewayCrds, {
  description:
    'Custom resource definitions of the Gateway API, standard channel. Some clouds install them; use mode `existing` there.',
  upstream: UPSTREAM_FOLDERS['gateway-crds'],
  modes: ['on-demand', 'managed', 'existing'],
  settings: z.strictObject({}),
  clusterKinds: [
    'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
    'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
    'apiextensions.k8s.io/CustomResourceDefinition',
  ],
});
