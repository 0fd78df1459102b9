/** Which series the demo traffic makes of a metric: enough for every query, also of metrics that no table of it describes. */
import { describe, expect, it } from 'vitest';
import type { Metric } from '../../generator/telemetry/catalogue/metric.ts';
import { exampleTexts } from '../../tools/demo-traffic/example-text.ts';
import { labelSets } from '../../tools/demo-traffic/label-sets.ts';
import { matches, readingOf } from '../../tools/demo-traffic/selectors.ts';
import { times } from '../../tools/demo-traffic/times.ts';

describe('texts for a pattern', () => {
  it.each([
    'langfuse-(web|worker)-.*',
    'bull:.*:wait',
    'langfuse-(?:health|ready|ui)',
    '(?i)hit',
    '[23]..',
    'a\\.b|c+',
    'prod|',
    '(a|b(c|d))?e',
    'node-\\d+',
  ])('are taken by it: %s', (pattern) => {
    const texts = exampleTexts(pattern);
    expect(texts.length).toBeGreaterThan(0);
    const matcher = { label: 'x', operator: '=~', value: pattern } as const;
    expect(texts.filter((text) => !matches(matcher, text))).toEqual([]);
  });

  it('are one of each alternative', () => {
    expect(exampleTexts('langfuse-(web|worker)-.*|grafana')).toEqual([
      'langfuse-web-0',
      'langfuse-worker-0',
      'grafana',
    ]);
  });
});

describe('series of a metric that nobody described', () => {
  const metric: Metric = {
    name: 'anvil_jobs_total',
    type: 'counter',
    unit: 'count',
    labels: ['colour', 'outcome', 'shift'],
    emitter: 'grafana',
    delivery: 'scraped',
    source: 'acme/anvil:metrics.go',
    help: 'Jobs.',
  };
  const queries = [
    'sum by (colour) (rate(anvil_jobs_total{outcome="lost", job="anvil"}[5m]))',
    'sum(rate(anvil_jobs_total{outcome=~"late|done", cluster=~".*|"}[5m])) / sum(rate(anvil_jobs_total[5m]))',
    'sum by (pod) (rate(anvil_jobs_total{pod=~"anvil-.*", shift!=""}[5m]))',
  ];
  const readings = queries.map(readingOf);
  const lists = readings.flatMap(({ selectors }) => selectors.map(({ matchers }) => matchers));
  const sets = labelSets(metric, {
    reaches: new Map([['anvil_jobs_total', 3600]]),
    labels: new Set(readings.flatMap(({ labels }) => [...labels])),
    texts: new Set(readings.flatMap(({ texts }) => [...texts])),
    matchers: lists,
  });

  it('are there for every way in which it is selected, on every cluster', () => {
    for (const cluster of ['eu-1', 'staging-1'])
      for (const list of lists)
        expect(
          sets.filter(
            ({ labels }) => labels.cluster === cluster && list.every((each) => matches(each, labels[each.label] ?? '')),
          ),
          JSON.stringify(list),
        ).not.toEqual([]);
  });

  it('have more than one value of a label that is told apart', () => {
    expect(new Set(sets.map(({ labels }) => labels.colour)).size).toBeGreaterThan(1);
  });

  it('are each there once', () => {
    const written = sets.map(({ labels }) => JSON.stringify(Object.entries(labels).sort()));
    expect(written).toHaveLength(new Set(written).size);
  });
});

describe('samples', () => {
  it('are close enough for a rate over five minutes at every one of them, and reach back far enough', () => {
    const end = 1_781_017_200;
    for (const seconds of [600, 6 * 3600, 8 * 86_400]) {
      const all = times(end, seconds);
      expect(all.at(-1)).toBe(end);
      expect(end - (all[0] ?? 0)).toBeGreaterThanOrEqual(seconds);
      expect(all.slice(1).filter((time, index) => time - (all[index] ?? 0) >= 300)).toEqual([]);
    }
  });
});
