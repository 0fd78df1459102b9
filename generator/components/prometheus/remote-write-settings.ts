/** Settings of the servers that Prometheus sends its samples to. */
import * as z from 'zod';
import { advised } from '../../fleet/schema/advice.ts';
import { line } from '../../fleet/schema/plain-text.ts';
import { dnsLabel, webAddress } from '../../fleet/schema/quantities.ts';
import { openHeaders } from '../headers.ts';
import { storeSignIn } from '../sign-in.ts';
import { refuseSigv4 } from '../sigv4.ts';
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
        signIn: storeSignIn,
        headers: openHeaders('the Secret of signIn'),
        keep: line
          .meta({ examples: ['llm:.*|slo:.*'] })
          .optional()
          .describe('Regular expression for the names of the metrics to send, e.g. llm:.*|slo:.*; all by default.'),
      })
      .superRefine(({ url, signIn, caSecretName }, context) => {
        refuseIdleAuthorityOf(url, caSecretName, context);
        refuseSigv4(signIn, [url], context);
      }),
  )
  .refine((targets) => new Set(targets.map(({ name }) => name)).size === targets.length, {
    error: 'two targets have the same name',
  })
  .superRefine((targets, context) => {
    const [first, ...others] = targets.flatMap(({ name, signIn }, index) =>
      signIn.kind === 'sigv4' ? [{ name, index, roleArn: signIn.roleArn }] : [],
    );
    for (const { index } of others.filter(({ roleArn }) => roleArn !== first?.roleArn))
      context.addIssue({
        ...advised(
          `asks for another IAM role than ${first?.name}, and Prometheus has one service account`,
          'give one role the right to write to both workspaces, and name it in both targets',
        ),
        path: [index, 'signIn'],
      });
  })
  .default([])
  .describe('Other servers that Prometheus sends its samples to.');
