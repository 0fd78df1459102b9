/** Settings of the data sources that a team adds to Grafana. */
import * as z from 'zod';
import { isList, isObject, type Json } from '../../data/json.ts';
import { advised } from '../../fleet/schema/advice.ts';
import { line } from '../../fleet/schema/plain-text.ts';
import { dnsLabel, webAddress } from '../../fleet/schema/quantities.ts';
import { LOG_SOURCES } from '../../telemetry/log-sources.ts';
import { headerSettings, refuseHeaders } from '../headers.ts';
import { refuseSigv4, sigv4 } from '../sigv4.ts';
import { METRICS_SOURCE } from './metrics-source.ts';

/** Types that are in Grafana's image and that HTTP servers answer (grafana/grafana:pkg/plugins/backendplugin/coreplugin/registry.go). */
export const SOURCE_TYPES = ['prometheus', 'loki', 'tempo', 'jaeger', 'elasticsearch', 'graphite', 'influxdb'] as const;

/** Those of the stack itself. */
const TAKEN = [METRICS_SOURCE, ...Object.values(LOG_SOURCES)];

const optionName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/, { error: 'is not the name of a field of jsonData such as httpMethod' });

/** Grafana's chart hands the file of data sources to Helm's `tpl` (grafana/helm-charts:charts/grafana/templates/configmap.yaml). */
const plainJson = z
  .json()
  .refine((value) => textsOf(value).every((text) => !text.includes('{{')), {
    error: 'contains {{, which Helm would replace with something else',
  })
  .refine(
    (value) => textsOf(value).every((text) => text.isWellFormed() && !/[^\P{Cc}\n\t]|[\ufffe\uffff]/u.test(text)),
    { error: 'contains an invisible character' },
  );

/** Of any type to editors: a schema of JSON refers to itself. */
const option = z.unknown().pipe(plainJson);

/** Names and values, at any depth. */
function textsOf(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (isList(value)) return value.flatMap(textsOf);
  return isObject(value) ? Object.entries(value).flatMap(([key, inner]) => [key, ...textsOf(inner)]) : [];
}

const source = z
  .strictObject({
    name: dnsLabel(30)
      .meta({ examples: ['traces'] })
      .describe('Unique name, which is also the UID that dashboards of your own name it by.'),
    title: line
      .meta({ examples: ['Traces of the company'] })
      .optional()
      .describe('What people read in Grafana; the name by default.'),
    type: z.enum(SOURCE_TYPES).describe('Type of the data source, one that comes with Grafana.'),
    url: webAddress
      .meta({ examples: ['https://tempo.acme.io'] })
      .describe('Address of the server, which Grafana asks itself. Network policies open its port.'),
    options: z
      .record(optionName, option)
      .meta({ examples: [{ httpMethod: 'POST' }] })
      .default({})
      .describe('Further fields of `jsonData`, as the documentation of the type has them. No credential belongs here.'),
    ...headerSettings,
    signIn: sigv4
      .optional()
      .meta({ examples: [{ kind: 'sigv4' }] })
      .describe('How Grafana authenticates at a `prometheus` that wants more than headers.'),
  })
  .superRefine((said, context) => {
    refuseHeaders(said, context);
    if (said.signIn !== undefined && said.type !== 'prometheus')
      context.addIssue({
        ...advised(`has no effect with type ${said.type}`, 'remove it, or set type: prometheus'),
        path: ['signIn'],
      });
    else if (said.signIn !== undefined) refuseSigv4(said.signIn, [said.url], context);
    for (const key of Object.keys(said.options).filter((one) => /^httpHeaderName\d+$/.test(one)))
      context.addIssue({
        ...advised('is a header', 'write it in headers, or in secretHeaders if its value is a credential'),
        path: ['options', key],
      });
  });

export const ownSources = z
  .array(source)
  .superRefine((sources, context) => {
    const wrong = (index: number, field: 'name' | 'title', message: string) =>
      context.addIssue({ ...advised(message, 'choose another one'), path: [index, field] });
    for (const [index, { name, title }] of sources.entries()) {
      const others = sources.slice(0, index);
      const shown = [...TAKEN.map((one) => one.name), ...others.map((other) => other.title ?? other.name)];
      if (TAKEN.some(({ uid }) => uid === name)) wrong(index, 'name', `${name} is a data source of the stack`);
      else if (others.some((other) => other.name === name))
        wrong(index, 'name', `${name} is another data source already`);
      else if (shown.includes(title ?? name))
        wrong(index, title === undefined ? 'name' : 'title', `people read ${title ?? name} for another data source`);
    }
  })
  .meta({
    examples: [[{ name: 'traces', type: 'tempo', url: 'https://tempo.acme.io', secretHeaders: ['Authorization'] }]],
  })
  .default([])
  .describe('Further data sources of Grafana, beside those of the stack.');

export type OwnSource = z.output<typeof source> & { readonly options: Readonly<Record<string, Json>> };
