/** The one span and the one sample that are sent, as OTLP in JSON (opentelemetry/opentelemetry-proto: docs/specification.md, "JSON Protobuf Encoding"). */
import type { JsonObject } from '../data/json.ts';

/** The name of the application that seems to send them, and so the label `job` of the sample. */
export const SENDER = 'lang-observatory-verify';

/** As an application names it, and as Prometheus stores it. */
export const METRIC = { sent: 'observatory.verification', stored: 'observatory_verification' } as const;

const RESOURCE = { attributes: [{ key: 'service.name', value: { stringValue: SENDER } }] };
const SCOPE = { name: 'lang-observatory' };

const ERROR = 2;

export interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** With the status of a failed one: of those, tail sampling keeps every one. */
  readonly failed: boolean;
}

export function spanBody({ traceId, spanId, at, failed }: SentSpan): string {
  const span = {
    traceId,
    spanId,
    name: 'lang-observatory verify',
    kind: 1,
    startTimeUnixNano: nanoseconds(at),
    endTimeUnixNano: nanoseconds(at + 1),
    status: failed ? { code: ERROR, message: 'so that tail sampling keeps it' } : {},
  };
  return body({ resourceSpans: [{ resource: RESOURCE, scopeSpans: [{ scope: SCOPE, spans: [span] }] }] });
}

/** A gauge: the series is the same each time, and its value tells one run from another. */
export function sampleBody(value: number, at: number): string {
  const metric = {
    name: METRIC.sent,
    description: 'The last value that `lang-observatory verify` has sent.',
    gauge: { dataPoints: [{ timeUnixNano: nanoseconds(at), asDouble: value }] },
  };
  return body({ resourceMetrics: [{ resource: RESOURCE, scopeMetrics: [{ scope: SCOPE, metrics: [metric] }] }] });
}

function body(request: JsonObject): string {
  return JSON.stringify(request);
}

function nanoseconds(milliseconds: number): string {
  return `${milliseconds}000000`;
}
