/** Settings of the backends that the collectors send to besides the stores of the stack. */
import * as z from 'zod';
import { advised } from '../../fleet/schema/advice.ts';
import { dnsLabel, webAddress } from '../../fleet/schema/quantities.ts';
import { headerSettings, refuseHeaders } from '../headers.ts';

const SIGNALS = ['traces', 'metrics', 'logs'] as const;

export type Signal = (typeof SIGNALS)[number];

const backend = z
  .strictObject({
    name: dnsLabel(40).describe('Name of the backend; alerts about it have it as label `backend`.'),
    endpoint: webAddress
      .meta({ examples: ['https://otlp.acme.io'] })
      .describe(
        'Address that accepts OTLP, e.g. https://otlp.acme.io. For HTTP the path of each signal, such as /v1/traces, is appended.',
      ),
    protocol: z.enum(['http', 'grpc']).default('http').describe('OTLP over HTTP with protobuf, or over gRPC.'),
    signals: z
      .array(z.enum(SIGNALS))
      .min(1)
      .meta({ examples: [['traces', 'logs']] })
      .default([...SIGNALS])
      .describe('What it gets; everything by default.'),
    ...headerSettings,
  })
  .superRefine((said, context) => {
    const { endpoint, protocol, signals } = said;
    const { pathname, search, hash } = new URL(endpoint);
    const wrong = (path: string, message: string, hint: string) =>
      context.addIssue({ ...advised(message, hint), path: [path] });
    if (search !== '' || hash !== '')
      wrong('endpoint', 'has a query or a fragment, which a path could not follow', 'remove what follows the path');
    else if (protocol === 'grpc' && pathname !== '/')
      wrong('endpoint', 'has a path, and gRPC knows none', 'remove the path, or set protocol: http');
    else if (/\/v1\/(traces|metrics|logs)\/?$/.test(pathname))
      wrong('endpoint', 'ends with the path of a signal, which is appended', 'set the address without it');
    if (hasTwice(signals)) wrong('signals', 'names a signal twice', 'name each once');
    refuseHeaders(said, context);
  });

export const sendTo = z
  .array(backend)
  .refine((backends) => !hasTwice(backends.map(({ name }) => name)), { error: 'two backends have the same name' })
  .meta({ examples: [[{ name: 'apm', endpoint: 'https://otlp.acme.io', secretHeaders: ['Authorization'] }]] })
  .default([])
  .describe(
    'Other backends that get telemetry too, by OTLP: after masks, and of traces those that a sampler keeps. One that is away holds up nothing else.',
  );

export type Backend = z.output<typeof backend>;

function hasTwice(names: readonly string[]): boolean {
  return new Set(names).size !== names.length;
}
