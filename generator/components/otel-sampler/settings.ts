/** Settings of tail sampling. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { resources } from '../../fleet/schema/quantities.ts';
import { egress } from '../egress.ts';
import { goDuration, secondsOf } from '../otel-collector/go-duration.ts';
import { queueSetting } from '../otel-collector/queue-settings.ts';

/**
 * How long after the root span earlier spans can still arrive: an SDK sends every five seconds, a gateway every second
 * (OTEL_BSP_SCHEDULE_DELAY in the OpenTelemetry specification; `otel-collector/configuration.ts`), and while another sampler is away
 * a gateway keeps a batch with spans for both for up to fifteen seconds (`samplersExporter` in `otel-gateway/configuration.ts`).
 */
export const STRAGGLERS = '30s';

export const decisionWait = goDuration
  .meta({ examples: ['10m'] })
  .describe(
    `How long to wait for the root span of a trace, from its first span on; the decision follows ${STRAGGLERS} after the root span. ` +
      'The root span arrives last, when the response has been streamed. So set more than requests and agent runs take, ' +
      `and more than ${STRAGGLERS}: spans can be that late when a sampler restarts. ` +
      'An error or a slow span that arrives after the decision does not change it.',
  );

export const settings = z
  .strictObject({
    replicas: z
      .int()
      .min(1)
      .default(2)
      .describe(
        'Replicas of the sampler. The number is fixed, because each change moves unfinished traces to another replica.',
      ),
    percent: z
      .number()
      .min(0)
      .max(100)
      .default(10)
      .describe('Percentage of ordinary traces (not slow, without an error) that are kept.'),
    slowerThan: goDuration
      .default('30s')
      .describe(
        'All traces that take longer than this, from the start of the first span to the end of the last, are kept.',
      ),
    decisionWait: decisionWait.default('5m'),
    resources: resources.prefault({}),
    queue: queueSetting('Traces that wait for their decision are in memory all the same.'),
    egress: egress('the sampler', 'the servers of exporters that you add in `values`'),
  })
  .superRefine(({ decisionWait, slowerThan }, context) => {
    if (secondsOf(decisionWait) > secondsOf(slowerThan)) return;
    const message = `${decisionWait} is not longer than slowerThan (${slowerThan}): the decision would come before a trace can be slow`;
    context.addIssue({ code: 'custom', path: ['decisionWait'], message });
  });

export type SamplerSettings = z.output<typeof settings> & CommonSettings;
