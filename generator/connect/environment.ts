/** The environment variables that configure the SDKs of an application. No value is a secret: the collector holds the keys. */
import type { JsonObject } from '../data/json.ts';
import type { Connection } from './connection.ts';
import type { Language } from './languages.ts';

export interface Variable {
  readonly name: string;
  /** May name variables before it as `$(NAME)`, as Kubernetes fills them in. */
  readonly value: string | { readonly fieldPath: string };
  readonly purpose: string;
}

/** In the order in which Kubernetes must read them. */
export function environmentOf(connection: Connection, language: Language): readonly Variable[] {
  return [...openTelemetry(connection), ...OWN[language](connection)];
}

/** As entries of a container's `env`. */
export function containerEnv(variables: readonly Variable[]): readonly JsonObject[] {
  return variables.map(({ name, value }) =>
    typeof value === 'string' ? { name, value } : { name, valueFrom: { fieldRef: value } },
  );
}

/** What every SDK of OpenTelemetry reads. */
function openTelemetry({ application, environment, endpoints, signals }: Connection): readonly Variable[] {
  const attributes = {
    'deployment.environment': environment,
    'service.namespace': application.namespace,
    // Replicas that called themselves alike would write into one another's series.
    'service.instance.id': '$(POD_NAME)',
  };
  const exporter = (taker: string | null): string => (taker === null ? 'none' : 'otlp');
  return [
    { name: 'POD_NAME', value: { fieldPath: 'metadata.name' }, purpose: 'the name of the instance' },
    { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: endpoints.http, purpose: 'address of the collector' },
    { name: 'OTEL_EXPORTER_OTLP_PROTOCOL', value: 'http/protobuf', purpose: 'protocol of the collector' },
    { name: 'OTEL_SERVICE_NAME', value: application.name, purpose: 'name of the application in dashboards' },
    {
      name: 'OTEL_RESOURCE_ATTRIBUTES',
      value: Object.entries(attributes)
        .map(([key, value]) => `${key}=${value}`)
        .join(','),
      purpose: 'where it runs; the collector adds the cluster',
    },
    ...Object.entries(signals).map(([signal, taker]) => ({
      name: `OTEL_${signal.toUpperCase()}_EXPORTER`,
      value: exporter(taker),
      purpose: taker === null ? `nothing stores ${signal} on this cluster` : `${signal} go to ${taker}`,
    })),
  ];
}

const OWN: Readonly<Record<Language, (connection: Connection) => readonly Variable[]>> = {
  python: (connection) => [...openLit(connection), ...langfuse(connection)],
  typescript: (connection) => [
    // The collector makes labels of resource attributes: command lines and process ids have no place in a series.
    {
      name: 'OTEL_NODE_RESOURCE_DETECTORS',
      value: 'env',
      purpose: 'keeps process ids and command lines out of the labels',
    },
    ...langfuse(connection),
  ],
  otel: () => [],
};

function openLit({ environment }: Connection): readonly Variable[] {
  return [
    { name: 'OTEL_DEPLOYMENT_ENVIRONMENT', value: environment, purpose: 'the environment, for OpenLIT' },
    {
      name: 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT',
      value: 'true',
      // OpenLIT takes no other word for yes (openlit/openlit:sdk/python/src/openlit/cli/config.py).
      purpose:
        "whether prompts and answers are recorded; OpenTelemetry's own instrumentations of Python want SPAN_ONLY",
    },
    {
      name: 'OPENLIT_PRICING_JSON',
      value: 'pricing.json',
      purpose: 'prices per 1000 tokens; without it OpenLIT downloads them from GitHub at every start',
    },
  ];
}

function langfuse({ environment, langfuse: access }: Connection): readonly Variable[] {
  if (access === null) return [];
  return [
    {
      name: 'LANGFUSE_BASE_URL',
      value: access.url,
      purpose: 'for prompts and scores; without it the Langfuse SDK uses Langfuse Cloud',
    },
    { name: 'LANGFUSE_TRACING_ENVIRONMENT', value: environment, purpose: 'the environment, for Langfuse' },
    {
      name: 'LANGFUSE_MEDIA_UPLOAD_ENABLED',
      value: 'false',
      purpose: 'images and audio would not go through the collector, and need keys',
    },
  ];
}
