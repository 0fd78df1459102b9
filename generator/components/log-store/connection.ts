/** Where the lines of a log store go and are read, in every mode. */
import { portOf } from '../../fleet/schema/quantities.ts';
import { serviceUrl } from '../../kubernetes/service-url.ts';
import type { Stack } from '../../stack/component.ts';
import type { Handle, PodLabels } from '../../stack/handle.ts';
import type { Headers } from '../headers.ts';
import type { LogStoreSettings } from './settings.ts';

/** HTTP: OTLP, queries, its page for people, and its own metrics. */
export const PORT = 9428;

export type LogStoreKind = 'loki' | 'victoria-logs';

/** The path of OTLP below the address (grafana/loki:docs/sources/send-data/otel/_index.md; VictoriaMetrics/VictoriaLogs:docs/victorialogs/data-ingestion/OpenTelemetry.md). */
const OTLP_PATHS: Readonly<Record<LogStoreKind, string>> = {
  loki: '/otlp/v1/logs',
  'victoria-logs': '/insert/opentelemetry/v1/logs',
};

/**
 * Days for which a store elsewhere takes old lines unless it is told otherwise: `reject_old_samples_max_age` of Loki, and the retention
 * of VictoriaLogs (grafana/loki:pkg/validation/limits.go; VictoriaMetrics/VictoriaLogs:app/vlstorage/main.go).
 */
const USUAL_DAYS = 7;

export interface LogStoreConnection {
  readonly kind: LogStoreKind;
  /** Without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Where it takes lines, by OTLP over HTTP. */
  readonly otlpUrl: string;
  /** A line that is older is rejected. */
  readonly days: number;
  readonly headers: Headers;
  /** With the values of secret headers. */
  readonly secretName: string;
}

/** The Service has the name of the component, which is also the job of its series. */
export function logStoreConnection(name: string): (s: LogStoreSettings) => LogStoreConnection {
  return (s) => {
    const secretName = `${name}-headers`;
    if (s.mode !== 'external' || s.external === undefined)
      return {
        ...addresses('victoria-logs', serviceUrl({ service: name, port: PORT })),
        // Only who sends old lines reads it: where nobody does, it has no effect, and is refused.
        get days() {
          return s.retentionDays;
        },
        headers: { headers: {}, secretHeaders: [], secretName: undefined },
        secretName,
      };
    return {
      ...addresses(s.external.kind, s.external.url.replace(/\/+$/, '')),
      days: USUAL_DAYS,
      headers: s.external,
      secretName: s.external.secretName ?? secretName,
    };
  };
}

function addresses(kind: LogStoreKind, url: string) {
  return { kind, url, port: portOf(url), otlpUrl: `${url}${OTLP_PATHS[kind]}` } as const;
}

/** Labels that the chart gives the pod of a release. */
export function logStoreLabels(release: string): PodLabels {
  return { 'app.kubernetes.io/name': 'victoria-logs-single', 'app.kubernetes.io/instance': release };
}

/** Whether lines are kept there, by a store of the stack or one elsewhere. */
export function isKept(store: Handle<LogStoreSettings>, stack: Pick<Stack, 'of'>): boolean {
  return stack.of(store).mode !== 'disabled';
}
