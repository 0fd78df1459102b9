/** A bucket without a key: whoever uses it has an identity of the cloud, and no pod reads a Secret for it. */
import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../generator/data/json.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';
import { BUCKET_USERS } from './bucket-users.ts';
import { below, toJson } from './plain.ts';

const ROLE = 'arn:aws:iam::123456789012:role/observatory';
const S3 = 'https://s3.eu-west-1.amazonaws.com';
const KEY = 'object-store-credentials';

const installed = (external: JsonObject, more: JsonObject = {}) =>
  watchedCluster({
    environment: { size: 'large' },
    cluster: { components: { 'object-store': { mode: 'external', external: { endpoint: S3, ...external } }, ...more } },
  });

const manifests = (external: JsonObject, more?: JsonObject): readonly JsonObject[] =>
  [...installed(external, more).values()].flatMap((answer) => answer.manifests).map((each) => toJson(each));

const named = (all: readonly JsonObject[], kind: string): readonly string[] =>
  all.filter((each) => each.kind === kind).flatMap((each) => below(each.metadata, 'name').map(String));

describe('a bucket with an identity', () => {
  it('needs no Secret, in any pod or store of secrets', () => {
    const answers = installed({ identity: { roleArn: ROLE } });
    expect(JSON.stringify([...answers.values()])).not.toContain(KEY);
    expect(JSON.stringify([...installed({}).values()])).toContain(KEY);
  });

  it('is used by service accounts with the role, and by no other', () => {
    const all = manifests({ identity: { roleArn: ROLE } });
    const accounts = all.filter(
      (each) => each.kind === 'ServiceAccount' && JSON.stringify(each.metadata).includes(ROLE),
    );
    expect([...named(accounts, 'ServiceAccount')].sort()).toEqual(BUCKET_USERS);
    const [postgres] = all.filter((each) => each.kind === 'Cluster');
    expect(below(postgres?.spec, 'serviceAccountTemplate')).toEqual([
      { metadata: { annotations: { 'eks.amazonaws.com/role-arn': ROLE } } },
    ]);
    expect(
      below(toJson(installed({ identity: { roleArn: ROLE } }).get('langfuse')?.values ?? {}), 'annotations'),
    ).toContainEqual({ 'eks.amazonaws.com/role-arn': ROLE });
  });

  it('is what Barman and ClickHouse are told to use', () => {
    const all = manifests({ identity: {} });
    expect(all.flatMap((each) => below(each.spec, 's3Credentials'))).toEqual([{ inheritFromIAMRole: true }]);
    const configurations = all.flatMap((each) => [
      ...below(each.spec, 'extraConfig'),
      ...below(each.data, 'config.yaml'),
    ]);
    expect(configurations).toHaveLength(2);
    for (const one of configurations) {
      expect(JSON.stringify(one)).toContain('use_environment_credentials');
      expect(JSON.stringify(one)).not.toContain('access_key_id');
    }
  });

  it('lets every pod that uses it ask for its identity, at the agent of the node too', () => {
    const peers = (external: JsonObject): ReadonlySet<string> => {
      const policies = manifests(external).filter((each) => each.kind === 'NetworkPolicy');
      return new Set(
        policies
          .filter(({ spec }) => below(isObject(spec) ? spec.egress : undefined, 'port').includes(80))
          .flatMap((each) => named([each], 'NetworkPolicy')),
      );
    };
    const before = peers({});
    const after = [...peers({ identity: {} })].filter((name) => !before.has(name)).sort();
    expect(after).toEqual([
      'audit-backup',
      'clickhouse-backup',
      'clickhouse-drill',
      'clickhouse-recent',
      'clickhouse-server',
      'langfuse-web',
      'langfuse-worker',
      'logs-backup',
      'openlit-backup',
      'postgres-drill',
      'postgres-instances',
      'prometheus-backup',
    ]);
  });
});
