/** What a fleet can say of tail sampling. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { resources } from '../../fleet/schema/quantities.ts';
import { goDuration, secondsOf } from '../otel-collector/go-duration.ts';

/**
 * How long spans that ended before the root still come after it: an SDK sends every five seconds, a gateway every second
 * (OTEL_BSP_SCHEDULE_DELAY in the OpenTelemetry specification; `otel-collector/configuration.ts`), and while another sampler is away
 * a gateway holds a batch for up to fifteen seconds that has spans for both (`samplersExporter` in `otel-gateway/configuration.ts`).
 */
export const STRAGGLERS = '30s';

export const decisionWait = goDuration
  .meta({ examples: ['10m'] })
  .describe(
    `How long a trace is waited for, from its first span on, when its root span does not come; with the root it is judged after ${STRAGGLERS}. ` +
      'A root comes last, when the answer has been streamed: wait for longer than requests and runs of agents take, ' +
      `and than ${STRAGGLERS}: so late do spans come when a sampler restarts. ` +
      'An error or a slow span that comes after the decision changes nothing.',
  );

export const settings = z
  .strictObject({
    replicas: z
      .int()
      .min(1)
      .default(2)
      .describe(
        'Replicas of the sampler. A fixed number: each change moves traces that are under way to another replica.',
      ),
    percent: z
      .number()
      .min(0)
      .max(100)
      .default(10)
      .describe('Percent of ordinary traces that are kept: those without an error that are not slow.'),
    slowerThan: goDuration
      .default('30s')
      .describe('Traces that take longer are all kept, from the start of the first span to the end of the last.'),
    decisionWait: decisionWait.default('5m'),
    resources: resources.prefault({}),
  })
  .superRefine(({ decisionWait, slowerThan }, context) => {
    if (secondsOf(decisionWait) > secondsOf(slowerThan)) return;
    const message = `${decisionWait} is not longer than slowerThan, ${slowerThan}: a trace would be judged before it can be slow`;
    context.addIssue({ code: 'custom', path: ['decisionWait'], message });
  });

export type SamplerSettings = z.output<typeof settings> & CommonSettings;
