/** How a Service is reached from outside the cluster: an HTTPRoute on the stack's Gateway, or a classic Ingress. */
import { ingressAnnotations, LONGEST_WAIT_SECONDS } from './ingress-annotations.ts';
import type { Manifest } from './manifest.ts';
import { namespaced, STACK_NAMESPACE } from './metadata.ts';

/** The part of the `gateway` component's settings that a route needs. */
export interface Exposure {
  readonly kind: 'gateway-api' | 'ingress';
  /** GatewayClass or IngressClass. */
  readonly className: string;
  /** Of an Ingress; those of a Gateway are on the Gateway. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly certificate: {
    readonly from: 'issuer' | 'secret' | 'load-balancer';
    readonly secretName?: string | undefined;
  };
}

/** Name of the Gateway, in the namespace of the stack, and of the Secret with its certificate. */
export const GATEWAY_NAME = 'lang-observatory';
export const GATEWAY_TLS_SECRET = 'lang-observatory-tls';

/** The Secret with the certificate; undefined where the load balancer has one of its own. */
export function certificateSecret({ certificate: { from, secretName } }: Exposure): string | undefined {
  if (from === 'load-balancer') return undefined;
  return from === 'secret' ? secretName : GATEWAY_TLS_SECRET;
}

interface CommonOptions {
  readonly name: string;
  /** Of the Service. The Gateway must take routes from it, and an Ingress finds the Secret with the certificate there. */
  readonly namespace: string;
  readonly component: string;
  /** Only a cluster has it: absent in base and environment, from which no route is deployed. */
  readonly host?: string;
  readonly service: string;
  /** Path that responds with 200 while the Service is ready. */
  readonly health: {
    readonly path: string;
    /** That the pods listen on. */
    readonly port: number;
    /** Whether no requests go to that port. */
    readonly isApart?: true;
  };
  /** The largest body of a request, in MiB, if it exceeds a controller's default; a Gateway has one limit for all routes. */
  readonly largestBodyMib?: number;
}

/** The Service's port, or one for each path. */
type RouteOptions = CommonOptions & ({ readonly port: number } | { readonly paths: readonly RoutePath[] });

/** Everything below a path of the host name; all other paths lead nowhere. */
interface RoutePath {
  readonly name: string;
  readonly prefix: string;
  readonly port: number;
}

/** One route for one host name, with the objects that its controller needs; TLS is terminated at the gateway. */
export function publicRoutes(exposure: Exposure, options: RouteOptions): readonly Manifest[] {
  if (exposure.kind === 'ingress') return [ingress(exposure, options)];
  return [
    ...httpRoutes(options),
    ...(isGoogleClass(exposure.className) ? [healthCheck(options), patience(options)] : []),
  ];
}

/** Whether a GatewayClass is one of Google's own load balancers. */
export function isGoogleClass(className: string): boolean {
  return className.startsWith('gke-');
}

/**
 * Google's load balancers treat a backend as unhealthy, and respond with 503, until `/` responds with 200 without a redirect (GKE: "Configure health check").
 */
function healthCheck({ name, namespace, component, service, health }: CommonOptions): Manifest {
  const httpHealthCheck = { portSpecification: 'USE_FIXED_PORT', port: health.port, requestPath: health.path };
  return {
    apiVersion: 'networking.gke.io/v1',
    kind: 'HealthCheckPolicy',
    metadata: namespaced(name, namespace, { component }),
    spec: {
      default: { config: { type: 'HTTP', httpHealthCheck } },
      targetRef: { group: '', kind: 'Service', name: service },
    },
  };
}

/** They give up after half a minute otherwise (GKE: "Configure the backend service timeout"). */
function patience({ name, namespace, component, service }: CommonOptions): Manifest {
  return {
    apiVersion: 'networking.gke.io/v1',
    kind: 'GCPBackendPolicy',
    metadata: namespaced(name, namespace, { component }),
    spec: {
      default: { timeoutSec: LONGEST_WAIT_SECONDS },
      targetRef: { group: '', kind: 'Service', name: service },
    },
  };
}

/** A route has at most sixteen rules, so each path has one of its own. */
function httpRoutes(options: RouteOptions): readonly Manifest[] {
  if ('port' in options) return [httpRoute(options, options)];
  return options.paths.map((path) => httpRoute({ ...options, name: `${options.name}-${path.name}` }, path));
}

function httpRoute(
  options: CommonOptions,
  { port, prefix }: { readonly port: number; readonly prefix?: string },
): Manifest {
  const matches = prefix === undefined ? {} : { matches: [{ path: { type: 'PathPrefix', value: prefix } }] };
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: namespaced(options.name, options.namespace, options),
    spec: {
      parentRefs: [{ name: GATEWAY_NAME, namespace: STACK_NAMESPACE, sectionName: 'https' }],
      ...(options.host === undefined ? {} : { hostnames: [options.host] }),
      rules: [{ ...matches, backendRefs: [{ name: options.service, port }] }],
    },
  };
}

function ingress(exposure: Exposure, options: RouteOptions): Manifest {
  const { className, annotations } = exposure;
  const secretName = certificateSecret(exposure);
  const paths = ('port' in options ? [{ prefix: '/', port: options.port }] : options.paths).map(({ prefix, port }) => ({
    path: prefix,
    pathType: 'Prefix',
    backend: { service: { name: options.service, port: { number: port } } },
  }));
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: namespaced(options.name, options.namespace, {
      ...options,
      annotations: {
        ...ingressAnnotations(className, {
          health: options.health.path,
          healthPort: options.health.isApart ? options.health.port : undefined,
          largestBodyMib: options.largestBodyMib,
        }),
        ...annotations,
      },
    }),
    spec: {
      ingressClassName: className,
      ...(options.host === undefined || secretName === undefined
        ? {}
        : { tls: [{ hosts: [options.host], secretName }] }),
      rules: [{ ...(options.host === undefined ? {} : { host: options.host }), http: { paths } }],
    },
  };
}
