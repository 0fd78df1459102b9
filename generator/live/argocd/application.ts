/**
 * The state of a component that Argo CD deploys, from its Application. What the fields mean is in
 * argoproj/argo-cd:pkg/apis/application/v1alpha1/types.go.
 */
import { fieldAt, listAt, mapAt, textAt } from '../../data/fields.ts';
import type { Json, JsonObject } from '../../data/json.ts';
import type { Cluster } from '../../fleet/model.ts';
import { cleaned } from '../clean.ts';
import type { Observed, Wanted } from '../model.ts';
import { revisionsOf } from './revisions.ts';

/** Who syncs, as the input says. */
export type SyncPolicy = Cluster['argocd']['sync'];

type Finding = Pick<Observed, 'state' | 'since' | 'problem'>;

/** Of an Application with all that is asked of it. */
interface Facts {
  readonly application: JsonObject;
  readonly sync: string;
  readonly health: string;
  readonly phase: string;
  readonly retries: number;
  /** Whether the input leaves it to a person to sync. */
  readonly isManual: boolean;
  /** Whether it was synced to what it is compared with. */
  readonly isLatest: boolean;
}

/** What is wrong, the most telling first. */
const CHECKS: readonly ((facts: Facts) => Finding | undefined)[] = [
  leaving,
  suspended,
  erroneous,
  failedSync,
  awaited,
  drifted,
  unhealthy,
  underWay,
];

export function argocdComponent(
  wanted: Wanted,
  application: JsonObject,
  { url, sync: policy }: { readonly url: string; readonly sync: SyncPolicy },
): Observed {
  const revisions = revisionsOf(application, url, wanted);
  const facts: Facts = {
    application,
    sync: textAt(application, 'status', 'sync', 'status'),
    health: textAt(application, 'status', 'health', 'status'),
    phase: textAt(application, 'status', 'operationState', 'phase'),
    isManual: policy === 'manual',
    retries: Number(textAt(application, 'status', 'operationState', 'retryCount')),
    isLatest: revisions.isLatest,
  };
  const found = CHECKS.reduce<Finding | undefined>((known, check) => known ?? check(facts), undefined);
  const { state, since, problem } = found ?? { state: 'healthy', since: changedAt(application), problem: undefined };
  return {
    component: wanted.component,
    state,
    wanted: revisions.wanted ?? wanted.version,
    running: revisions.running,
    commit: revisions.commit,
    isSynced: facts.sync === 'Synced',
    isHealthy: facts.health === 'Healthy',
    hasDrift: facts.sync === 'OutOfSync' && facts.isLatest,
    isSuspended: suspended(facts) !== undefined,
    since,
    problem,
    advice: undefined,
  };
}

function leaving({ application }: Facts): Finding | undefined {
  const since = textAt(application, 'metadata', 'deletionTimestamp');
  return since === '' ? undefined : { state: 'progressing', since, problem: 'Argo CD is deleting it' };
}

/** Nobody syncs it: somebody has taken the policy away, which its ApplicationSet puts back unless it is told not to. */
function suspended({ application, isManual }: Facts): Finding | undefined {
  const automated = fieldAt(application, 'spec', 'syncPolicy', 'automated');
  const annotations = mapAt(application, 'metadata', 'annotations');
  const why =
    annotations['argocd.argoproj.io/skip-reconcile'] === 'true'
      ? 'the annotation argocd.argoproj.io/skip-reconcile keeps Argo CD from it'
      : !isManual && (automated === undefined || automated === null || fieldAt(automated, 'enabled') === false)
        ? 'its automatic sync is off'
        : undefined;
  return why === undefined ? undefined : { state: 'suspended', since: undefined, problem: why };
}

function erroneous({ application }: Facts): Finding | undefined {
  const condition = listAt(application, 'status', 'conditions').find((one) => textAt(one, 'type').endsWith('Error'));
  if (condition === undefined) return undefined;
  return {
    state: 'broken',
    since: textAt(condition, 'lastTransitionTime') || undefined,
    problem: cleaned(`${textAt(condition, 'type')}: ${textAt(condition, 'message')}`),
  };
}

