/** What gateways measure, and what is known of each. */
import type { Source } from '../../telemetry/common-series.ts';

export interface Measures {
  /** Counters of requests: all, those that failed for another reason than the request, and those that were refused for what they are. */
  readonly requests: Source;
  readonly failures: Source;
  readonly refusals?: Source;
  /** Counters of US dollars and tokens. */
  readonly spend?: Source;
  readonly promptTokens: Source;
  readonly generatedTokens: Source;
  /** Histograms, in seconds. */
  readonly duration?: Source;
  readonly firstToken?: Source;
  /** Counters of requests that went to another model than the one that was asked for. */
  readonly fallbacks?: Source;
  readonly failedFallbacks?: Source;
  /** Counter of decisions to send a backend nothing for a while. */
  readonly coolDowns?: Source;
  /** Counters of requests that a cache answered, and that it could not answer. */
  readonly cacheHits?: Source;
  readonly cacheMisses?: Source;
  /** Counters of texts that a guardrail judged, stopped, and could not judge. */
  readonly guardrailChecks?: Source;
  readonly guardrailStops?: Source;
  readonly guardrailFailures?: Source;
  /** Gauges in US dollars, one for each kind of owner. */
  readonly budget?: readonly Source[];
  readonly budgetRemaining?: readonly Source[];
}

export interface Engine {
  /** Where it usually serves its metrics. */
  readonly port: number;
  readonly path: string;
  readonly measures: Measures;
}
