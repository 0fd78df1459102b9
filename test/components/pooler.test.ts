/** The pooler before PostgreSQL: who connects through it, who past it, and how many connections it takes. */
import { describe, expect, it } from 'vitest';
import { hasPooler, postgres } from '../../generator/components/postgres/handle.ts';
import { isList, type Json, type JsonObject } from '../../generator/data/json.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster, watchedGraph } from '../telemetry/rules/watched-cluster.ts';

const POOLED = 'postgres-pooler.lang-observatory.svc';
const DIRECT = 'postgres-rw.lang-observatory.svc';

const PROJECTS = { projects: [{ name: 'search', namespaces: ['search'] }] } as const;

function on(said: JsonObject) {
  return watchedCluster({ cluster: { components: { langfuse: PROJECTS, postgres: said } } });
}

/** The host that each Job of Langfuse connects to, by the beginning of its name. */
function hostsOfJobs(answers: ReturnType<typeof on>): Readonly<Record<string, Json | undefined>> {
  const jobs = (answers.get('langfuse')?.manifests ?? []).filter(({ kind }) => kind === 'Job');
  return Object.fromEntries(
    jobs.map((job) => {
      const containers = at(job, 'spec', 'template', 'spec', 'containers');
      const [env] = isList(containers) ? containers.map((one) => at(one, 'env')) : [];
      const host = (isList(env) ? env : []).find((variable) => at(variable, 'name') === 'DATABASE_HOST');
      return [job.metadata.name.replace(/-[0-9a-f]{8}$/, ''), host === undefined ? undefined : at(host, 'value')];
    }),
  );
}

const poolers = (answers: ReturnType<typeof on>) =>
  (answers.get('postgres')?.manifests ?? []).filter(({ kind }) => kind === 'Pooler');

describe('with a pooler', () => {
  const answers = on({ pooler: { instances: 2 } });

  it('Langfuse and the Jobs that make projects connect to it, and migrations to the server', () => {
    const values = answers.get('langfuse')?.values;
    expect(at(values, 'postgresql', 'host')).toBe(POOLED);
    // Kubernetes puts in the password, which no file has.
    expect(at(values, 'postgresql', 'directUrl')).toBe(
      `postgresql://langfuse:$(DATABASE_PASSWORD)@${DIRECT}/langfuse?sslmode=require&sslaccept=accept_invalid_certs`,
    );
    expect(hostsOfJobs(answers)).toEqual({ 'langfuse-migrations': DIRECT, 'langfuse-project-search': POOLED });
  });

  it('Grafana, which takes locks for the time of a session, connects to the server', () => {
    expect(JSON.stringify(answers.get('grafana')?.values)).toContain(DIRECT);
    expect(JSON.stringify(answers.get('grafana')?.values)).not.toContain(POOLED);
  });

  it('only they may, and the pooler reaches nothing but the server and the API of Kubernetes', () => {
    const { graph } = watchedGraph({ cluster: { components: { langfuse: PROJECTS } } });
    const ends = graph.flows.map(({ from, to }) => [nameOf(from), nameOf(to)]);
    const into = (end: string) => new Set(ends.flatMap(([from, to]) => (to === end ? [from] : [])));
    const outOf = (end: string) => new Set(ends.flatMap(([from, to]) => (from === end ? [to] : [])));
    expect(into('postgres.pooler')).toEqual(
      new Set(['langfuse.web', 'langfuse.worker', 'langfuse.projects', 'prometheus.prometheus']),
    );
    expect(outOf('postgres.pooler')).toEqual(new Set(['postgres.instances', 'kubernetes-api']));
    expect(into('postgres.instances')).not.toContain('langfuse.worker');
    expect(into('postgres.instances')).toContain('langfuse.web');
  });

  it('policies of the database do not select pods of the pooler, which have the label of its Cluster too', () => {
    const { graph } = watchedGraph({});
    const s = graph.stack.of(postgres);
    expect(hasPooler(s)).toBe(true);
    expect(postgres.instances.podLabels(s)).toMatchObject({ 'app.kubernetes.io/component': 'database' });
  });

  it('takes no plain text', () => {
    expect(at(poolers(answers)[0], 'spec', 'pgbouncer', 'parameters', 'client_tls_sslmode')).toBe('require');
  });
});

it.each([
  { instances: 1, maxConnections: 100 },
  { instances: 2, maxConnections: 200 },
  { instances: 3, maxConnections: 400 },
  { instances: 9, maxConnections: 20 },
])('$instances pods together open at most half of $maxConnections connections', ({ instances, maxConnections }) => {
  const [pooler] = poolers(on({ pooler: { instances }, maxConnections }));
  const each = Number(at(pooler, 'spec', 'pgbouncer', 'parameters', 'default_pool_size'));
  expect(at(pooler, 'spec', 'instances')).toBe(instances);
  expect(each).toBeGreaterThan(0);
  expect(each * instances).toBeLessThanOrEqual(maxConnections / 2);
});

it('belongs to one Cluster: a restored one has another', () => {
  const answers = on({ name: 'postgres-2' });
  expect(poolers(answers)).toMatchObject([
    { metadata: { name: 'postgres-2-pooler' }, spec: { cluster: { name: 'postgres-2' } } },
  ]);
  expect(at(answers.get('langfuse')?.values, 'postgresql', 'host')).toBe('postgres-2-pooler.lang-observatory.svc');
});

it('without one everybody connects to the server', () => {
  const answers = on({ pooler: { instances: 0 } });
  expect(poolers(answers)).toEqual([]);
  expect(at(answers.get('langfuse')?.values, 'postgresql', 'host')).toBe(DIRECT);
  expect(at(answers.get('langfuse')?.values, 'postgresql', 'directUrl')).toBe('');
  expect(hostsOfJobs(answers)).toEqual({ 'langfuse-migrations': DIRECT, 'langfuse-project-search': DIRECT });
});

function nameOf(end: object): string {
  if ('component' in end && 'name' in end) return `${String(end.component)}.${String(end.name)}`;
  return 'outside' in end && typeof end.outside === 'string' ? end.outside : JSON.stringify(end);
}
