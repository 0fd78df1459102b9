/** The configuration of the collector of events: it watches them, and makes a line of each. */
import type { JsonObject } from '../../data/json.ts';
import { EVENTS_SERVICE } from '../../telemetry/log-fields.ts';
import { EXTENSIONS, MEMORY_LIMITER, SERVICE } from '../otel-collector/configuration.ts';
import { OBJECT_API } from '../otel-collector/logs.ts';
import { gatewayExporter, TO_GATEWAY } from '../otel-collector/to-gateway.ts';

/** Its former name is `k8sobjects` (open-telemetry/opentelemetry-collector-contrib:receiver/k8sobjectsreceiver/metadata.yaml). */
const OBJECTS = 'k8s_objects';
const LINES = 'transform/events';

/** In memory, in bytes: an event has one or two KiB. */
const QUEUE_SIZE = 16 * 2 ** 20;

export function configuration(): JsonObject {
  return {
    extensions: EXTENSIONS,
    receivers: {
      [OBJECTS]: {
        // The API server forgets an event after an hour, which is a deletion too.
        objects: [{ name: 'events', mode: 'watch', exclude_watch_type: ['DELETED'] }],
        // What happened while there was no collector: better twice than never.
        include_initial_state: true,
      },
    },
    processors: { memory_limiter: MEMORY_LIMITER, [LINES]: lines() },
    exporters: { [TO_GATEWAY]: gatewayExporter({ queue_size: QUEUE_SIZE }) },
    service: {
      ...SERVICE,
      pipelines: {
        logs: { receivers: [OBJECTS], processors: ['memory_limiter', LINES], exporters: [TO_GATEWAY] },
      },
    },
  };
}

/** A field of the event (kubernetes/api:core/v1/types.go, `Event`). */
const field = (...path: readonly string[]): string =>
  ['log.body["object"]', ...path.map((name) => `["${name}"]`)].join('');

/** Sets it where the event has the field. */
const copy = (target: string, from: string): string => `set(${target}, ${from}) where ${from} != nil`;

const attribute = (name: string, ...path: readonly string[]): string =>
  copy(`log.attributes["${name}"]`, field(...path));

const IS_WARNING = `where ${field('type')} == "Warning"`;
const REPORTING = field('reportingComponent');
const TIME = '%Y-%m-%dT%H:%M:%S';

/** When it happened: newer events have the first, and older ones the other. */
const time = (path: string, format: string): string =>
  `set(log.time, Time(${field(path)}, "${TIME}${format}")) where IsString(${field(path)})`;

/** Names of attributes are those of the receiver for events alone (open-telemetry/opentelemetry-collector-contrib:receiver/k8seventsreceiver). */
function lines(): JsonObject {
  return {
    // An event with an odd field is still an event.
    error_mode: 'ignore',
    log_statements: [
      `set(resource.attributes["service.name"], "${EVENTS_SERVICE}")`,
      'keep_keys(log.attributes, [])',
      attribute('k8s.event.reason', 'reason'),
      attribute('k8s.event.count', 'count'),
      attribute('k8s.event.source', 'source', 'component'),
      `set(log.attributes["k8s.event.source"], ${REPORTING}) where ${REPORTING} != nil and ${REPORTING} != ""`,
      attribute(OBJECT_API, 'involvedObject', 'apiVersion'),
      attribute('k8s.object.kind', 'involvedObject', 'kind'),
      attribute('k8s.object.name', 'involvedObject', 'name'),
      'set(log.severity_number, SEVERITY_NUMBER_INFO)',
      `set(log.severity_number, SEVERITY_NUMBER_WARN) ${IS_WARNING}`,
      'set(log.severity_text, "INFO")',
      `set(log.severity_text, "WARN") ${IS_WARNING}`,
      'set(log.time, log.observed_time)',
      time('eventTime', '.%fZ'),
      time('lastTimestamp', 'Z'),
      // The last one: what it is taken from is gone then.
      copy('log.body', field('message')),
    ],
  };
}
