/** Scores of Langfuse as metrics, with ClickHouse's own engine: its user asks it the query of the PodMonitor. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scoresQuery } from '../../../generator/components/evaluations/scores.ts';
import { CLICKHOUSE } from '../../../generator/telemetry/catalogue/clickhouse.ts';
import { type Installed, installClickhouse } from './clickhouse/installed.ts';
import { Undo } from './server.ts';

const undo = new Undo();
let clickhouse: Installed;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lang-observatory-'));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  clickhouse = await installClickhouse(folder, NOT_ASKED);
  await clickhouse.ask('default', SCORES);
});

afterAll(() => undo.stop());

/** Nothing here is about backups. */
const NOT_ASKED = { endpoint: 'https://s3.acme.io', name: 'acme', keys: { 'access-key': '', 'secret-key': '' } };

/** The columns of Langfuse's table that the query may know, and some that it may not. */
const SCORES = `CREATE TABLE default.scores (
  id String, timestamp DateTime64(3), project_id String, environment LowCardinality(String) DEFAULT 'default',
  trace_id Nullable(String), name String, value Float64, source String, comment Nullable(String), data_type String,
  string_value Nullable(String), event_ts DateTime64(3), is_deleted UInt8
) ENGINE = ReplacingMergeTree(event_ts, is_deleted) PARTITION BY toYYYYMM(timestamp)
PRIMARY KEY (project_id, toDate(timestamp), name) ORDER BY (project_id, toDate(timestamp), name, id)`;

interface Score {
  readonly id: string;
  readonly name: string;
  readonly value: number;
  readonly type: string;
  readonly category?: string;
  readonly minutesAgo?: number;
  readonly version?: number;
  readonly deleted?: boolean;
}

function rowOf({ id, name, value, type, category, minutesAgo = 5, version = 1, deleted = false }: Score): string {
  const text = category === undefined ? 'NULL' : `'${category}'`;
  return `('${id}', now() - INTERVAL ${minutesAgo} MINUTE, 'demo', 'production', 'a-trace', '${name}', ${value}, 'EVAL', 'a comment', '${type}', ${text}, toDateTime64(${version}, 3), ${Number(deleted)})`;
}

const insert = (scores: readonly Score[]): Promise<string> =>
  clickhouse.ask(
    'default',
    `INSERT INTO default.scores (id, timestamp, project_id, environment, trace_id, name, value, source, comment, data_type, string_value, event_ts, is_deleted) VALUES ${scores.map(rowOf).join(', ')}`,
  );

const exposed = (): Promise<string> => clickhouse.ask('evaluations', scoresQuery('default'));

/** The samples, by the name of the metric and the labels that tell series apart here. */
async function samples(): Promise<ReadonlyMap<string, number>> {
  const found = [...(await exposed()).matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)];
  return new Map(
    found.map(([, metric = '', labels = '', value]) => {
      const [score, category] = ['score', 'category'].map(
        (label) => new RegExp(`\\b${label}="([^"]*)"`).exec(labels)?.[1],
      );
      return [[metric, score, category].filter((part) => part).join(' '), Number(value)];
    }),
  );
}

