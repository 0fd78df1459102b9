/**
 * The way in for applications outside of the cluster: a receiver for each at a port of its own, whose paths begin with the name of the application and that asks for its token.
 * So who sends follows from the token alone: the gateway leads a path to the port, and nothing that an application says of itself changes which one it is.
 */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { publicRoutes } from '../../kubernetes/route.ts';
import type { Flow, Mistake, Secret, Stack } from '../../stack/component.ts';
import { isOutside } from '../../stack/component.ts';
import { exposedFrom, gateway, OTLP_HOST, publicHost } from '../gateway/handle.ts';
import { langfuse } from '../langfuse/handle.ts';
import { HEALTH_PORT, POD_IP } from '../otel-collector/configuration.ts';
import { LARGEST_BODY_MIB, LARGEST_REQUEST_MIB } from '../otel-collector/limits.ts';
import { outsideApplications } from '../outside-applications.ts';
import { otelGateway } from './handle.ts';
import type { OutsideApplication } from './outside-settings.ts';
import type { GatewayCollectorSettings } from './settings.ts';

/** Of the Service, the Ingress and the volume; with the name of an application, of its Secret and its route. No project's Service has this name. */
const NAME = 'otlp-outside';
const TOKEN = 'token';
const FOLDER = '/etc/otlp-outside';

/** The resource attribute that says which application has sent it. */
const ATTRIBUTE = 'lang_observatory.application';

/** Behind those of the doors of projects (`otel-collector/projects.ts`). */
const FIRST_PORT = 30_000;
const PORTS = 10_000;

/** By the name alone, as for projects: no port changes when another application is added. */
export function portOfApplication({ name }: Pick<OutsideApplication, 'name'>): number {
  return FIRST_PORT + (createHash('sha256').update(name).digest().readUInt32BE() % PORTS);
}

export function tokenSecret({ name }: Pick<OutsideApplication, 'name'>): string {
  return `${NAME}-${name}`;
}

/** What belongs to an application in the configuration of the collector, and the connector to the pipeline of a project. */
function of(kind: string, name?: string): string {
  return [kind, 'outside', ...(name === undefined ? [] : [name])].join('/');
}

/** Part of the configuration, beside other parts that have extensions; empty without an application. */
export function outsideExtensions(applications: readonly OutsideApplication[]): JsonObject {
  if (applications.length === 0) return {};
  // A file, and no variable: it is read again when it changes. Without a token in it everything is refused.
  return {
    extensions: Object.fromEntries(
      applications.map(({ name }) => [of('bearertokenauth', name), { filename: `${FOLDER}/${name}` }]),
    ),
  };
}

/** The sign-in comes before the body is read (open-telemetry/opentelemetry-collector:config/confighttp/server.go). */
export function outsideReceivers(applications: readonly OutsideApplication[]): JsonObject {
  return Object.fromEntries(
    applications.map((application) => [
      of('otlp', application.name),
      {
        protocols: {
          http: {
            endpoint: `${POD_IP}:${portOfApplication(application)}`,
            max_request_body_size: LARGEST_REQUEST_MIB * 2 ** 20,
            auth: { authenticator: of('bearertokenauth', application.name) },
            traces_url_path: `/${application.name}/v1/traces`,
            metrics_url_path: `/${application.name}/v1/metrics`,
            logs_url_path: `/${application.name}/v1/logs`,
          },
        },
      },
    ]),
  );
}

export function outsideConnectors(applications: readonly OutsideApplication[]): JsonObject {
  return Object.fromEntries(
    applications.flatMap((one) => [
      [wayOfTraces(one), {}],
      [WAY, {}],
    ]),
  );
}

export function outsideProcessors(applications: readonly OutsideApplication[]): JsonObject {
  return Object.fromEntries(
    applications.map(({ name }) => [
      of('resource', name),
      { attributes: [{ key: ATTRIBUTE, value: name, action: 'upsert' }] },
    ]),
  );
}

/** One for each signal of each application. They lead to the pipelines that all applications share. */
export function outsidePipelines(applications: readonly OutsideApplication[]): JsonObject {
  return Object.fromEntries(
    applications.flatMap((application) =>
      [['traces', wayOfTraces(application)] as const, ['metrics', WAY] as const, ['logs', WAY] as const].map(
        ([signal, way]) => [
          of(signal, application.name),
          {
            receivers: [of('otlp', application.name)],
            processors: ['memory_limiter', of('resource', application.name)],
            exporters: [way],
          },
        ],
      ),
    ),
  );
}

/** To the pipelines of metrics and logs, and to that of traces of the initial project. */
const WAY = of('forward');

function wayOfTraces({ project }: OutsideApplication): string {
  return of('forward', project);
}

