/** The settings of model servers: which run on the cluster, and where. */
import * as z from 'zod';
import { isEqual, type JsonObject } from '../../data/json.ts';
import type { CommonSettings } from '../../fleet/model.ts';
import { advised } from '../../fleet/schema/advice.ts';
import { dnsLabel, labelKey, labelValue, port } from '../../fleet/schema/quantities.ts';
import { ENGINE_NAMES } from './engines.ts';

const server = z.strictObject({
  engine: z
    .enum(ENGINE_NAMES)
    .describe(
      'What serves the models: it decides the port and the names of the metrics. kserve is its Python server, llm-d its router.',
    ),
  namespaces: z
    .array(dnsLabel().meta({ examples: ['models'] }))
    .min(1)
    .describe('Namespaces of the pods.'),
  selector: z
    .record(labelKey, labelValue)
    .meta({ examples: [{ 'app.kubernetes.io/name': 'vllm' }] })
    .refine((labels) => Object.keys(labels).length > 0, { error: 'selects every pod of the namespaces' })
    .describe('Labels of the pods.'),
  port: port.optional().describe('Port with the metrics, if it is not the usual one of the engine.'),
});

export const servers = z
  .array(server)
  .default([])
  .superRefine((all, context) => {
    for (const [index, one] of all.entries())
      if (all.slice(0, index).some((other) => isEqual(asJson(one), asJson(other))))
        context.addIssue({
          ...advised('is there twice, and every replica would be counted twice', 'remove one of them'),
          path: [index],
        });
  })
  .describe('Model servers that Prometheus scrapes. Somebody else has installed them.');

export const settings = z.strictObject({ servers });

/** Without fields that are absent. */
function asJson({ port: number, ...fields }: z.output<typeof server>): JsonObject {
  return { ...fields, ...(number === undefined ? {} : { port: number }) };
}

export type ModelServer = z.output<typeof server>;
export type ModelServingSettings = z.output<typeof settings> & CommonSettings;
