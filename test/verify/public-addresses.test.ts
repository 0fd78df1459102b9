/** Certificates and pages of public addresses, against real TLS servers with certificates of openssl. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPage } from '../../generator/commands/verify/page.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import type { Json } from '../../generator/data/json.ts';
import { buildGraph } from '../../generator/stack/graph.ts';
import type { Finding } from '../../generator/verify/check.ts';
import { addressChecks } from '../../generator/verify/checks/public-addresses.ts';
import type { World } from '../../generator/verify/world.ts';
import { describedFleet } from '../described-fleet.ts';
import { inputFiles } from '../input-files.ts';
import { listening } from '../moves/forge-server.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const HOST = 'langfuse.obs.acme.io';

interface Served {
  readonly host?: string;
  readonly days?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly components?: Readonly<Record<string, Json>>;
}

/** What the checks of Langfuse's address find, where a server answers so. */
function findings({ host = HOST, days = 90, status = 200, headers = HTML, components = {} }: Served) {
  return inTemporaryFolder(async (folder) => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        ...[
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:prime256v1',
          '-nodes',
          '-keyout',
          key,
          '-out',
          cert,
        ],
        ...['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`, '-days', String(days)],
      ],
      { stdio: 'ignore' },
    );
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) =>
      response.writeHead(status, headers).end('<!doctype html>'),
    );
    const port = new URL(await listening(server)).port;
    const world: World = {
      // The name leads to the server, as DNS would lead it to a load balancer.
      page: (url) =>
        openPage(url.replace(/^(https:\/\/[^/]+)/, `$1:${port}`), (_host, options, found) =>
          options.all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4),
        ),
      service: () => Promise.reject(new Error('no Service is asked')),
      address: () => Promise.reject(new Error('no address is asked')),
      credentials: { langfuse: undefined, grafanaToken: undefined },
      now: Date.now,
      pause: () => Promise.resolve(),
      randomHex: () => '00',
    };
    const fleet = describedFleet(
      inputFiles({
        fleet: { domain: 'obs.acme.io', environments: { prod: {} } },
        clusters: { 'eu-1': { environment: 'prod', domain: 'obs.acme.io', components } },
      }),
    );
    const [cluster] = fleet.clusters;
    if (cluster === undefined) throw new Error('no cluster');
    const checks = addressChecks({ cluster, graph: buildGraph(fleet, cluster, REGISTRY) }).filter(
      ({ subject }) => subject === HOST,
    );
    const all: [string, Finding][] = [];
    for (const check of checks) all.push([check.name, await check.run(world)]);
    return Object.fromEntries(all);
  });
}

const HTML = { 'content-type': 'text/html; charset=utf-8' } as const;
const SELF_SIGNED = { issuers: { kind: 'self-signed' } } as const;

describe('a public address', () => {
  it('passes with a certificate of its own authority where the input asks for one, and with a page', async () => {
    expect(await findings({ components: SELF_SIGNED })).toEqual({
      'certificate-is-valid': {
        outcome: 'passed',
        said: expect.stringMatching(
          /^valid for (?:89|90) days, of an authority of its own, which issuers.kind: self-signed asks for$/,
        ),
      },
      'sign-in-page-opens': { outcome: 'passed', said: '/auth/sign-in answers with a page' },
    });
  });

  it.each([
    [
      'another authority',
      { components: { issuers: { kind: 'acme', acme: { email: 'ops@acme.io' } } } },
      'the certificate that is served is of an authority that is not trusted here (DEPTH_ZERO_SELF_SIGNED_CERT)',
    ],
    [
      'another host name',
      { host: 'other.acme.io', components: SELF_SIGNED },
      'the certificate that is served is for another host name',
    ],
    ['too little time', { days: 5, components: SELF_SIGNED }, 'the certificate that is served expires in 4 days'],
  ] satisfies [string, Served, string][])('fails with a certificate of %s', async (_, served, said) => {
    expect((await findings(served))['certificate-is-valid']).toEqual({
      outcome: 'failed',
      said,
      remedy: expect.any(String),
    });
  });

  it.each([
    ['an error', { status: 502 }, 'failed', '/auth/sign-in answers 502'],
    [
      'something that is no page',
      { headers: { 'content-type': 'text/plain' } },
      'failed',
      '/auth/sign-in answers with text/plain and no page',
    ],
    [
      'the issuer, without what the address says to it',
      { status: 302, headers: { location: 'https://login.acme.io/authorize?state=s3cret' } },
      'passed',
      '/auth/sign-in leads to login.acme.io',
    ],
  ] satisfies [string, Served, string, string][])('tells of %s', async (_, served, outcome, said) => {
    expect((await findings({ ...served, components: SELF_SIGNED }))['sign-in-page-opens']).toMatchObject({
      outcome,
      said,
    });
  });
});
