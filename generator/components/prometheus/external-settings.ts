/** Settings of a Prometheus, or of what speaks like one, that somebody else runs: it scrapes, evaluates rules and keeps samples. */
import * as z from 'zod';
import { advised } from '../../fleet/schema/advice.ts';
import { dnsLabel, labelKey, labelValue, webAddress } from '../../fleet/schema/quantities.ts';
import { openHeaders } from '../headers.ts';
import { storeSignIn } from '../sign-in.ts';
import { refuseSigv4 } from '../sigv4.ts';
import { caSecretName } from '../store-tls.ts';

/** Four writers are enough for the replicas of a Prometheus; Mimir and clouds have one address. */
const MOST_WRITE_URLS = 4;

export const external = z
  .strictObject({
    url: plainAddress('https://mimir.acme.io/prometheus').describe(
      'Address below which it answers queries, as Grafana knows it, e.g. https://mimir.acme.io/prometheus.',
    ),
    writeUrls: z
      .array(plainAddress('https://mimir.acme.io/api/v1/push'))
      .min(1)
      .max(MOST_WRITE_URLS)
      .refine((urls) => new Set(urls).size === urls.length, advised('names an address twice', 'name each once'))
      .describe(
        'Addresses that accept remote write, e.g. https://mimir.acme.io/api/v1/push. Each gets every sample of the collectors: name every replica of a Prometheus, and the one address of Mimir or a cloud.',
      ),
    signIn: storeSignIn.describe('How Grafana and the collectors authenticate.'),
    headers: openHeaders('the Secret of signIn'),
    caSecretName,
    scrapers: z
      .strictObject({
        namespaces: z
          .array(dnsLabel().meta({ examples: ['monitoring'] }))
          .min(1)
          .describe('Namespaces of the pods.'),
        selector: z
          .record(labelKey, labelValue)
          .meta({ examples: [{ 'app.kubernetes.io/name': 'prometheus' }] })
          .refine((labels) => Object.keys(labels).length > 0, {
            error: 'has no labels: leave it out for every pod of the namespaces',
          })
          .optional()
          .describe('Labels of the pods; by default every pod of the namespaces.'),
      })
      .describe(
        'The pods in this cluster that scrape: of Prometheus, or of an agent such as Grafana Alloy. Network policies let them in.',
      ),
    monitorLabels: z
      .record(labelKey, labelValue)
      .meta({ examples: [{ release: 'kube-prometheus-stack' }] })
      .default({})
      .describe('Labels by which it selects ServiceMonitors, PodMonitors, Probes and PrometheusRules; ours get them.'),
  })
  .superRefine(({ url, writeUrls, signIn, caSecretName }, context) => {
    refuseSigv4(signIn, [url, ...writeUrls], context);
    if (caSecretName === undefined || [url, ...writeUrls].some((address) => /^https:/i.test(address))) return;
    context.addIssue({
      ...advised('has no effect: no address begins with https://', 'set addresses with https://'),
      path: ['caSecretName'],
    });
  })
  .meta({
    examples: [
      {
        url: 'https://mimir.acme.io/prometheus',
        writeUrls: ['https://mimir.acme.io/api/v1/push'],
        scrapers: { namespaces: ['monitoring'] },
      },
    ],
  })
  .optional()
  .describe('Connection to the Prometheus of somebody else, in mode external.');

function plainAddress(example: string) {
  return webAddress
    .refine(
      (url) => !/[?#]/.test(url),
      advised('has a query or a fragment, which a path could not follow', 'remove what follows the path'),
    )
    .meta({ examples: [example] });
}

export type ExternalPrometheus = NonNullable<z.output<typeof external>>;