describe('the scores in Langfuse', () => {
  it('are none at first, and that is an answer', async () => {
    expect([...(await samples())]).toEqual([['langfuse_score_groups_left_out', 0]]);
  });

  it('are counted and added up by name and category, each in its newest version', async () => {
    await insert([
      { id: 'a', name: 'helpfulness', value: 0.2, type: 'NUMERIC' },
      { id: 'a', name: 'helpfulness', value: 0.8, type: 'NUMERIC', version: 2 },
      { id: 'b', name: 'helpfulness', value: 0.6, type: 'NUMERIC' },
      { id: 'c', name: 'helpfulness', value: 1, type: 'NUMERIC' },
      { id: 'd', name: 'resolved', value: 1, type: 'BOOLEAN', category: 'True' },
      { id: 'e', name: 'resolved', value: 0, type: 'BOOLEAN', category: 'False' },
      { id: 'f', name: 'tone', value: 0, type: 'CATEGORICAL', category: 'friendly' },
    ]);
    await insert([{ id: 'c', name: 'helpfulness', value: 1, type: 'NUMERIC', version: 2, deleted: true }]);
    const found = await samples();
    expect(found.get('langfuse_scores_last_hour helpfulness')).toBe(2);
    expect(found.get('langfuse_score_values_last_hour helpfulness')).toBeCloseTo(1.4);
    expect(found.get('langfuse_scores_last_hour resolved True')).toBe(1);
    expect(found.get('langfuse_score_values_last_hour resolved False')).toBe(0);
    expect(found.get('langfuse_scores_last_hour tone friendly')).toBe(1);
  });

  it('are those of the last hour, and have a value', async () => {
    await insert([
      { id: 'old', name: 'old', value: 1, type: 'NUMERIC', minutesAgo: 61 },
      { id: 'later', name: 'later', value: 1, type: 'NUMERIC', minutesAgo: -10 },
      { id: 'text', name: 'text', value: 0, type: 'TEXT', category: 'a whole sentence' },
      { id: 'correction', name: 'correction', value: 0, type: 'CORRECTION', category: 'another answer' },
    ]);
    expect(await exposed()).not.toMatch(/old|later|text|correction/);
  });

  it('are metrics of the catalogue, with its labels', async () => {
    const text = await exposed();
    const known = CLICKHOUSE.filter(({ name }) => name.startsWith('langfuse_score'));
    expect(new Set([...text.matchAll(/^# TYPE (\w+) gauge$/gm)].map(([, name]) => name))).toEqual(
      new Set(known.map(({ name }) => name)),
    );
    const [, labels = ''] = /^langfuse_scores_last_hour\{(.*)\}/m.exec(text) ?? [];
    expect([...labels.matchAll(/(\w+)="/g)].map(([, label]) => label).sort()).toEqual(
      [...(known.find(({ name }) => name === 'langfuse_scores_last_hour')?.labels ?? [])].sort(),
    );
    expect(text).toContain('langfuse_environment="production"');
    expect(text).toContain('project="demo"');
    expect(text).toContain('source="EVAL"');
  });

  it('keep names and categories that PromQL has to escape', async () => {
    await insert([{ id: 'odd', name: 'say \\"hi\\"', value: 3, type: 'CATEGORICAL', category: 'a\\\\b' }]);
    expect(await exposed()).toContain('category="a\\\\b"');
    expect(await exposed()).toContain('score="say \\"hi\\""');
  });

  it('have at most twenty categories of a name, and tell how many are left out', async () => {
    await insert(
      Array.from({ length: 30 }, (_, index): Score => {
        return { id: `many-${index}`, name: 'many', value: 0, type: 'CATEGORICAL', category: `category ${index}` };
      }),
    );
    const found = await samples();
    expect([...found.keys()].filter((key) => key.startsWith('langfuse_scores_last_hour many'))).toHaveLength(20);
    expect(found.get('langfuse_score_groups_left_out')).toBe(10);
  });

  it('have at most 500 groups, those with the most scores', async () => {
    await insert(
      Array.from({ length: 600 }, (_, index): Score => {
        return { id: `name-${index}`, name: `name ${index}`, value: 0, type: 'NUMERIC' };
      }),
    );
    const found = await samples();
    const groups = [...found.keys()].filter((key) => key.startsWith('langfuse_scores_last_hour '));
    expect(groups).toHaveLength(500);
    expect(groups).toContain('langfuse_scores_last_hour helpfulness');
    expect(found.get('langfuse_score_groups_left_out')).toBeGreaterThan(100);
  });
});

describe('the user that reads them', () => {
  it.each([
    ['read comments', 'SELECT comment FROM default.scores'],
    ['read whom a score is about', 'SELECT trace_id FROM default.scores'],
    ['read users', 'SELECT * FROM system.users'],
    ['write', "INSERT INTO default.scores (id) VALUES ('x')"],
    ['delete', 'TRUNCATE TABLE default.scores'],
    ['reach other servers', "SELECT * FROM url('http://127.0.0.1/', 'LineAsString')"],
  ])('cannot %s', async (_, statement) => {
    await expect(clickhouse.ask('evaluations', statement)).rejects.toThrow('ACCESS_DENIED');
  });
});
