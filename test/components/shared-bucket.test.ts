/** A bucket that is shared with others: everything of the stack is below one folder of it. */
import { describe, expect, it } from 'vitest';
import { isList, type Json } from '../../generator/data/json.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const external = { endpoint: 'https://s3.acme.io', bucket: 'shared', prefix: 'team/observatory' };
const answers = watchedCluster({
  environment: { size: 'large' },
  cluster: { components: { 'object-store': { mode: 'external', external } } },
});

function spec(component: string, kind: string): Json | undefined {
  return answers.get(component)?.manifests.find((manifest) => manifest.kind === kind)?.spec;
}

describe('with a folder in the bucket', () => {
  it('everything that Langfuse writes is in it', () => {
    const prefixes = ['eventUpload', 'batchExport', 'mediaUpload'].map((what) =>
      at(answers.get('langfuse')?.values, 's3', what, 'prefix'),
    );
    expect(prefixes).toEqual(['events/', 'exports/', 'media/'].map((folder) => `team/observatory/${folder}`));
  });

  it('backups of PostgreSQL are in it, and the drill finds them there', () => {
    const place = 's3://shared/team/observatory/postgres';
    expect(at(spec('postgres', 'ObjectStore'), 'configuration', 'destinationPath')).toBe(place);
    expect(JSON.stringify(spec('postgres', 'CronJob'))).toContain(`{"name":"DESTINATION","value":"${place}"}`);
  });

  it('backups of ClickHouse are in it, for the servers and for the Job', () => {
    const url = 'https://s3.acme.io/shared/team/observatory/clickhouse/';
    const servers = spec('clickhouse', 'ClickHouseCluster');
    expect(at(servers, 'settings', 'extraConfig', 'named_collections', 'backups', 'url')).toBe(url);
    expect(at(servers, 'settings', 'extraConfig', 's3', 'backups', 'endpoint')).toBe(url);
    const files = answers.get('clickhouse')?.manifests.find(({ kind }) => kind === 'ConfigMap')?.data;
    expect(String(at(files, 'config.yaml'))).toContain(url);
  });
});

describe('an external ClickHouse with replicas for reading', () => {
  it('is asked there by both parts of Langfuse, with the same port and TLS', () => {
    const host = { host: 'ch.acme.io', readOnlyHost: 'reader.acme.io', httpPort: 8443, sslMode: 'verify-full' };
    const langfuse = watchedCluster({
      cluster: { components: { clickhouse: { mode: 'external', external: host } } },
    }).get('langfuse')?.values;
    for (const pod of ['web', 'worker']) {
      const env = at(langfuse, 'langfuse', pod, 'pod', 'additionalEnv');
      expect(isList(env) ? env : []).toContainEqual({
        name: 'CLICKHOUSE_READ_ONLY_URL',
        value: 'https://reader.acme.io:8443',
      });
    }
  });
});
