/** Settings of the gateway. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { advised } from '../../fleet/schema/advice.ts';
import { line } from '../../fleet/schema/plain-text.ts';
import { domain, labelKey, objectName } from '../../fleet/schema/quantities.ts';

/** Of a UI, which is its own name unless another is given. */
function host(ui: string) {
  return domain
    .meta({ title: 'host name', examples: ['traces', 'traces.acme.io'] })
    .default(ui)
    .describe('One word is below the `domain` of each cluster, a name with dots is taken as it is.');
}

export const certificate = z
  .strictObject({
    from: z
      .enum(['issuer', 'secret', 'load-balancer'])
      .default('issuer')
      .describe(
        'issuer: cert-manager gets it from the ClusterIssuer of component `issuers`. secret: it is in a Secret of yours. load-balancer: what serves the class has one of its own, and is told by `annotations` or `options` which.',
      ),
    secretName: objectName
      .meta({ examples: ['acme-wildcard'] })
      .optional()
      .describe(
        'With from: secret, the Secret of type kubernetes.io/tls in the namespace of the stack; where OpenLIT has an Ingress, in its namespace too.',
      ),
    options: z
      .record(labelKey, line)
      .meta({ examples: [{ 'networking.gke.io/pre-shared-certs': 'observatory' }] })
      .optional()
      .describe('With from: load-balancer, `tls.options` of the HTTPS listener of a Gateway.'),
  })
  .superRefine(({ from, secretName, options }, context) => {
    const idle = (field: string, needed: string) =>
      context.addIssue({
        ...advised(`has no effect with from: ${from}`, `set from: ${needed}, or remove it`),
        path: [field],
      });
    if (from !== 'secret' && secretName !== undefined) idle('secretName', 'secret');
    if (from !== 'load-balancer' && options !== undefined) idle('options', 'load-balancer');
    if (from === 'secret' && secretName === undefined)
      context.addIssue({
        ...advised('needs secretName, the Secret with the certificate and its key', 'add secretName'),
        path: ['from'],
      });
  })
  .prefault({})
  .meta({ examples: [{ from: 'secret', secretName: 'acme-wildcard' }] })
  .describe('The certificate that browsers see.');

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
    .strictObject({
      langfuse: host('langfuse'),
      grafana: host('grafana'),
      openlit: host('openlit'),
      'object-store': host('objects'),
      otlp: host('otlp'),
    })
    .prefault({})
    .describe(
      'Public host names of the UIs, of the object store with `publicDownloads`, and of OTLP for the applications in `otel-gateway.outside`.',
    ),
  certificate,
  annotations: z
    .record(labelKey, z.string())
    .meta({ examples: [{ 'networking.gke.io/load-balancer-type': 'Internal' }] })
    .default({})
    .describe(
      'Annotations of the objects that are created for the Gateway, such as load balancer settings of a cloud; with kind ingress, of each Ingress.',
    ),
});

export type GatewaySettings = z.output<typeof settings> & CommonSettings;
