/** Waves for people and for programs. */
import type { ComponentChange, Danger, Plan } from '../plan/plan.ts';
import { counted, named } from '../plan/render/lines.ts';
import { printableLine } from '../text/terminal.ts';
import { shortId } from './promotion.ts';
import type { FleetRefs, WaitingCommit, WaveState } from './wave-state.ts';

const MOST_NAMES = 8;
const MOST_COMMITS = 10;

export function wavesText({ branchRef, branch }: FleetRefs, states: readonly WaveState[]): string {
  const head = `${branchRef} is at ${shortId(branch.commit)}`;
  return [head, ...states.map((state) => waveLines(state).join('\n'))].join('\n\n');
}

function waveLines(state: WaveState): readonly string[] {
  const { wave, at, clusters, isBranch, behind, waits } = state;
  const names = clusters.map(({ name }) => name);
  const places = environmentsOf(state);
  const where = places.length === 0 ? '' : ` in ${places.join(', ')}`;
  return [
    `wave ${wave.name} follows ${wave.ref}${isBranch ? ': what is merged reaches it' : ''}`,
    clusters.length === 0
      ? '  no cluster'
      : `  ${counted(clusters.length, 'cluster')}${where}: ${named(names, MOST_NAMES)}`,
    ...(at === undefined
      ? [
          '  the server has no such ref: its clusters get nothing',
          `  hint: create it with \`lang-observatory promote --to ${wave.name}\``,
        ]
      : [`  is at ${shortId(at.commit)}, ${distance(state)}`]),
    ...commitLines(behind),
    ...(waits === undefined ? [] : waitingLines(waits, clusters.length)),
  ];
}

function environmentsOf({ clusters }: WaveState): readonly string[] {
  return [...new Set(clusters.map(({ environment }) => environment))].sort();
}

function distance({ behind, isApart }: WaveState): string {
  const apart = isApart ? 'with something that was never merged, and ' : '';
  if (behind.length === 0) return `${apart}up to date`;
  const concerning = behind.filter(({ concerns }) => concerns).length;
  return `${apart}${counted(behind.length, 'commit')} behind, of which ${concerning} ${concerning === 1 ? 'changes' : 'change'} files of its clusters`;
}

/** Those that change something for the clusters have a mark. */
function commitLines(behind: readonly WaitingCommit[]): readonly string[] {
  const lines = behind.map(
    ({ commit, subject, concerns }) => `    ${concerns ? '*' : ' '} ${shortId(commit)} ${printableLine(subject)}`,
  );
  const more = lines.length - MOST_COMMITS;
  return more > 0 ? [...lines.slice(0, MOST_COMMITS), `      and ${more} more`] : lines;
}

function waitingLines(plan: Plan, clusters: number): readonly string[] {
  const changed = plan.clusters.filter(({ fate }) => fate !== 'unchanged').map(({ name }) => name);
  if (changed.length === 0) return ['  waits: nothing that its clusters would notice'];
  return [
    `  waits: ${changed.length} of ${counted(clusters, 'cluster')} ${changed.length === 1 ? 'changes' : 'change'}`,
    ...plan.components.map(({ component, fate, clusters: on }) => {
      const what = fate === 'changed' ? '' : `, ${fate}`;
      return `    ${component}${what} on ${counted(on.length, 'cluster')}: ${named(on, MOST_NAMES)}`;
    }),
    ...plan.dangers.map(({ code, message, clusters: on }) => `    ! ${message}: ${named(on, MOST_NAMES)} [${code}]`),
  ];
}

/** What `--format json` prints. */
export interface WavesReport {
  readonly branch: { readonly ref: string; readonly commit: string };
  readonly waves: readonly WaveReport[];
}

export interface WaveReport {
  readonly name: string;
  readonly ref: string;
  readonly commit: string | null;
  readonly environments: readonly string[];
  readonly clusters: readonly string[];
  readonly hasUnmerged: boolean;
  readonly behind: readonly Pick<WaitingCommit, 'commit' | 'subject' | 'concerns'>[];
  readonly waits: WaitingChange | null;
}

/** A plan in short. */
export interface WaitingChange {
  readonly clusters: readonly string[];
  readonly components: readonly Pick<ComponentChange, 'component' | 'fate' | 'clusters'>[];
  readonly dangers: readonly Danger[];
}

export function wavesJson({ branchRef, branch }: FleetRefs, states: readonly WaveState[]): WavesReport {
  return {
    branch: { ref: branchRef, commit: branch.commit },
    waves: states.map((state) => ({
      name: state.wave.name,
      ref: state.wave.ref,
      commit: state.at?.commit ?? null,
      environments: environmentsOf(state),
      clusters: state.clusters.map(({ name }) => name),
      hasUnmerged: state.isApart,
      behind: state.behind.map(({ commit, subject, concerns }) => ({ commit, subject, concerns })),
      waits: state.waits === undefined ? null : waitingJson(state.waits),
    })),
  };
}

function waitingJson({ clusters, components, dangers }: Plan): WaitingChange {
  return {
    clusters: clusters.filter(({ fate }) => fate !== 'unchanged').map(({ name }) => name),
    components: components.map(({ component, fate, clusters: on }) => ({ component, fate, clusters: on })),
    dangers,
  };
}