/** The receivers of the pipeline of traces of a project, which is the initial one if it is undefined. */
export function tracesFromOutside(applications: readonly OutsideApplication[], project?: string): readonly string[] {
  return applications.some((one) => one.project === project) ? [of('forward', project)] : [];
}

/** Those of the pipelines of metrics and logs. None leads to the audit stream. */
export function restFromOutside(applications: readonly OutsideApplication[]): readonly string[] {
  return applications.length === 0 ? [] : [WAY];
}

/** Volumes with the tokens. */
export function tokenFiles(
  applications: readonly OutsideApplication[],
): Readonly<Record<'volumes' | 'mounts', readonly JsonObject[]>> {
  if (applications.length === 0) return { volumes: [], mounts: [] };
  const sources = applications.map((one) => ({
    secret: { name: tokenSecret(one), items: [{ key: TOKEN, path: one.name }] },
  }));
  return {
    volumes: [{ name: NAME, projected: { sources } }],
    mounts: [{ name: NAME, mountPath: FOLDER, readOnly: true }],
  };
}

/** A Secret for each, because one that is generated never changes, and a team may be shown its own. */
export function outsideSecrets(applications: readonly OutsideApplication[]): readonly Secret[] {
  return applications.map((one) => ({
    name: tokenSecret(one),
    purpose: `the token with which ${one.name} sends telemetry from outside of the cluster`,
    keys: { [TOKEN]: { generate: 'alphanumeric' } },
  }));
}

export function outsideFlows(stack: Stack): readonly Flow[] {
  const applications = outsideApplications(stack);
  if (applications.length === 0) return [];
  const from = exposedFrom(stack.of(gateway));
  return [
    {
      from,
      to: otelGateway.collector,
      // Load balancers of clouds ask for the health of pods themselves.
      ports: [...applications.map(portOfApplication), ...(isOutside(from) ? [HEALTH_PORT] : [])],
      purpose: 'telemetry of applications outside of the cluster',
    },
  ];
}

/** A Service with the port of each application, and its path at the host name, which a cluster alone knows. */
export function outsideManifests(stack: Stack, domain?: string): readonly Manifest[] {
  const applications = outsideApplications(stack);
  if (applications.length === 0) return [];
  const owner = { name: NAME, namespace: STACK_NAMESPACE, component: otelGateway.name };
  const paths = applications.map((one) => ({ name: one.name, prefix: `/${one.name}`, port: portOfApplication(one) }));
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: namespaced(NAME, STACK_NAMESPACE, owner),
      spec: {
        selector: otelGateway.collector.podLabels,
        ports: paths.map(({ port }) => ({ name: `http-${port}`, port, targetPort: port })),
      },
    },
    ...publicRoutes(stack.of(gateway), {
      ...owner,
      service: NAME,
      paths,
      health: { path: '/', port: HEALTH_PORT, isApart: true },
      largestBodyMib: LARGEST_BODY_MIB,
      ...(domain === undefined ? {} : { host: publicHost(stack.of(gateway), OTLP_HOST, domain) }),
    }),
  ];
}

export function outsideMistakes({ outside }: GatewayCollectorSettings, stack: Stack): readonly Mistake[] {
  const { kind, className } = stack.of(gateway);
  const code = 'invalid-value';
  if (outside.length > 0 && kind === 'ingress' && /^gce(-|$)/.test(className))
    return [
      {
        code,
        path: ['outside'],
        message: `is not possible with an Ingress of class ${className}: it asks for / without a token to learn whether a pod is healthy, and takes the refusal for a failure`,
        hint: 'set components.gateway.kind: gateway-api, with the className of a Gateway of Google',
      },
    ];
  const { mode, projects: all } = stack.of(langfuse);
  const projects = all.map(({ name }) => name);
  const ports = outside.map(portOfApplication);
  return outside.flatMap(({ project }, index): readonly Mistake[] => {
    const first = ports.indexOf(ports[index] ?? 0);
    return [
      ...(first === index
        ? []
        : [
            {
              code,
              path: ['outside', index, 'name'],
              message: `has by chance the same port of otel-gateway as ${outside[first]?.name ?? ''}`,
              hint: 'choose another name, such as one with a digit at its end',
            } as const,
          ]),
      // Without a managed Langfuse it has no effect, which is told elsewhere.
      ...(project === undefined || mode !== 'managed' || projects.includes(project)
        ? []
        : [
            {
              code,
              path: ['outside', index, 'project'],
              message: `is not in langfuse.projects${projects.length === 0 ? '' : `, which has ${projects.join(', ')}`}`,
              hint: 'add the project to components.langfuse.projects, or remove it here: traces go to the initial project then',
            } as const,
          ]),
    ];
  });
}
