/** A container of Azure Blob Storage: backups use it with a managed identity, and Langfuse alone with the key of the storage account. */
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';
import { OTHER_BUCKET_USERS } from './bucket-users.ts';
import { below, toJson } from './plain.ts';

const clientId = '5b0c2f0e-6a0f-4f0a-8d1b-6f6f5f1d2c3b';
const tenantId = '11111111-2222-3333-4444-555555555555';
const LABEL = 'azure.workload.identity/use';
const PLACE = 'https://acmeobservatory.blob.core.windows.net/observatory';

const installed = (more: JsonObject = {}) =>
  watchedCluster({
    environment: {
      size: 'large',
      components: {
        clickhouse: { backup: { enabled: false } },
        logs: { mode: 'managed' },
        openlit: { mode: 'managed' },
      },
    },
    cluster: {
      components: {
        'object-store': {
          mode: 'external',
          external: {
            provider: 'azure',
            storageAccount: 'acmeobservatory',
            bucket: 'observatory',
            identity: { clientId, tenantId },
          },
        },
        ...more,
      },
    },
  });

const manifests = (more?: JsonObject): readonly JsonObject[] =>
  [...installed(more).values()].flatMap((answer) => answer.manifests).map(toJson);

const namesOf = (all: readonly JsonObject[]): readonly Json[] =>
  all.map((each) => String(at(each.metadata, 'name'))).sort();

describe('a container of Azure', () => {
  it('is used by pods with the label, whose accounts have the managed identity', () => {
    const all = manifests();
    const accounts = all.filter(
      (each) => each.kind === 'ServiceAccount' && JSON.stringify(each.metadata).includes(clientId),
    );
    expect(namesOf(accounts)).toEqual(OTHER_BUCKET_USERS);
    const jobs = all.filter((each) => each.kind === 'CronJob' && below(each.spec, LABEL).length > 0);
    expect(namesOf(jobs)).toEqual(OTHER_BUCKET_USERS);
    const [postgres] = all.filter((each) => each.kind === 'Cluster');
    expect(postgres?.spec).toMatchObject({
      inheritedMetadata: { labels: { [LABEL]: 'true' } },
      serviceAccountTemplate: {
        metadata: {
          annotations: { 'azure.workload.identity/client-id': clientId, 'azure.workload.identity/tenant-id': tenantId },
        },
      },
    });
  });

  it('is used by Langfuse with the key of the storage account, and by nobody else', () => {
    const values = toJson(installed().get('langfuse')?.values ?? {});
    const secret = { name: 'object-store-credentials' };
    expect(at(values, 's3')).toMatchObject({
      storageProvider: 'azure',
      bucket: 'observatory',
      endpoint: 'https://acmeobservatory.blob.core.windows.net',
      accessKeyId: { secretKeyRef: { ...secret, key: 'access-key' } },
      secretAccessKey: { secretKeyRef: { ...secret, key: 'secret-key' } },
    });
    expect(at(values, 'langfuse', 'serviceAccount', 'annotations')).toEqual({});
    const users = manifests().filter(
      (each) => each.kind !== 'ExternalSecret' && JSON.stringify(each).includes('object-store-credentials'),
    );
    expect(namesOf(users)).toEqual([]);
  });

  it('needs no Secret without Langfuse', () => {
    const elsewhere = { langfuse: { mode: 'external', external: { url: 'https://langfuse.acme.io' } } };
    expect(JSON.stringify(manifests(elsewhere))).not.toContain('object-store-credentials');
    expect(JSON.stringify(manifests())).toContain('object-store-credentials');
  });

  it('is what Barman and the programs of Jobs are told to use', () => {
    const all = manifests();
    const [store] = all.filter((each) => each.kind === 'ObjectStore');
    expect(at(store?.spec, 'configuration')).toMatchObject({
      destinationPath: `${PLACE}/postgres`,
      azureCredentials: { useDefaultAzureCredentials: true },
    });
    expect(JSON.stringify(store)).not.toMatch(/s3Credentials|endpointURL|AWS_/);
    const jobs = JSON.stringify(all.filter((each) => each.kind === 'CronJob'));
    for (const folder of ['logs', 'openlit', 'postgres']) expect(jobs).toContain(`"value":"${PLACE}/${folder}"`);
    expect(jobs).toContain('["barman-cloud-restore","--cloud-provider","azure-blob-storage"');
    const programs = all.flatMap((each) => (each.kind === 'ConfigMap' ? below(each.data, 'bucket.py') : []));
    for (const program of programs) expect(program).toContain('from azure.storage.blob import');
    expect(programs.length).toBeGreaterThan(0);
  });
});
