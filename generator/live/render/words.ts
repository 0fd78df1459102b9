/** Numbers and times of a status in words. */
import { counted } from '../../plan/render/lines.ts';
import { shortCommit } from '../commit.ts';
import { type ClusterStatus, type ComponentStatus, STATES, type State } from '../model.ts';

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Such as `12 minutes`; undefined for a time that is none, or is to come. */
export function ageOf(since: string | undefined, now: Date): string | undefined {
  const seconds = Math.floor((now.getTime() - Date.parse(since ?? '')) / 1000);
  if (!(seconds >= 0)) return undefined;
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ['second', 1];
  return counted(Math.floor(seconds / size), unit);
}

/** Such as `20 healthy, 1 broken`, the best first. */
export function stateCounts(components: readonly Pick<ComponentStatus, 'state'>[]): string {
  const counts = STATES.map((state): readonly [State, number] => [
    state,
    components.filter((one) => one.state === state).length,
  ]);
  return counts.flatMap(([state, count]) => (count === 0 ? [] : [`${count} ${state}`])).join(', ');
}

/** At which commit it is, and how far that is from its ref; empty when nothing is known. */
export function commitText({ commits, behind }: Pick<ClusterStatus, 'commits' | 'behind'>): string {
  const [first, ...others] = commits;
  if (first === undefined) return '';
  const at =
    others.length === 0 ? `at ${shortCommit(first)}` : `between commits ${commits.map(shortCommit).join(', ')}`;
  return `${at}${distanceText(behind)}`;
}

function distanceText(behind: ClusterStatus['behind']): string {
  if (behind === undefined) return '';
  if (behind.isApart) return ', which its ref does not have';
  if (behind.commits === 0) return '';
  const { commits, concerning } = behind;
  const which =
    concerning === 0
      ? 'none of which changes its files'
      : `of which ${concerning} ${concerning === 1 ? 'changes' : 'change'} its files`;
  return `, ${counted(commits, 'commit')} behind its ref, ${which}`;
}

/** Such as `wants 2.0.0, runs 1.9.0`; undefined where both are the same, or unknown. */
export function versionText({ wanted, running }: Pick<ComponentStatus, 'wanted' | 'running'>): string | undefined {
  if (wanted === undefined || bare(wanted) === bare(running)) return undefined;
  return running === undefined ? `wants ${wanted}, runs no version yet` : `wants ${wanted}, runs ${running}`;
}

/** Charts are known with and without a leading `v`. */
function bare(version: string | undefined): string | undefined {
  return version?.replace(/^v/, '');
}
