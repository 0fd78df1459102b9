/** Every danger has changes that have it, and changes beside them that do not. */
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { emitYaml } from '../../generator/data/yaml.ts';
import { generateFiles } from '../../generator/generate.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import { KEEP_ANNOTATIONS, RESTORE_ANNOTATION } from '../../generator/kubernetes/metadata.ts';
import { componentDangers, DANGERS, worstFirst } from '../../generator/plan/dangers/dangers.ts';
import type { Content, Release } from '../../generator/plan/deployed/deployed.ts';
import { comparedComponent } from '../../generator/plan/difference/component.ts';
import { makePlan } from '../../generator/plan/make-plan.ts';
import { memoryTree } from '../../generator/plan/trees/memory-tree.ts';
import { describedFleet } from '../described-fleet.ts';

const RELEASE: Release = {
  name: 'valkey',
  namespace: 'data',
  repository: 'registry.acme.io/charts',
  chart: 'valkey',
  version: '1.2.3',
};

/** What a component has on one side. */
interface Side {
  readonly objects?: readonly Manifest[];
  readonly values?: JsonObject;
  readonly release?: Partial<Release>;
}

function content({ objects = [], values = {}, release }: Side): Content {
  return {
    release: release === undefined ? undefined : { ...RELEASE, ...release },
    upstream: undefined,
    values,
    objects,
    engineObjects: [],
    prunes: true,
    deletes: true,
  };
}

/** `code: message` of what is dangerous in a change; `undefined` where the component is not. */
function dangers(before: Side | undefined, after: Side | undefined): readonly string[] {
  const [old, now] = [before && content(before), after && content(after)];
  const { change, pairs } = comparedComponent(old, now, 'flux');
  return componentDangers({ engine: 'flux', before: old, after: now, change, pairs }).map(
    ({ code, message }) => `${code}: ${message}`,
  );
}

const object = (apiVersion: string, kind: string, rest: JsonObject, metadata: JsonObject = {}): Manifest => ({
  apiVersion,
  kind,
  metadata: { name: 'one', namespace: 'data', ...metadata },
  ...rest,
});

const one = (apiVersion: string, kind: string, spec: JsonObject, metadata: JsonObject = {}): Side => ({
  objects: [object(apiVersion, kind, { spec }, metadata)],
});

const claim = (storage: string): JsonObject => ({
  metadata: { name: 'data' },
  spec: { resources: { requests: { storage } } },
});
const STATEFUL = { volumeClaimTemplates: [claim('10Gi')] };
const kept = { annotations: { ...KEEP_ANNOTATIONS } };
const policy = (spec: JsonObject): Side => one('networking.k8s.io/v1', 'NetworkPolicy', { podSelector: {}, ...spec });
const from = (app: string, port: number): JsonObject => ({
  from: [{ podSelector: { matchLabels: { app } } }],
  ports: [{ port }],
});
const cilium = (...ways: readonly (readonly [string, string])[]): Side =>
  one(
    'cilium.io/v2',
    'CiliumNetworkPolicy',
    {
      egress: ways.map(([host, port]) => ({
        toFQDNs: [host.startsWith('*') ? { matchPattern: host } : { matchName: host }],
        toPorts: [{ ports: [{ port, protocol: 'TCP' }] }],
      })),
    },
    { name: 'one-to-hosts' },
  );
const calico: JsonObject = {
  egress: [{ action: 'Allow', protocol: 'TCP', destination: { domains: ['mail.acme.io'], ports: [587] } }],
};
/** The policy beside one of Calico for a port of a mail server. */
const besideCalico = (spec: JsonObject): Side => ({
  objects: [
    object('networking.k8s.io/v1', 'NetworkPolicy', { spec }),
    object('projectcalico.org/v3', 'NetworkPolicy', { spec: calico }, { name: 'one-to-hosts' }),
  ],
});
const askedFor = (restore: string): JsonObject => ({ annotations: { [RESTORE_ANNOTATION]: restore } });
const restoredFrom = (serverName: string): JsonObject => ({
  bootstrap: { recovery: { source: 'origin', recoveryTarget: { targetTime: '2026-08-01T10:00:00Z' } } },
  externalClusters: [{ name: 'origin', plugin: { parameters: { serverName } } }],
});
const secret = (data: JsonObject, spec: JsonObject = {}): Side =>
  one('external-secrets.io/v1', 'ExternalSecret', { target: { template: { data } }, ...spec });
