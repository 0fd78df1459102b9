/** How a Service is reached from outside the cluster: an HTTPRoute on the stack's Gateway, or a classic Ingress. */
import type { Manifest } from './manifest.ts';
import { namespaced } from './metadata.ts';

/** The part of the `gateway` component's settings that a route needs. */
export interface Exposure {
  readonly kind: 'gateway-api' | 'ingress';
  /** GatewayClass or IngressClass. */
  readonly className: string;
  /** Of an Ingress; those of a Gateway are on the Gateway. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** Name of the Gateway, in the namespace of the stack, and of the Secret with its certificate. */
export const GATEWAY_NAME = 'lang-observatory';
export const GATEWAY_TLS_SECRET = 'lang-observatory-tls';

interface RouteOptions {
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
  /** Only a cluster knows it: absent in base and environment, where the route is never deployed from. */
  readonly host?: string;
  readonly service: string;
  /** The Service's port. */
  readonly port: number;
}

/** One route for one host name; TLS ends at the gateway. */
export function publicRoute(exposure: Exposure, options: RouteOptions): Manifest {
  return exposure.kind === 'gateway-api' ? httpRoute(options) : ingress(exposure, options);
}

function httpRoute(options: RouteOptions): Manifest {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: namespaced(options.name, options.namespace, options),
    spec: {
      parentRefs: [{ name: GATEWAY_NAME, namespace: options.namespace, sectionName: 'https' }],
      ...(options.host === undefined ? {} : { hostnames: [options.host] }),
      rules: [{ backendRefs: [{ name: options.service, port: options.port }] }],
    },
  };
}

function ingress({ className, annotations }: Exposure, options: RouteOptions): Manifest {
  const backend = { service: { name: options.service, port: { number: options.port } } };
  const paths = [{ path: '/', pathType: 'Prefix', backend }];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: namespaced(options.name, options.namespace, { ...options, annotations }),
    spec: {
      ingressClassName: className,
      ...(options.host === undefined ? {} : { tls: [{ hosts: [options.host], secretName: GATEWAY_TLS_SECRET }] }),
      rules: [{ ...(options.host === undefined ? {} : { host: options.host }), http: { paths } }],
    },
  };
}
