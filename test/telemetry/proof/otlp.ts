/** Traces on the wire: the parts of OTLP that a claim is made about, read from protobuf as the collector writes it, and sent as JSON. */
import protobuf from 'protobufjs';
import * as z from 'zod';

/** Field numbers of opentelemetry/proto/trace/v1 and common/v1 in OTLP 1.x. */
const SCHEMA = `
  syntax = "proto3";
  message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; string name = 5; repeated KeyValue attributes = 9; Status status = 15;
  }
  message Status { string message = 2; int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; } }
`;

const ExportTraceServiceRequest = protobuf.parse(SCHEMA).root.lookupType('ExportTraceServiceRequest');

const id = z.string().transform((base64) => Buffer.from(base64, 'base64').toString('hex'));

const attributes = z
  .array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()).default({}) }))
  .default([])
  .transform((all) => new Map(all.map(({ key, value }) => [key, Object.values(value)[0]])));

const decoded = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: id.default(''),
              spanId: id.default(''),
              name: z.string(),
              attributes,
              status: z.object({ code: z.int().default(0) }).default({ code: 0 }),
            }),
          ),
        }),
      ),
    }),
  ),
});

export type Attributes = ReadonlyMap<string, unknown>;

export interface Span {
  /** Hexadecimal; nothing where there is none. */
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly failed: boolean;
  readonly attributes: Attributes;
  /** Of the resource that it belongs to. */
  readonly resource: Attributes;
}

const STATUS_ERROR = 2;

/** The spans of an export in protobuf; throws when it is none. */
export function decodeSpans(body: Buffer): readonly Span[] {
  const message = ExportTraceServiceRequest.decode(body);
  const request = decoded.parse(ExportTraceServiceRequest.toObject(message, { bytes: String, longs: Number }));
  return request.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ status, ...span }) => ({
        ...span,
        failed: status.code === STATUS_ERROR,
        resource: resource.attributes,
      })),
    ),
  );
}

/** A span to be sent. Times are seconds. */
export interface NewSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** None is that of a root. */
  readonly parentSpanId?: string;
  readonly name: string;
  readonly start?: number;
  readonly end?: number;
  readonly failed?: boolean;
}

/** An export of one span for each name, each of its own trace, as OTLP/JSON. A name that starts with `error` is a span that failed. */
export function encodeSpans(names: readonly string[], filler = ''): string {
  return encode(
    names.map((name, index) => ({
      traceId: (index + 1).toString(16).padStart(32, '0'),
      spanId: (index + 1).toString(16).padStart(16, '0'),
      name,
      failed: name.startsWith('error'),
    })),
    filler,
  );
}

/** An export of these spans, as OTLP/JSON. */
export function encode(all: readonly NewSpan[], filler = ''): string {
  const spans = all.map(({ start = 0, end = 1, failed = false, ...span }) => ({
    ...span,
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: nanoseconds(end),
    status: { code: failed ? STATUS_ERROR : 0 },
    attributes: filler === '' ? [] : [{ key: 'filler', value: { stringValue: filler } }],
  }));
  return JSON.stringify({ resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: {}, spans }] }] });
}

/** Of a second after some moment of 2023. */
function nanoseconds(second: number): string {
  return `${1_700_000_000 + second}000000000`;
}