const sealed = (encryptedData: JsonObject): Side => one('bitnami.com/v1alpha1', 'SealedSecret', { encryptedData });
const released = (version: string): Side => ({ release: { version } });
const valued = (values: JsonObject): Side => ({ release: {}, values });
const collector = (values: JsonObject): Side => ({
  release: { name: 'otel-gateway', chart: 'opentelemetry-collector' },
  values,
});
const claims = (storage: string): JsonObject => ({
  volumeClaimTemplates: [{ metadata: { name: 'queue' }, spec: { resources: { requests: { storage } } } }],
});

/** Changes of a component, and all that is dangerous in each. */
const CHANGES: readonly (readonly [what: string, Side | undefined, Side | undefined, readonly string[]])[] = [
  [
    'a claim that is removed',
    one('v1', 'PersistentVolumeClaim', {}),
    {},
    ['store-removed: PersistentVolumeClaim data/one is removed, with its data'],
  ],
  [
    'a database that is no longer in Git, and kept',
    { objects: [object('postgresql.cnpg.io/v1', 'Cluster', {}, kept)] },
    undefined,
    ['store-left: Cluster data/one is no longer in Git: it stays with its data, and nothing manages or backs it up'],
  ],
  [
    'a database that is replaced by a restored one',
    { objects: [object('postgresql.cnpg.io/v1', 'Cluster', {}, kept)] },
    {
      objects: [
        object('postgresql.cnpg.io/v1', 'Cluster', { spec: restoredFrom('eu-1.postgres') }, { ...kept, name: 'two' }),
      ],
    },
    [
      'store-left: Cluster data/one is no longer in Git: it stays with its data, and nothing manages or backs it up',
      'data-restored: Cluster data/two is made from the backups in eu-1.postgres, as of 2026-08-01T10:00:00Z: what was written later is not in it',
    ],
  ],
  [
    'tables that are restored',
    {},
    one('batch/v1', 'CronJob', {}, askedFor('eu-1.clickhouse as of 2026-08-01T10:00:00Z')),
    [
      'data-restored: CronJob data/one replaces what is in the store by eu-1.clickhouse as of 2026-08-01T10:00:00Z: it is backed up before, and is not there any more',
    ],
  ],
  [
    'tables that are restored again',
    one('batch/v1', 'CronJob', {}, askedFor('a')),
    one('batch/v1', 'CronJob', {}, askedFor('b')),
    [
      'data-restored: CronJob data/one replaces what is in the store by b: it is backed up before, and is not there any more',
    ],
  ],
  [
    'a restore of tables that gets another image',
    one('batch/v1', 'CronJob', { image: 'a:1' }, askedFor('a')),
    one('batch/v1', 'CronJob', { image: 'a:2' }, askedFor('a')),
    [],
  ],
  ['a restore of tables that goes', one('batch/v1', 'CronJob', {}, askedFor('a')), {}, []],
  ['tables that are restored on a new cluster', undefined, one('batch/v1', 'CronJob', {}, askedFor('a')), []],
  ['a restored database where there was none', {}, one('postgresql.cnpg.io/v1', 'Cluster', restoredFrom('a')), []],
  [
    'a restore of a database that is there',
    one('postgresql.cnpg.io/v1', 'Cluster', { bootstrap: { initdb: {} } }),
    one('postgresql.cnpg.io/v1', 'Cluster', restoredFrom('eu-1.postgres')),
    ['restore-ignored: Cluster data/one is there already, so it is not restored: only a Cluster with another name is'],
  ],
  [
    'a standby that is promoted',
    one('postgresql.cnpg.io/v1', 'Cluster', { ...restoredFrom('eu-1.postgres'), replica: { enabled: true } }),
    one('postgresql.cnpg.io/v1', 'Cluster', { ...restoredFrom('eu-1.postgres'), replica: { enabled: false } }),
    [
      'standby-promoted: Cluster data/one no longer follows eu-1.postgres and takes writes: this cannot be undone, and nothing must write to the source any more',
    ],
  ],
  [
    'a standby whose source is restored',
    one('postgresql.cnpg.io/v1', 'Cluster', { ...restoredFrom('eu-1.postgres'), replica: { enabled: true } }),
    one('postgresql.cnpg.io/v1', 'Cluster', { ...restoredFrom('eu-1.postgres-2'), replica: { enabled: true } }),
    [
      'standby-left-behind: Cluster data/one followed eu-1.postgres, and cannot follow eu-1.postgres-2 with the data that it has: give it another name, and it is made anew from there',
    ],
  ],
  [
    'a promoted standby whose source is restored',
    one('postgresql.cnpg.io/v1', 'Cluster', { ...restoredFrom('eu-1.postgres'), replica: { enabled: false } }),
    one('postgresql.cnpg.io/v1', 'Cluster', { ...restoredFrom('eu-1.postgres-2'), replica: { enabled: false } }),
    [],
  ],
  [
    'a standby that is forgotten',
    one('postgresql.cnpg.io/v1', 'Cluster', { ...restoredFrom('eu-1.postgres'), replica: { enabled: true } }),
    one('postgresql.cnpg.io/v1', 'Cluster', { bootstrap: { initdb: {} } }),
    [
      'standby-promoted: Cluster data/one no longer follows eu-1.postgres and takes writes: this cannot be undone, and nothing must write to the source any more',
    ],
  ],
  [
    'a database that becomes a standby',
    one('postgresql.cnpg.io/v1', 'Cluster', { bootstrap: { initdb: {} } }),
    one('postgresql.cnpg.io/v1', 'Cluster', { ...restoredFrom('eu-1.postgres'), replica: { enabled: true } }),
    [
      'restore-ignored: Cluster data/one is there already, so it is not restored: only a Cluster with another name is',
      'standby-demoted: Cluster data/one is told to follow eu-1.postgres, but has data of its own: it is made read-only and cannot follow; give it another name',
    ],
  ],
  [
    'a restored database whose origin is forgotten',
    one('postgresql.cnpg.io/v1', 'Cluster', restoredFrom('eu-1.postgres')),
    one('postgresql.cnpg.io/v1', 'Cluster', { bootstrap: { initdb: {} } }),
    [],
  ],
  [
    'a release that is uninstalled, with data in its claims',
    { release: {} },
    undefined,
    [
      'store-left: release data/valkey of chart valkey is uninstalled: its volume claims stay with their data, and nothing manages them',
    ],
  ],
  ['a release without data that is uninstalled', { release: { chart: 'cert-manager' } }, undefined, []],
  ['a ConfigMap that is removed', one('v1', 'ConfigMap', {}), {}, []],
  [
    'a volume that shrinks',
    one('postgresql.cnpg.io/v1', 'Cluster', { storage: { size: '1Ti' } }),
    one('postgresql.cnpg.io/v1', 'Cluster', { storage: { size: '500Gi' } }),
    [
      'storage-shrunk: Cluster data/one spec.storage.size shrinks from 1Ti to 500Gi: a volume cannot, so the change is refused or leaves the volume as it is',
    ],
  ],
  [
    'a volume that grows',
    one('postgresql.cnpg.io/v1', 'Cluster', { storage: { size: '500Gi' } }),
    one('postgresql.cnpg.io/v1', 'Cluster', { storage: { size: '1Ti' } }),
    [],
  ],
  [
    'a volume of a chart that shrinks',
    { release: { chart: 'prometheus' }, values: { server: { persistence: { size: '50Gi' } } } },
    { release: { chart: 'prometheus' }, values: { server: { persistence: { size: '20Gi' } } } },
    [
      'storage-shrunk: Helm value server.persistence.size shrinks from 50Gi to 20Gi: a volume cannot, so the change is refused or leaves the volume as it is',
    ],
  ],
  [
    "a volume that the valkey chart sizes by the user's values",
    valued({ dataStorage: { requestedSize: '8Gi' } }),
    valued({ dataStorage: { requestedSize: '4Gi' } }),
    [
      'storage-shrunk: Helm value dataStorage.requestedSize shrinks from 8Gi to 4Gi: a volume cannot, so the change is refused or leaves the volume as it is',
    ],
  ],
  ['memory that shrinks', valued({ resources: { memory: '2Gi' } }), valued({ resources: { memory: '1Gi' } }), []],
  [
    'the claims of a StatefulSet',
    one('apps/v1', 'StatefulSet', { replicas: 1, volumeClaimTemplates: [{ metadata: { name: 'a' } }] }),
    one('apps/v1', 'StatefulSet', { replicas: 2, volumeClaimTemplates: [{ metadata: { name: 'b' } }] }),
    ['immutable-field: StatefulSet data/one: spec.volumeClaimTemplates.0.metadata.name cannot be changed'],
  ],
  [
    'the Service, selector and volume of a StatefulSet',
    one('apps/v1', 'StatefulSet', { ...STATEFUL, serviceName: 'a', selector: { matchLabels: { app: 'a' } } }),
    one('apps/v1', 'StatefulSet', {
      volumeClaimTemplates: [claim('5Gi')],
      serviceName: 'b',
      selector: { matchLabels: { app: 'b' } },
    }),
    [
      'storage-shrunk: StatefulSet data/one spec.volumeClaimTemplates.data.spec.resources.requests.storage shrinks from 10Gi to 5Gi: a volume cannot, so the change is refused or leaves the volume as it is',
      'immutable-field: StatefulSet data/one: spec.selector.matchLabels.app, spec.serviceName, spec.volumeClaimTemplates.data.spec.resources.requests.storage cannot be changed',
    ],
  ],
  [
    'the replicas and pods of a StatefulSet',
    one('apps/v1', 'StatefulSet', { replicas: 1, template: { spec: { hostname: 'a' } } }),
    one('apps/v1', 'StatefulSet', { replicas: 2, template: { spec: { hostname: 'b' } } }),
    [],
  ],
  [
    'the selector of a Deployment',
    one('apps/v1', 'Deployment', { selector: { matchLabels: { app: 'a' } } }),
    one('apps/v1', 'Deployment', { selector: { matchLabels: { app: 'b' } } }),
    ['immutable-field: Deployment data/one: spec.selector.matchLabels.app cannot be changed'],
  ],
  [
    'the cluster address of a Service',
    one('v1', 'Service', { clusterIP: '10.0.0.1' }),
    one('v1', 'Service', { clusterIP: 'None' }),
    ['immutable-field: Service data/one: spec.clusterIP cannot be changed'],
  ],
  [
    'the cluster address of a Service, said first',
    one('v1', 'Service', {}),
    one('v1', 'Service', { clusterIP: 'None' }),
    [],
  ],
  [
    'the pods of a Job',
    one('batch/v1', 'Job', { template: { spec: { hostname: 'a' } }, parallelism: 1 }),
    one('batch/v1', 'Job', { template: { spec: { hostname: 'b' } }, parallelism: 2 }),
    ['immutable-field: Job data/one: spec.template.spec.hostname cannot be changed'],
  ],
  [
    'the volume of write-ahead logs, taken from a database',
    one('postgresql.cnpg.io/v1', 'Cluster', { instances: 1, walStorage: { size: '1Gi' } }),
    one('postgresql.cnpg.io/v1', 'Cluster', { instances: 1 }),
    ['immutable-field: Cluster data/one: spec.walStorage cannot be changed'],
  ],
  [
    'the volume of write-ahead logs, given to a database',
    one('postgresql.cnpg.io/v1', 'Cluster', { instances: 1 }),
    one('postgresql.cnpg.io/v1', 'Cluster', { instances: 1, walStorage: { size: '1Gi' } }),
    [],
  ],
  [
    'the name of a database',
    one('postgresql.cnpg.io/v1', 'Database', { name: 'a', owner: 'x' }),
    one('postgresql.cnpg.io/v1', 'Database', { name: 'b', owner: 'y' }),
    ['immutable-field: Database data/one: spec.name cannot be changed'],
  ],
  [
    'the volume of ClickHouse, taken away',
    one('clickhouse.com/v1alpha1', 'ClickHouseCluster', { shards: 1, dataVolumeClaimSpec: { storageClassName: 'a' } }),
    one('clickhouse.com/v1alpha1', 'ClickHouseCluster', { shards: 1 }),
    ['immutable-field: ClickHouseCluster data/one: spec.dataVolumeClaimSpec cannot be changed'],
  ],
  [
    'a value that becomes a claim of a StatefulSet',
    valued({ replica: { persistence: { size: '1Gi' } } }),
    valued({ replica: { persistence: { size: '2Gi' } } }),
    [
      'immutable-field: Helm value replica.persistence.size is part of the volume claims of a StatefulSet, which cannot be changed: the upgrade fails',
    ],
  ],
  [
    'a claim of a collector',
    collector({ mode: 'statefulset', replicaCount: 2, statefulset: { volumeClaimTemplates: [] } }),
    collector({ mode: 'statefulset', replicaCount: 2, statefulset: claims('1Gi') }),
    [
      'immutable-field: Helm value statefulset.volumeClaimTemplates.0 is part of the volume claims of a StatefulSet, which cannot be changed: the upgrade fails',
    ],
  ],
  [
    'a queue on volumes for a collector that had no StatefulSet',
    collector({ mode: 'deployment', replicaCount: 2, statefulset: { volumeClaimTemplates: [] } }),
    collector({ mode: 'statefulset', replicaCount: 2, statefulset: claims('1Gi') }),
    [],
  ],
  [
    'fewer replicas of a collector with queues on volumes',
    collector({ mode: 'statefulset', replicaCount: 3, statefulset: claims('1Gi') }),
    collector({ mode: 'statefulset', replicaCount: 2, statefulset: claims('1Gi') }),
    [
      'queue-left: release data/otel-gateway has queues on 2 volumes, and had them on 3: what waits on the others is not sent until replicas with their names are back',
    ],
  ],
  [
    'more replicas of it',
    collector({ mode: 'statefulset', replicaCount: 2, statefulset: claims('1Gi') }),
    collector({ mode: 'statefulset', replicaCount: 3, statefulset: claims('1Gi') }),
    [],
  ],
  [
    'queues that are in memory again',
    collector({ mode: 'statefulset', replicaCount: 3, statefulset: claims('1Gi') }),
    collector({ mode: 'deployment', replicaCount: 3, statefulset: { volumeClaimTemplates: [] } }),
    [
      'queue-left: release data/otel-gateway has queues on 0 volumes, and had them on 3: what waits on the others is not sent until replicas with their names are back',
    ],
  ],
  [
    'a release in another namespace',
    { release: { namespace: 'a' } },
    { release: { namespace: 'b' } },
    [
      'release-renamed: release a/valkey becomes b/valkey: the former is uninstalled, and the new one starts with nothing',
    ],
  ],
  [
    'an object in another namespace',
    { objects: [object('v1', 'ConfigMap', {}, { namespace: 'a' })] },
    { objects: [object('v1', 'ConfigMap', {}, { namespace: 'b' })] },
    ['namespace-renamed: 1 object moves to another namespace (a → b): removed, and created again'],
  ],
  [
    'an earlier chart',
    released('1.2.3'),
    released('1.2.2'),
    ['version-downgraded: chart valkey goes back from 1.2.3 to 1.2.2'],
  ],
  [
    'a chart back to a pre-release of the same version',
    released('1.2.3'),
    released('1.2.3-rc.1'),
    ['version-downgraded: chart valkey goes back from 1.2.3 to 1.2.3-rc.1'],
  ],
  ['a later chart', released('v1.2.3'), released('v2.0.0'), []],
  ['another variant of an image', valued({ image: { tag: '26.4.1' } }), valued({ image: { tag: '26.4-alpine' } }), []],
  [
    'a chart past a major version',
    released('1.2.3'),
    released('4.0.0'),
    ['major-skipped: chart valkey goes from 1.2.3 to 4.0.0, past major versions 2 and 3'],
  ],
  [
    'an earlier image',
    valued({ image: { tag: '26.4' } }),
    valued({ image: { tag: '25.8' } }),
    ['version-downgraded: Helm value image.tag goes back from 26.4 to 25.8'],
  ],
  [
    'an earlier image of an object',
    one('postgresql.cnpg.io/v1', 'Cluster', { imageName: 'ghcr.io/pg:18.4-trixie' }),
    one('postgresql.cnpg.io/v1', 'Cluster', { imageName: 'ghcr.io/pg:17.1-trixie' }),
    ['version-downgraded: Cluster data/one spec.imageName goes back from 18.4-trixie to 17.1-trixie'],
  ],
  ['an image without a version', valued({ image: { tag: 'b' } }), valued({ image: { tag: 'a' } }), []],
  [
    'a key that a Secret loses',
    secret({ a: '1', b: '2' }),
    secret({ a: '1' }),
    ['secret-contract: ExternalSecret data/one reads something else: spec.target.template.data.b; the Secret loses b'],
  ],
  [
    'a key that a Secret gets under another name',
    secret({}, { target: {}, data: [{ secretKey: 'password', remoteRef: { key: 'x' } }] }),
    secret({}, { target: {}, data: [{ secretKey: 'pass', remoteRef: { key: 'x' } }] }),
    ['secret-contract: ExternalSecret data/one reads something else: spec.data.0.secretKey; the Secret loses password'],
  ],
  [
    'a sealed key under another name',
    sealed({ password: 'AgA' }),
    sealed({ pass: 'AgB' }),
    [
      'secret-contract: SealedSecret data/one has other keys: spec.encryptedData.pass, spec.encryptedData.password; the Secret loses password',
    ],
  ],
  ['a key that is sealed again', sealed({ password: 'AgA' }), sealed({ password: 'AgB' }), []],
  [
    'a Secret that is no longer in Git, and kept',
    { objects: [object('external-secrets.io/v1', 'ExternalSecret', { spec: {} }, kept)] },
    {},
    [],
  ],
  [
    'another entry of the store',
    secret({ a: '1' }, { dataFrom: [{ extract: { key: 'x' } }] }),
    secret({ a: '1' }, { dataFrom: [{ extract: { key: 'y' } }] }),
    ['secret-contract: ExternalSecret data/one reads something else: spec.dataFrom.0.extract.key'],
  ],
  ['how often a Secret is read', secret({}, { refreshInterval: '1h' }), secret({}, { refreshInterval: '2h' }), []],
  ['a Secret of a component that is new', undefined, secret({ a: '1' }), []],
  [
    'a Secret that a component needs now',
    {},
    secret({ a: '1' }),
    ['secret-contract: ExternalSecret data/one is new: what it reads must be in the store before'],
  ],
  [
    'a policy with one more port',
    policy({ ingress: [from('a', 80)] }),
    policy({ ingress: [from('a', 80), from('a', 81)] }),
    ['network-opened: NetworkPolicy data/one allows more ingress: pods app=a on port 81'],
  ],
  [
    'a policy with peers and ports of every kind',
    policy({ ingress: [] }),
    policy({
      ingress: [
        {
          from: [
            {
              podSelector: { matchLabels: { app: 'a', tier: 'b' } },
              namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'In', values: ['x', 'y'] }] },
            },
            { namespaceSelector: {} },
            { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } },
          ],
          ports: [{ port: 8000, endPort: 8100, protocol: 'TCP' }],
        },
      ],
    }),
    [
      'network-opened: NetworkPolicy data/one allows more ingress: pods app=a, tier=b in namespaces team in (x, y) on port 8000-8100/TCP; any pod in any namespace on port 8000-8100/TCP; 10.0.0.0/8 but 10.1.0.0/16 on port 8000-8100/TCP',
    ],
  ],
  [
    'a policy that is open to anybody',
    policy({ policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] }),
    policy({ policyTypes: ['Egress'], egress: [{}] }),
    ['network-opened: NetworkPolicy data/one allows more egress: anything on any port'],
  ],
  [
    'a policy of Cilium with one more host, and one more port of the other',
    cilium(['mail.acme.io', '587']),
    cilium(['mail.acme.io', '587'], ['mail.acme.io', '465'], ['*.acme.io', '443']),
    [
      'network-opened: CiliumNetworkPolicy data/one-to-hosts allows more egress: mail.acme.io on port 465/TCP; *.acme.io on port 443/TCP',
    ],
  ],
  [
    'a policy of Cilium with fewer hosts',
    cilium(['a.acme.io', '443'], ['b.acme.io', '443']),
    cilium(['a.acme.io', '443']),
    [],
  ],
  [
    'a policy of Calico that is new beside one that allowed the port to nobody',
    policy({ policyTypes: ['Egress'], egress: [] }),
    besideCalico({ podSelector: {}, policyTypes: ['Egress'], egress: [] }),
    ['network-opened: NetworkPolicy data/one-to-hosts allows more egress: mail.acme.io on port 587/TCP'],
  ],
  [
    'a policy of Calico for a port that was open to every address',
    policy({ policyTypes: ['Egress'], egress: [{ ports: [{ port: 587, protocol: 'TCP' }] }] }),
    besideCalico({ podSelector: {}, policyTypes: ['Egress'], egress: [] }),
    [],
  ],
  [
    'a policy that restricts nothing any more',
    policy({ policyTypes: ['Ingress', 'Egress'] }),
    policy({ policyTypes: ['Ingress'] }),
    ['network-opened: NetworkPolicy data/one no longer restricts egress'],
  ],
  [
    'a policy that isolated a namespace, removed',
    policy({ policyTypes: ['Ingress'] }),
    {},
    ['network-opened: NetworkPolicy data/one is removed, which isolates all pods of its namespace'],
  ],
  [
    'a policy with one port less, said in another order',
    policy({ ingress: [from('a', 80), from('b', 81)] }),
    policy({ ingress: [from('b', 81)] }),
    [],
  ],
  [
    'another host name',
    one('gateway.networking.k8s.io/v1', 'HTTPRoute', { hostnames: ['a.acme.io'] }),
    one('gateway.networking.k8s.io/v1', 'HTTPRoute', { hostnames: ['b.acme.io'] }),
    ['public-host-changed: HTTPRoute data/one no longer answers for a.acme.io, and answers for b.acme.io'],
  ],
  [
    'one more host name',
    one('networking.k8s.io/v1', 'Ingress', { rules: [{ host: 'a.acme.io' }] }),
    one('networking.k8s.io/v1', 'Ingress', { rules: [{ host: 'a.acme.io' }, { host: 'b.acme.io' }] }),
    [],
  ],
  [
    'replicas below what an autoscaler allows',
    valued({ web: { replicas: 3, hpa: { enabled: true, minReplicas: 3 } } }),
    valued({ web: { replicas: 1, hpa: { enabled: true, minReplicas: 3 } } }),
    ['replicas-autoscaled: Helm value web.replicas becomes 1, outside of what web.hpa allows'],
  ],
  [
    'replicas with their autoscaler',
    valued({ web: { replicas: 3, hpa: { enabled: true, minReplicas: 3 } } }),
    valued({ web: { replicas: 4, hpa: { enabled: true, minReplicas: 4 } } }),
    [],
  ],
  [
    'replicas of a Deployment with an autoscaler',
    scaled(1),
    scaled(2),
    ['replicas-autoscaled: Deployment data/one gets another number of replicas, but an autoscaler sets it too'],
  ],
  [
    'the marks that keep an object',
    { objects: [object('v1', 'Namespace', {}, kept)] },
    { objects: [object('v1', 'Namespace', {})] },
    [
      'protection-dropped: Namespace data/one loses argocd.argoproj.io/sync-options, kustomize.toolkit.fluxcd.io/prune, helm.sh/resource-policy, which keep it on the cluster',
    ],
  ],
  [
    'claims that go with their StatefulSet',
    valued({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain' } }),
    valued({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } }),
    ['protection-dropped: Helm value persistentVolumeClaimRetentionPolicy.whenDeleted: Retain → Delete'],
  ],
  [
    'a namespace that allows more to its pods',
    { objects: [object('v1', 'Namespace', {}, { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } })] },
    { objects: [object('v1', 'Namespace', {}, { labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } })] },
    [
      'protection-dropped: Namespace data/one metadata.labels["pod-security.kubernetes.io/enforce"]: restricted → baseline',
    ],
  ],
  [
    'a disruption budget that is removed',
    one('policy/v1', 'PodDisruptionBudget', {}),
    {},
    ['protection-dropped: PodDisruptionBudget data/one is removed: a node that is drained may stop all pods at once'],
  ],
];

