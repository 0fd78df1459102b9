/** What a fleet can say of the way in. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { labelKey, objectName } from '../../fleet/schema/quantities.ts';

export const settings = z.strictObject({
  kind: z
    .enum(['gateway-api', 'ingress'])
    .default('gateway-api')
    .describe('HTTPRoutes on a Gateway, or classic Ingress objects.'),
  className: objectName
    .default('nginx')
    .describe(
      "GatewayClass or IngressClass. A Gateway of class nginx gets NGINX Gateway Fabric; another class is the cluster's own.",
    ),
  annotations: z
    .record(labelKey, z.string())
    .meta({ examples: [{ 'networking.gke.io/load-balancer-type': 'Internal' }] })
    .default({})
    .describe(
      "Annotations for what the Gateway makes, such as a cloud's load balancer settings; with kind ingress, of each Ingress.",
    ),
});

export type GatewaySettings = z.output<typeof settings> & CommonSettings;
