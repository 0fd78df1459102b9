/** LiteLLM's real proxy in a real Prometheus, scraped as its monitor says: its metrics are those of the catalogue, and the rules and the dashboard find them. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PERSONAL_LABELS } from '../../../generator/components/llm-gateways/personal-labels.ts';
import { CATALOGUE } from '../../../generator/telemetry/catalogue/catalogue.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { unseenBecause } from './absences.ts';
import { dashboardExpressions } from './expressions.ts';
import { LITELLM_PROGRAMS, LITELLM_SETTINGS, startLiteLlm } from './litellm.ts';
import { podIps } from './pod-ip.ts';
import { type Prometheus, startPrometheus } from './prometheus.ts';
import { type Installed, installProofFleet } from './proof-fleet.ts';
import { compare } from './record.ts';
import { eventually, Undo } from './server.ts';

const PROGRAMS = { litellm: LITELLM_PROGRAMS, recorded: 'the generated rules' } as const;
/** Enough for a few scrapes between any two. */
const ROUNDS = 8;

const undo = new Undo();
let installed: Installed;
let prometheus: Prometheus;

beforeAll(async () => {
  installed = await installProofFleet({ 'llm-gateways': LITELLM_SETTINGS });
  const podIp = podIps();
  const folder = temporaryFolder();
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  const { manifests } = installed;
  const litellm = await startLiteLlm(undo, { folder: join(folder, 'litellm'), host: podIp(), manifests });
  prometheus = undo.use(
    await startPrometheus({
      folder: join(folder, 'prometheus'),
      host: podIp(),
      values: installed.values('prometheus'),
      manifests,
      targets: [litellm.target],
      alertmanager: undefined,
    }),
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    await litellm.round();
    await setTimeout(3000);
  }
});

afterAll(() => undo.stop());

const gateways = ({ name }: { readonly name: string }): boolean => /^(?:litellm_|llm:gateway_)/.test(name);

describe('LiteLLM', () => {
  it('has the metrics of the catalogue, with the labels and types of the catalogue', async () => {
    const findings = compare(
      CATALOGUE.metrics.filter(gateways),
      PROGRAMS,
      await prometheus.series(),
      await prometheus.types(),
    );
    expect(findings.filter(({ otherType }) => otherType !== undefined)).toEqual([]);
    const strange = findings.filter(({ unknownLabels }) => unknownLabels.length > 0);
    expect(strange.map(({ metric, unknownLabels }) => `${metric.name} has ${unknownLabels.join(', ')}`)).toEqual([]);
    const unseen = findings.filter(({ program }) => program === undefined).map(({ metric }) => metric.name);
    expect(unseen.sort()).toEqual(
      findings
        .map(({ metric }) => metric.name)
        .filter(unseenBecause)
        .sort(),
    );
  });

  it('says nothing about people', async () => {
    const series = await prometheus.series();
    const told = series.filter((one) => PERSONAL_LABELS.some((label) => label in one));
    expect(told).toEqual([]);
    expect(JSON.stringify(series)).not.toMatch(/alice|bob|sk-/);
  });

  it('is scraped without a sample that is there twice', async () => {
    const up = await prometheus.query('up{job="llm-gateways"} and scrape_samples_post_metric_relabeling > 100');
    expect(up.map(({ value }) => value)).toEqual([1]);
    // Two callers who cost the same.
    const spend = await prometheus.query('count(litellm_spend_metric_total{requested_model="chat"}) > 1');
    expect(spend).toHaveLength(1);
  });

  it('is on every panel of its dashboard', async () => {
    const drawn = installed.dashboards.filter((json) => json.includes('"uid": "llm-gateways"'));
    const expressions = drawn.flatMap(dashboardExpressions);
    expect(expressions.length).toBeGreaterThan(20);
    // What is added up over time has its first value at the next full minute.
    for (const { where, text } of expressions) await eventually(where, async () => (await prometheus.query(text))[0]);
  });

  it('is summed up truly: by owner, by model, by guardrail', async () => {
    const only = async (query: string): Promise<number | undefined> => (await prometheus.query(query))[0]?.value;
    expect(await only('min(llm:gateway_budget_remaining:usd{scope="team", owner="search"})')).toBeCloseTo(3, 1);
    expect(await only('count(count by (owner) (llm:gateway_budget:usd{scope="key"}))')).toBe(2);
    expect(await only('sum(llm:gateway_fallbacks:rate5m{model="limited", fallback="chat"})')).toBeGreaterThan(0);
    expect(await only('sum(llm:gateway_failed_fallbacks:rate5m{fallback="away"})')).toBeGreaterThan(0);
    // One of two texts that it stopped is one that it could not judge.
    const stops = await only('sum(llm:gateway_guardrail_stops:rate5m{guardrail="secrets"})');
    const failures = await only('sum(llm:gateway_guardrail_failures:rate5m{guardrail="secrets"})');
    expect((failures ?? 0) / (stops ?? 0)).toBeCloseTo(0.5, 1);
  });
});