function scaled(replicas: number): Side {
  return {
    objects: [
      object('apps/v1', 'Deployment', { spec: { replicas } }),
      object('autoscaling/v2', 'HorizontalPodAutoscaler', {
        spec: { scaleTargetRef: { kind: 'Deployment', name: 'one' } },
      }),
    ],
  };
}

/** Of a fleet: clusters by name, with their environment and engine. */
type Clusters = Readonly<Record<string, readonly [environment: string, engine: string]>>;

function files(clusters: Clusters, components: JsonObject = {}): ReadonlyMap<string, string> {
  const head = { apiVersion: 'lang-observatory.dev/v1' };
  const fleet = {
    ...head,
    kind: 'Fleet',
    metadata: { name: 'acme' },
    spec: {
      repository: { url: 'https://github.com/acme/observability.git' },
      domain: 'obs.acme.io',
      waves: [
        { name: 'canary', ref: 'main' },
        { name: 'all', ref: 'release/all' },
      ],
      environments: { dev: { wave: 'canary' }, prod: { wave: 'all' } },
      components,
    },
  };
  const input = Object.entries(clusters).map(([name, [environment, engine]]): [string, string] => [
    `clusters/${name}/cluster.yaml`,
    emitYaml({
      ...head,
      kind: 'Cluster',
      metadata: { name },
      spec: { environment, engine, provider: { name: 'bare' } },
    }),
  ]);
  const described = describedFleet(new Map([['fleet.yaml', emitYaml(fleet)], ...input]));
  return new Map([...generateFiles(described, REGISTRY)].map(({ path, text }) => [path, text]));
}

