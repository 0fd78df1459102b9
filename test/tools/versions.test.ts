/** What the tests run is what the generated repository runs: programs are of the versions of the images and of the pinned charts. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { APP_VERSIONS, CHARTS } from '../../generator/components/charts.ts';
import { PROMETHEUS_IMAGE } from '../../generator/components/prometheus/image.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { CHARTS as SOURCES } from '../../tools/charts/sources.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';
import { POSTGRES_PACKAGES, POSTGRES_VERSION } from './postgres.ts';
import { TEST_TOOLS } from './test-tools.ts';

const UPSTREAM = join(programFolder(), '..', 'shared', 'upstream');
const present = existsSync(UPSTREAM);

/** Programs whose main package is here, with the module that they are an excerpt of. */
const OWN_PROGRAMS: Readonly<Record<string, string>> = {
  otelcol: 'go.opentelemetry.io/collector/otelcol',
  'cloudnative-pg': 'github.com/cloudnative-pg/cloudnative-pg',
  'barman-plugin': 'github.com/cloudnative-pg/plugin-barman-cloud',
};

/** Programs of charts, with the chart's name in our catalogue. */
const OF_CHARTS = [
  ['blackbox-exporter', 'blackbox'],
  ['cloudnative-pg', 'cloudnative-pg'],
  ['otelcol', 'otel-gateway'],
] as const;

describe('PostgreSQL', () => {
  it('is of the version of the image in the generated Cluster', () => {
    const cluster = watchedCluster({})
      .get('postgres')
      ?.manifests.find(({ kind }) => kind === 'Cluster');
    const { imageName } = z.looseObject({ imageName: z.string() }).parse(cluster?.spec);
    expect(/:(\d+\.\d+)/.exec(imageName)?.[1]).toBe(POSTGRES_VERSION);
  });

  it('is of the version of the packages that are downloaded', () => {
    const file: unknown = JSON.parse(readFileSync(join(POSTGRES_PACKAGES, 'package.json'), 'utf8'));
    const packages = z.looseObject({ optionalDependencies: z.record(z.string(), z.string()) }).parse(file);
    const versions = Object.values(packages.optionalDependencies).map((version) => /^\d+\.\d+/.exec(version)?.[0]);
    expect(new Set(versions)).toEqual(new Set([POSTGRES_VERSION]));
  });
});

describe('a program that the tests build', () => {
  for (const [name, { module, package: main, version }] of Object.entries(TEST_TOOLS))
    it(`is of the version that its go.mod requires: ${name}`, () => {
      const text = readFileSync(join(programFolder(), 'test/tools', module, 'go.mod'), 'utf8');
      const required = new Map([...text.matchAll(/^(?:require )?\t?(\S+) v(\S+)/gm)].map(([, path, v]) => [path, v]));
      const path = OWN_PROGRAMS[name] ?? [...required.keys()].find((one) => `${main}/`.startsWith(`${one}/`));
      expect(required.get(path)).toBe(version);
    });
});

describe('a program of a pinned chart', () => {
  for (const [tool, component] of OF_CHARTS)
    it(`is of the version that the chart runs: ${tool}`, () => {
      expect(TEST_TOOLS[tool].version).toBe(APP_VERSIONS[component]);
    });
});

describe.skipIf(!present)(`the files of a chart${present ? '' : ' (skipped: they are not at hand)'}`, () => {
  it('say that it runs what we say, where they are of the pinned version', () => {
    const said = Object.entries(CHARTS).flatMap(([component, { name, version }]) => {
      const file: unknown = parse(readFileSync(join(UPSTREAM, SOURCES[name]?.folder ?? name, 'Chart.yaml'), 'utf8'));
      const atHand = z.looseObject({ version: z.string(), appVersion: z.string().optional() }).parse(file);
      return atHand.version === version ? [[component, atHand.appVersion?.replace(/^v/, '')]] : [];
    });
    expect({ ...Object.fromEntries(said), ...APP_VERSIONS }).toEqual({ ...APP_VERSIONS, ...Object.fromEntries(said) });
  });

  it('name the Prometheus that reads the log of a backup', () => {
    const image = z.object({ registry: z.string(), repository: z.string(), tag: z.string() });
    const prometheus = z.looseObject({ prometheusSpec: z.looseObject({ image }) });
    const text = readFileSync(join(UPSTREAM, CHARTS.prometheus.name, 'values.yaml'), 'utf8');
    const { registry, repository, tag } = z.looseObject({ prometheus }).parse(parse(text)).prometheus
      .prometheusSpec.image;
    expect(PROMETHEUS_IMAGE).toBe(`${registry}/${repository}:${tag}`);
  });
});
