/** A fleet of twelve clusters on a bad day, as its page shows it. */
import { REGISTRY } from '../../generator/components/registry.ts';
import type { ClusterStatus, ComponentStatus, FleetStatus } from '../../generator/live/model.ts';
import { COMMIT, OLDER } from './objects.ts';

export const NOW = new Date('2026-11-30T06:12:30Z');

const COMPONENTS = REGISTRY.filter(({ chart }) => chart !== undefined).slice(0, 16);

function component(name: string, version: string, other: Partial<ComponentStatus> = {}): ComponentStatus {
  return {
    component: name,
    state: 'healthy',
    wanted: version,
    running: version,
    commit: COMMIT,
    isSynced: true,
    isHealthy: true,
    hasDrift: undefined,
    isSuspended: false,
    since: '2026-11-30T06:00:00Z',
    problem: undefined,
    advice: undefined,
    waitsFor: [],
    ...other,
  };
}

type Changes = Readonly<Record<string, Partial<ComponentStatus>>>;

function cluster(
  name: string,
  place: Pick<ClusterStatus, 'environment' | 'wave' | 'engine'>,
  other: Partial<ClusterStatus> = {},
  changes: Changes = {},
): ClusterStatus {
  const isLate = other.commits?.[0] === OLDER;
  return {
    name,
    ...place,
    commits: [COMMIT],
    behind: isLate ? { commits: 3, concerning: 1, isApart: false } : { commits: 0, concerning: 0, isApart: false },
    unreachable: undefined,
    problems: [],
    components: COMPONENTS.map((one) => component(one.name, one.chart?.version ?? '', changes[one.name])),
    ...other,
  };
}

const DEV = { environment: 'dev', wave: 'canary', engine: 'flux' } as const;
const STAGE = { environment: 'stage', wave: 'early', engine: 'argocd' } as const;
const PROD = { environment: 'prod', wave: 'all', engine: 'flux' } as const;

export function exampleStatus(): FleetStatus {
  const waits = { state: 'waiting', running: '2.2.5', isHealthy: false, waitsFor: ['clickhouse-operator'] } as const;
  return {
    refsProblem: undefined,
    waves: [
      { name: 'canary', ref: 'refs/heads/main', commit: COMMIT },
      { name: 'early', ref: 'refs/heads/release/early', commit: COMMIT },
      { name: 'all', ref: 'refs/tags/all', commit: COMMIT },
    ],
    clusters: [
      cluster('dev-1', DEV),
      cluster('dev-2', DEV, { commits: [OLDER] }),
      cluster('stage-1', STAGE),
      cluster('stage-2', STAGE, {
        commits: [],
        behind: undefined,
        components: [],
        unreachable: {
          problem: 'of the cluster where Argo CD runs: nothing listens at the address of its API server',
          advice: '`kubectl --context argocd version` shows whether you can reach it',
        },
      }),
      ...['eu-1', 'eu-2', 'eu-3', 'us-1', 'us-2', 'us-3', 'ap-1'].map((name) => cluster(name, PROD)),
      cluster(
        'ap-2',
        PROD,
        {},
        {
          'clickhouse-operator': {
            state: 'broken',
            running: '0.0.6',
            isHealthy: false,
            problem:
              'HelmRelease clickhouse-operator/clickhouse-operator: UpgradeFailed: Helm upgrade failed for release: timed out waiting for the condition',
            advice: 'kubectl --context ap-2 -n clickhouse-operator describe helmrelease clickhouse-operator',
          },
          langfuse: waits,
          valkey: {
            state: 'suspended',
            isSuspended: true,
            problem: 'Kustomization flux-system/observatory-valkey: it is suspended',
            advice: 'flux --context ap-2 -n flux-system resume kustomization observatory-valkey',
          },
        },
      ),
    ],
  };
}