/** `code: message` of dangers that concern whole clusters. */
function fleetDangers(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  const { plan } = makePlan({
    base: { revision: 'HEAD', commit: '' },
    before: memoryTree(before, 'sha1'),
    after: memoryTree(after, 'sha1'),
    order: REGISTRY.map(({ name }) => name),
  });
  return plan.dangers
    .filter(({ component }) => component === undefined)
    .map(({ code, message, clusters }) => `${code}: ${message} (${clusters.join(', ')})`);
}

const FOUR: Clusters = { a: ['dev', 'argocd'], b: ['dev', 'argocd'], c: ['prod', 'flux'], d: ['prod', 'flux'] };
const THREE: Clusters = { a: ['dev', 'argocd'], b: ['dev', 'argocd'], c: ['prod', 'flux'] };

const FLEETS: readonly (readonly [what: string, () => readonly string[], readonly (string | RegExp)[]])[] = [
  [
    'a cluster that leaves',
    () => fleetDangers(files(FOUR), files(THREE)),
    ['cluster-removed: cluster d leaves the fleet (d)'],
  ],
  ['a cluster that is new', () => fleetDangers(files(THREE), files(FOUR)), []],
  [
    'a cluster with another engine',
    () => fleetDangers(files(FOUR), files({ ...FOUR, d: ['prod', 'argocd'] })),
    ['engine-changed: cluster d changes from flux to argocd (d)'],
  ],
  [
    'a cluster in another wave',
    () => fleetDangers(files(FOUR), files({ ...FOUR, d: ['dev', 'flux'] })),
    [
      'wave-skipped: cluster d follows refs/heads/main of wave canary, and no longer refs/heads/release/all of wave all (d)',
    ],
  ],
  [
    'a cluster that another Argo CD gets',
    () => {
      const before = files({ a: ['dev', 'argocd'] });
      const path = 'argocd/root/acme/projects/a.yaml';
      const text = before.get(path) ?? '';
      const after = new Map([...before, [path, text.replace('namespace: argocd', 'namespace: openshift-gitops')]]);
      return fleetDangers(before, after);
    },
    [
      'instance-changed: cluster a changes from the Argo CD in argocd to the Argo CD in openshift-gitops, and the former deletes what it deployed there (a)',
    ],
  ],
  [
    'an ApplicationSet that loses all of its Applications',
    () =>
      fleetDangers(
        files({ a: FOUR.a ?? ['dev', 'argocd'] }),
        files({ a: FOUR.a ?? ['dev', 'argocd'] }, { blackbox: { mode: 'disabled' } }),
      ),
    ['set-shrinks: the ApplicationSet of blackbox loses 1 of 1 Applications (a)'],
  ],
  [
    'a root Kustomization that loses most of its Kustomizations',
    () => {
      const off = Object.fromEntries(
        ['langfuse', 'blackbox', 'otel-gateway', 'grafana'].map((name) => [name, { mode: 'disabled' }]),
      );
      return fleetDangers(files({ c: ['prod', 'flux'] }), files({ c: ['prod', 'flux'] }, off));
    },
    [/^set-shrinks: the root Kustomization of c loses \d+ of \d+ Kustomizations \(c\)$/],
  ],
  [
    'an AppProject that allows less than is deployed',
    () => {
      const before = files({ a: ['dev', 'argocd'] });
      const path = 'argocd/root/acme/projects/a.yaml';
      const text = before.get(path) ?? '';
      const after = new Map([...before, [path, text.replace(/^ *- ghcr.io\/langfuse\/.*\n/m, '')]]);
      expect(after.get(path)).not.toBe(text);
      return fleetDangers(before, after);
    },
    [
      'project-narrowed: AppProject observatory.acme.a no longer allows the source ghcr.io/langfuse/langfuse-k8s/charts (a)',
    ],
  ],
];

