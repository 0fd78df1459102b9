/**
 * What controllers of Ingresses must be told about the service behind: its health check, the largest body and the longest wait. Each reads
 * its own annotations and ignores the others'.
 */

interface Service {
  /** Path that responds with 200 while the Service is ready. */
  readonly health: string;
  /** Of the pods, where it is not the one of requests. */
  readonly healthPort?: number | undefined;
  /** In MiB, if it exceeds a controller's default. */
  readonly largestBodyMib?: number | undefined;
}

type Annotations = Readonly<Record<string, string>>;

/** Queries over many traces take minutes, and most controllers give up after one. */
export const LONGEST_WAIT_SECONDS = 300;

/** Both controllers based on NGINX: a class of any name may be one of theirs. */
function nginx({ largestBodyMib }: Service): Annotations {
  const size = `${largestBodyMib}m`;
  const wait = String(LONGEST_WAIT_SECONDS);
  return {
    'nginx.ingress.kubernetes.io/proxy-read-timeout': wait,
    'nginx.org/proxy-read-timeout': `${wait}s`,
    ...(largestBodyMib === undefined
      ? {}
      : { 'nginx.ingress.kubernetes.io/proxy-body-size': size, 'nginx.org/client-max-body-size': size }),
  };
}

/** Of AWS Load Balancer Controller (docs: guide/ingress/annotations). Without a target type it needs node ports, which no Service here has. */
function amazon({ health, healthPort }: Service): Annotations {
  return {
    'alb.ingress.kubernetes.io/healthcheck-path': health,
    ...(healthPort === undefined ? {} : { 'alb.ingress.kubernetes.io/healthcheck-port': String(healthPort) }),
    'alb.ingress.kubernetes.io/listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}]',
    'alb.ingress.kubernetes.io/load-balancer-attributes': `idle_timeout.timeout_seconds=${LONGEST_WAIT_SECONDS}`,
    'alb.ingress.kubernetes.io/ssl-redirect': '443',
    'alb.ingress.kubernetes.io/target-type': 'ip',
  };
}

/** Of Application Gateway Ingress Controller (Azure docs: ingress-controller-annotations). */
function azure({ health, healthPort }: Service): Annotations {
  return {
    'appgw.ingress.kubernetes.io/health-probe-path': health,
    ...(healthPort === undefined ? {} : { 'appgw.ingress.kubernetes.io/health-probe-port': String(healthPort) }),
    'appgw.ingress.kubernetes.io/request-timeout': String(LONGEST_WAIT_SECONDS),
    'appgw.ingress.kubernetes.io/ssl-redirect': 'true',
  };
}

/** Controllers of clouds, by the names that their classes have. */
const CLOUDS: readonly { readonly className: RegExp; readonly annotations: (service: Service) => Annotations }[] = [
  { className: /^alb(-|$)/, annotations: amazon },
  { className: /^azure-application-gateway(-|$)/, annotations: azure },
];

/** Whether the controller of a class serves certificates of its cloud and never those of a Secret (AWS Load Balancer Controller). */
export function hasOwnCertificates(className: string): boolean {
  return CLOUDS.find((one) => one.className.test(className))?.annotations === amazon;
}

export function ingressAnnotations(className: string, service: Service): Annotations {
  const cloud = CLOUDS.find((one) => one.className.test(className));
  return cloud === undefined ? nginx(service) : cloud.annotations(service);
}
