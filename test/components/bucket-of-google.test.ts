/** A bucket of Google Cloud Storage, which everything uses with the identity of GKE: no Secret is there for it. */
import { describe, expect, it } from 'vitest';
import { isList, type Json, type JsonObject } from '../../generator/data/json.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';
import { BUCKET_USERS } from './bucket-users.ts';
import { below, toJson } from './plain.ts';

const ACCOUNT = 'observatory@acme-prod.iam.gserviceaccount.com';
const NAMED = { identity: { serviceAccount: ACCOUNT } };

const installed = (external: JsonObject = {}, more: JsonObject = {}) =>
  watchedCluster({
    environment: { size: 'large', components: { logs: { mode: 'managed' }, openlit: { mode: 'managed' }, ...more } },
    cluster: {
      components: {
        'object-store': {
          mode: 'external',
          external: { provider: 'google', bucket: 'acme', prefix: 'team/llm', ...external },
        },
      },
    },
  });

const manifests = (external?: JsonObject): readonly JsonObject[] =>
  [...installed(external).values()].flatMap((answer) => answer.manifests).map(toJson);

const variables = (environment: Json | undefined): Readonly<Record<string, Json | undefined>> =>
  Object.fromEntries(
    (isList(environment) ? environment : []).map((one) => [String(at(one, 'name')), at(one, 'value')]),
  );

describe('a bucket of Google', () => {
  it('needs no Secret, in any pod or store of secrets', () => {
    const all = JSON.stringify([...installed(NAMED).values()]);
    expect(all).not.toContain('object-store-credentials');
    expect(all).not.toContain('AWS_');
  });

  it('is used by accounts that act as the one of Google, and by no other', () => {
    const accounts = manifests(NAMED).filter(
      (each) => each.kind === 'ServiceAccount' && JSON.stringify(each.metadata).includes(ACCOUNT),
    );
    expect(accounts.map((each) => at(each.metadata, 'name')).sort()).toEqual(BUCKET_USERS);
    const annotations = { 'iam.gke.io/gcp-service-account': ACCOUNT };
    const [postgres] = manifests(NAMED).filter((each) => each.kind === 'Cluster');
    expect(at(postgres?.spec, 'serviceAccountTemplate')).toEqual({ metadata: { annotations } });
    expect(at(installed(NAMED).get('langfuse')?.values, 'langfuse', 'serviceAccount', 'annotations')).toEqual(
      annotations,
    );
    expect(JSON.stringify(manifests())).not.toContain('iam.gke.io');
  });

  it('is what Langfuse is told to use, with links where somebody can sign them', () => {
    const values = (external?: JsonObject) => installed(external).get('langfuse')?.values;
    expect(at(values(NAMED), 's3')).toMatchObject({
      storageProvider: 'gcs',
      bucket: 'acme',
      eventUpload: { prefix: 'team/llm/events/' },
      batchExport: { enabled: true, prefix: 'team/llm/exports/' },
      mediaUpload: { prefix: 'team/llm/media/' },
    });
    expect(at(values(), 's3', 'batchExport', 'enabled')).toBe(false);
    expect(JSON.stringify(values())).toContain('LANGFUSE_S3_MEDIA_MAX_CONTENT_LENGTH');
    expect(JSON.stringify(values(NAMED))).not.toContain('LANGFUSE_S3_MEDIA_MAX_CONTENT_LENGTH');
  });

  it('is what the plugin of Barman is told to use', () => {
    const [store] = manifests().filter((each) => each.kind === 'ObjectStore');
    expect(at(store?.spec, 'configuration')).toMatchObject({
      destinationPath: 'gs://acme/team/llm/postgres',
      googleCredentials: { gkeEnvironment: true },
    });
    expect(JSON.stringify(store)).not.toMatch(/s3Credentials|endpointURL/);
  });

  it('is where the programs of Jobs find it, with the client of Google', () => {
    const jobs = manifests().filter((each) => each.kind === 'CronJob');
    const places = jobs.flatMap((each) => below(each.spec, 'env').map((one) => variables(one).DESTINATION));
    expect([...new Set(places.filter((place) => place !== undefined))].sort()).toEqual([
      'gs://acme/team/llm/audit',
      'gs://acme/team/llm/logs',
      'gs://acme/team/llm/openlit',
      'gs://acme/team/llm/postgres',
      'gs://acme/team/llm/prometheus',
    ]);
    const programs = manifests().flatMap((each) => (each.kind === 'ConfigMap' ? below(each.data, 'bucket.py') : []));
    expect(programs).toHaveLength(5);
    for (const program of programs) expect(program).toContain('from google.cloud import storage');
    expect(JSON.stringify(jobs)).toContain('["barman-cloud-restore","--cloud-provider","google-cloud-storage"');
  });

  it('is where ClickHouse makes backups, with a token of the metadata server', () => {
    const [servers] = manifests().filter((each) => each.kind === 'ClickHouseCluster');
    const configuration = at(servers?.spec, 'settings', 'extraConfig');
    const url = 'https://storage.googleapis.com/acme/team/llm/clickhouse/';
    expect(at(configuration, 'named_collections', 'backups')).toEqual({ url, http_client: 'gcp_oauth' });
    expect(at(configuration, 's3', 'backups')).toEqual({ endpoint: url, http_client: 'gcp_oauth' });
  });

  it('lets every pod that uses it ask for its identity, whatever the network of the cluster', () => {
    const ports = (name: string): readonly Json[] =>
      manifests()
        .filter((each) => each.kind === 'NetworkPolicy' && at(each.metadata, 'name') === name)
        .flatMap((each) => below(at(each.spec, 'egress'), 'port'));
    for (const name of [
      'clickhouse-backup',
      'clickhouse-server',
      'langfuse-web',
      'langfuse-worker',
      'logs-backup',
      'openlit-backup',
      'postgres-drill',
      'postgres-instances',
    ])
      expect(ports(name), name).toEqual(expect.arrayContaining([443, 80, 988]));
  });
});
