/** The checks of `verify` against the real collector and Prometheus: what they send arrives, on the short way and through a sampler. */
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { outsideOf } from '../../../generator/commands/verify/cluster-world.ts';
import { askAddress } from '../../../generator/commands/verify/http.ts';
import type { JsonObject } from '../../../generator/data/json.ts';
import { checksOf } from '../../../generator/verify/checks.ts';
import { runChecks } from '../../../generator/verify/run-checks.ts';
import { proofSubject } from './proof-fleet.ts';
import { startWorld, type World } from './world.ts';

const KEYS = { publicKey: 'pk-lf-proof', secretKey: 'sk-lf-proof' };

let world: World | undefined;

afterEach(async () => {
  await world?.stop();
});

type Settings = Readonly<Record<string, JsonObject>>;

/** What the checks of telemetry and backups find; Services are reached at their addresses, because there is no kubelet that forwards ports. */
async function verify(running: World, settings: Settings, keys = KEYS): Promise<Readonly<Record<string, string>>> {
  const { gateway, langfuse, prometheus } = running.addresses;
  const hosts: Readonly<Record<string, string>> = {
    'otel-gateway': gateway,
    'langfuse-web': langfuse,
    'kps-prometheus': prometheus,
  };
  const checks = checksOf(proofSubject(settings)).filter(({ name }) => /-arrives$|^backups/.test(name));
  const results = await runChecks(
    checks,
    outsideOf({ langfuse: keys, grafanaToken: undefined }, ({ service, port }, request) =>
      askAddress(`http://${hosts[service]}:${port}`, request),
    ),
  );
  return Object.fromEntries(
    results.map(({ name, subject, outcome, said }) => [`${name} ${subject}`, `${outcome}: ${said}`]),
  );
}

describe('verify', () => {
  it('finds its trace and its metric where the collector sends to Langfuse, and no backup where there is none', async () => {
    world = await startWorld();
    // The limit on the age of a backup is recorded at the first evaluation.
    const { prometheus } = world;
    while ((await prometheus.query('postgres:backup_age_limit:seconds')).length === 0) await setTimeout(500);
    expect(await verify(world, {})).toEqual({
      'trace-arrives Langfuse': 'passed: the collector took it, and Langfuse has it',
      'metric-arrives Prometheus': 'passed: the collector took it, and Prometheus has it',
      'backups-are-recent postgres': 'failed: no backup has completed in the last 36 hours',
    });
    const [series, ...others] = await prometheus.query('observatory_verification');
    expect([series?.metric, others]).toEqual([
      expect.objectContaining({ job: 'lang-observatory-verify', cluster: 'proof-1', environment: 'proof' }),
      [],
    ]);
    await verify(world, {});
    expect(await prometheus.query('count(observatory_verification)')).toEqual([{ metric: {}, value: 1 }]);
    expect((await verify(world, {}, { ...KEYS, secretKey: 'sk-lf-other' }))['trace-arrives Langfuse']).toBe(
      'failed: Langfuse answers 401: it does not accept the keys',
    );
    await world.gateway.stop();
    expect(await verify(world, {})).toMatchObject({
      'trace-arrives Langfuse': 'failed: Service otel-gateway: nothing listens there',
      'metric-arrives Prometheus': 'failed: Service otel-gateway: nothing listens there',
    });
  });

  it('finds its trace behind a sampler that keeps hardly any other', async () => {
    const settings = { 'otel-sampler': { mode: 'managed', percent: 0.01, slowerThan: '2s', decisionWait: '5s' } };
    world = await startWorld({ samplers: 1, settings });
    expect((await verify(world, settings))['trace-arrives Langfuse']).toBe(
      'passed: the collector took it, and Langfuse has it',
    );
  });
});