describe('a plan tells of', () => {
  it.each(CHANGES)('%s', (_, before, after, expected) => {
    expect(dangers(before, after)).toEqual(expected);
  });

  it.each(FLEETS)('%s', (_, found, expected) => {
    const told = found();
    expect(told, told.join('\n')).toHaveLength(expected.length);
    for (const [index, one] of expected.entries()) expect(told[index]).toMatch(one);
  });

  it('every danger that is in the table', () => {
    const told = [...CHANGES.flatMap(([, , , all]) => all), ...FLEETS.flatMap(([, , all]) => all.map(String))];
    const codes = told.map((text) => /[a-z-]+(?=: )/.exec(text)?.[0]);
    expect(Object.keys(DANGERS).filter((code) => !codes.includes(code))).toEqual([]);
  });

  it('the worst first, and of one kind in the order of the components', () => {
    const found = Object.keys(DANGERS)
      .reverse()
      .flatMap((code) => ['a', 'b'].map((message) => ({ code, message })));
    expect(worstFirst(found).map(({ code, message }) => `${code} ${message}`)).toEqual(
      Object.keys(DANGERS).flatMap((code) => [`${code} a`, `${code} b`]),
    );
    const ranks = ['set-shrinks', 'store-removed', 'network-opened'].map((code) => Object.keys(DANGERS).indexOf(code));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });
});
