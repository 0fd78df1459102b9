/** Settings of the servers that Prometheus sends its samples to. */
import * as z from 'zod';
import { line } from '../../fleet/schema/plain-text.ts';
import { dnsLabel, webAddress } from '../../fleet/schema/quantities.ts';
import { openHeaders } from '../headers.ts';
import { signIn } from '../sign-in.ts';
import { caSecretName, refuseIdleAuthorityOf } from '../store-tls.ts';

export const remoteWrite = z
  .array(
    z
      .strictObject({
        name: dnsLabel(40).describe('Name of the target; its metrics have it as label remote_name.'),
        url: webAddress
          .meta({ examples: ['https://metrics.acme.io/api/v1/write'] })
          .describe('Address that accepts remote write, e.g. https://metrics.acme.io/api/v1/write.'),
        caSecretName,
        signIn,
        headers: openHeaders('the Secret of signIn'),
        keep: line
          .meta({ examples: ['llm:.*|slo:.*'] })
          .optional()
          .describe('Regular expression for the names of the metrics to send, e.g. llm:.*|slo:.*; all by default.'),
      })
      .superRefine(({ url, caSecretName }, context) => refuseIdleAuthorityOf(url, caSecretName, context)),
  )
  .refine((targets) => new Set(targets.map(({ name }) => name)).size === targets.length, {
    error: 'two targets have the same name',
  })
  .default([])
  .describe('Other servers that Prometheus sends its samples to.');
