/** The state of a component that Flux deploys: that of the worst of its parts. */
import { textAt } from '../../data/fields.ts';
import { prefixed } from '../../engines/names.ts';
import { commitIn, shortCommit } from '../commit.ts';
import type { Observed, Wanted } from '../model.ts';
import { fluxAdvice } from './advice.ts';
import type { Find } from './flux-objects.ts';
import { type Judged, judge } from './judge-object.ts';
import { partsOf } from './parts.ts';

export interface FluxContext {
  readonly find: Find;
  /** That Flux is installed in. */
  readonly namespace: string;
  /** The commit that Flux has fetched. */
  readonly fetched: string | undefined;
  /** Of the kubeconfig, for commands that are proposed. */
  readonly context: string;
}

/** What explains the others first: a release fails for its chart, and a Kustomization for its release. */
const WORST_FIRST = ['failed', 'suspended', 'waiting', 'progressing'] as const;

const STATES: Readonly<Record<(typeof WORST_FIRST)[number], Observed['state']>> = {
  failed: 'broken',
  suspended: 'suspended',
  waiting: 'progressing',
  progressing: 'progressing',
};

type Finding = Pick<Observed, 'state' | 'since' | 'problem' | 'advice'>;

export function fluxComponent(wanted: Wanted, { find, namespace, fetched, context }: FluxContext): Observed {
  const { kustomization, below, absent, ...versions } = partsOf(wanted, { find, namespace });
  const own = kustomization && judge(kustomization);
  const parts = [...below.map(judge), ...(own === undefined ? [] : [own])];
  const commit = commitIn(textAt(kustomization, 'status', 'lastAppliedRevision'));
  const isCurrent = own?.state === 'ready' && (fetched === undefined || commit === fetched);
  const lost = isCurrent ? absent : undefined;
  const found =
    own === undefined
      ? missing(wanted, namespace)
      : (explained(parts, context) ??
        (lost === undefined ? undefined : deleted(lost, wanted, { namespace, context })) ??
        (isCurrent ? { ...FINE, since: own.since } : late(fetched)));
  return {
    component: wanted.component,
    ...versions,
    wanted: versions.wanted ?? wanted.version,
    commit,
    isSynced: isCurrent && lost === undefined,
    isHealthy: own !== undefined && absent === undefined && parts.every(({ isReady }) => isReady),
    // What is deleted or edited in the cluster Flux puts back at its next interval; it tells of it nowhere else.
    hasDrift: lost === undefined ? undefined : true,
    isSuspended: parts.some(({ state }) => state === 'suspended'),
    ...found,
  };
}

const FINE: Finding = { state: 'healthy', since: undefined, problem: undefined, advice: undefined };

function explained(parts: readonly Judged[], context: string): Finding | undefined {
  for (const state of WORST_FIRST) {
    const worst = parts.find((part) => part.state === state);
    if (worst !== undefined)
      return {
        state: STATES[state],
        since: worst.since,
        problem: `${worst.place}: ${worst.text}`,
        advice: fluxAdvice(worst, context),
      };
  }
  return undefined;
}

function missing({ component }: Wanted, namespace: string): Finding {
  return {
    ...FINE,
    state: 'missing',
    problem: `there is no Kustomization ${namespace}/${prefixed(component)}`,
  };
}

function deleted(
  lost: string,
  { component }: Wanted,
  { namespace, context }: Pick<FluxContext, 'namespace' | 'context'>,
): Finding {
  const name = prefixed(component);
  return {
    ...FINE,
    state: 'drifted',
    problem: `${lost} is not there, although Flux has applied it`,
    advice: `flux --context ${context} -n ${namespace} reconcile kustomization ${name}, or wait until Flux does it`,
  };
}

function late(fetched: string | undefined): Finding {
  return { ...FINE, state: 'progressing', problem: `Flux has not applied commit ${shortCommit(fetched ?? '')} yet` };
}