/** A sync that fails is tried again without limit: it has failed although it runs. */
function failedSync({ application, phase, retries }: Facts): Finding | undefined {
  const isFailed = phase === 'Failed' || phase === 'Error' || (phase === 'Running' && retries > 0);
  if (!isFailed) return undefined;
  const operation = mapAt(application, 'status', 'operationState');
  const failed = listAt(operation, 'syncResult', 'resources').find(isFailedResult);
  const what =
    failed === undefined ? textAt(operation, 'message') : `${resourceName(failed)}: ${textAt(failed, 'message')}`;
  const tried = retries > 0 ? ` (tried ${retries + 1} times)` : '';
  return {
    state: 'broken',
    since: textAt(operation, 'startedAt') || undefined,
    problem: `${cleaned(`sync failed: ${what}`)}${tried}`,
  };
}

function isFailedResult(result: Json): boolean {
  return textAt(result, 'status') === 'SyncFailed' || ['Failed', 'Error'].includes(textAt(result, 'hookPhase'));
}

/** What Git has waits for a person, as the input says. */
function awaited({ isManual, sync, phase, isLatest }: Facts): Finding | undefined {
  if (!isManual || sync !== 'OutOfSync' || isLatest || phase === 'Running') return undefined;
  return progressing('', 'it waits for a person to sync it');
}

/** It differs from what it was last synced to: the objects have changed, and not Git. */
function drifted({ application, sync, phase, isLatest }: Facts): Finding | undefined {
  if (sync !== 'OutOfSync' || !isLatest || phase === 'Running') return undefined;
  const names = listAt(application, 'status', 'resources')
    .filter((one) => textAt(one, 'status') === 'OutOfSync')
    .map(resourceName);
  const [first = 'an object', ...others] = names;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return {
    state: 'drifted',
    since: undefined,
    problem: cleaned(`${first}${more} ${more === '' ? 'differs' : 'differ'} from Git in the cluster`),
  };
}

function unhealthy({ application, health, phase }: Facts): Finding | undefined {
  const state = BAD_HEALTH[health];
  if (state === undefined || phase === 'Running') return undefined;
  const parts = listAt(application, 'status', 'resources')
    .filter((one) => textAt(one, 'health', 'status') === health)
    .map((one) => `${resourceName(one)} ${textAt(one, 'health', 'message')}`.trim());
  const message = textAt(application, 'status', 'health', 'message');
  const said = [message, ...parts].filter((part) => part !== '').join('; ');
  return {
    state,
    since: changedAt(application),
    problem: cleaned(`health is ${health}${said === '' ? '' : `: ${said}`}`),
  };
}

/** By what Argo CD says of health (argoproj/argo-cd:gitops-engine/pkg/health/health.go). */
const BAD_HEALTH: Readonly<Record<string, Observed['state']>> = {
  Degraded: 'broken',
  Missing: 'broken',
  Suspended: 'suspended',
  Unknown: 'broken',
};

function underWay({ application, sync, health, phase }: Facts): Finding | undefined {
  if (phase === 'Running')
    return progressing(textAt(application, 'status', 'operationState', 'startedAt'), 'Argo CD syncs it');
  if (sync !== 'Synced') return progressing('', sync === '' ? 'Argo CD has not looked at it yet' : `it is ${sync}`);
  if (health !== 'Healthy') return progressing(changedAt(application) ?? '', `health is ${health || 'not known yet'}`);
  return undefined;
}

function progressing(since: string, problem: string): Finding {
  return { state: 'progressing', since: since || undefined, problem: cleaned(problem) };
}

function changedAt(application: JsonObject): string | undefined {
  return (
    textAt(application, 'status', 'health', 'lastTransitionTime') ||
    textAt(application, 'status', 'operationState', 'finishedAt') ||
    undefined
  );
}

function resourceName(resource: Json): string {
  const [kind, namespace, name] = ['kind', 'namespace', 'name'].map((field) => textAt(resource, field));
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}
