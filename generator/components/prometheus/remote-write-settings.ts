/** Settings of the servers that Prometheus sends its samples to. */
import * as z from 'zod';
import { line } from '../../fleet/schema/plain-text.ts';
import { dnsLabel, webAddress } from '../../fleet/schema/quantities.ts';
import { signIn } from '../sign-in.ts';
import { caSecretName, refuseIdleAuthorityOf } from '../store-tls.ts';

/** A header whose name suggests a credential is rejected: its value would be in Git. */
const header = z.string().regex(/^(?!.*(authorization|cookie|key|token|secret|password))[A-Za-z0-9-]+$/i, {
  error: 'is not the name of a header, or is one for a credential, which belongs in the Secret of signIn',
});

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
        headers: z
          .record(header, line)
          .meta({ examples: [{ 'X-Scope-OrgID': 'acme' }] })
          .default({})
          .describe('Further headers, such as X-Scope-OrgID.'),
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
