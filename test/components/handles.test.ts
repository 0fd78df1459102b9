/** Components know each other by their handles alone, and a handle says what is generated. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUILT_IN_SLOS } from '../../generator/components/alerting/built-in-slos.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isObject, type Json } from '../../generator/data/json.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { dashboards } from '../../generator/telemetry/dashboards.ts';
import { unknownJob } from '../../generator/telemetry/jobs.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const GENERATOR = join(programFolder(), 'generator');
const COMPONENTS = join(GENERATOR, 'components');

const FILES = readdirSync(GENERATOR, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

/** Imports of a file, types too, as paths below `generator`. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(GENERATOR, file), 'utf8');
  return [...text.matchAll(/\bfrom '(\.{1,2}\/[^']+)'/g)].map(([, path = '']) => normalize(join(dirname(file), path)));
}

/** The component whose folder a file is in; undefined for what several share, and for other rooms. */
function componentOf(file: string): string | undefined {
  const [, name] = /^components\/([^/]+)\//.exec(file) ?? [];
  return name !== undefined && existsSync(join(COMPONENTS, name, 'handle.ts')) ? name : undefined;
}

/** It alone must know the components themselves. */
const MAKES_THE_REGISTRY = 'components/registry.ts';

describe('the folder of a component', () => {
  it('is opened by others through its handle alone', () => {
    const opened = FILES.filter((file) => file !== MAKES_THE_REGISTRY).flatMap((file) =>
      importsOf(file)
        .filter((path) => componentOf(path) !== undefined && componentOf(path) !== componentOf(file))
        .filter((path) => !path.endsWith('/handle.ts'))
        .map((path) => `${file} imports ${path}`),
    );
    expect(opened).toEqual([]);
  });

  it('has a handle that imports no other component, so that components which talk to each other never import each other', () => {
    const handles = FILES.filter((file) => file.endsWith('/handle.ts') && componentOf(file) !== undefined);
    expect(handles).toHaveLength(REGISTRY.length);
    const imports = handles.flatMap((file) =>
      importsOf(file)
        .filter((path) => componentOf(path) !== undefined && componentOf(path) !== componentOf(file))
        .map((path) => `${file} imports ${path}`),
    );
    expect(imports).toEqual([]);
  });
});

const ANSWERS = [...watchedCluster({}).values()].flatMap(({ manifests }) => manifests);
const PROBES = REGISTRY.flatMap(({ name, handle }) => Object.values(handle.probes).map((job) => ({ name, job })));
const JOBS = PROBES.map(({ job }) => job);

/** What Prometheus calls the job of a monitor: a Probe says it, and of a PodMonitor it is the name with its namespace. */
function jobOf({ kind, metadata, spec }: Manifest): Json | undefined {
  if (kind === 'Probe') return isObject(spec) ? spec.jobName : undefined;
  if (kind !== 'PodMonitor') return undefined;
  // A relabeling may give another name.
  const [, said] = /"targetLabel":"job","replacement":"([^"]*)"/.exec(JSON.stringify(spec)) ?? [];
  return said ?? `${String(metadata.namespace)}/${metadata.name}`;
}

describe('the jobs of the handles', () => {
  it('are those of the Probes and PodMonitors that are generated', () => {
    const made = ANSWERS.map(jobOf).filter((job) => job !== undefined);
    expect(made.length).toBeGreaterThan(5);
    expect(made.filter((job) => !JOBS.some((known) => known === job))).toEqual([]);
    expect(JOBS.filter((job) => job.includes('/') && !made.includes(job))).toEqual([]);
  });

  it('are the only ones that dashboards and objectives ask for', () => {
    const asked = [
      ...dashboards(REGISTRY).map((dashboard) => JSON.stringify(dashboard).replaceAll('\\"', '"')),
      ...BUILT_IN_SLOS.map(({ indicator }) => Object.values(indicator).join('\n')),
      ...ANSWERS.filter(({ kind }) => kind === 'PrometheusRule').map(({ spec }) =>
        JSON.stringify(spec).replaceAll('\\"', '"'),
      ),
    ];
    expect(asked.filter((text) => /\bjob=/.test(text)).length).toBeGreaterThan(5);
    expect(asked.map((text) => unknownJob(text, JOBS)).filter((matcher) => matcher !== undefined)).toEqual([]);
  });
});
