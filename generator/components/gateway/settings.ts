/** Settings of the gateway. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { domain, labelKey, objectName } from '../../fleet/schema/quantities.ts';

/** Of a UI, which is its own name unless another is given. */
function host(ui: string) {
  return domain
    .meta({ title: 'host name', examples: ['traces', 'traces.acme.io'] })
    .default(ui)
    .describe('One word is below the `domain` of each cluster, a name with dots is taken as it is.');
}

export const settings = z.strictObject({
  kind: z
    .enum(['gateway-api', 'ingress'])
    .default('gateway-api')
    .describe('HTTPRoutes on a Gateway, or classic Ingress objects.'),
  className: objectName
    .default('nginx')
    .describe(
      'GatewayClass or IngressClass. NGINX Gateway Fabric is installed for a Gateway of class nginx; the cluster must provide any other class.',
    ),
  hosts: z
    .strictObject({ langfuse: host('langfuse'), grafana: host('grafana'), openlit: host('openlit') })
    .prefault({})
    .describe('Public host names of the UIs.'),
  annotations: z
    .record(labelKey, z.string())
    .meta({ examples: [{ 'networking.gke.io/load-balancer-type': 'Internal' }] })
    .default({})
    .describe(
      'Annotations of the objects that are created for the Gateway, such as load balancer settings of a cloud; with kind ingress, of each Ingress.',
    ),
});

export type GatewaySettings = z.output<typeof settings> & CommonSettings;
