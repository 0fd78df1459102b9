/** What follows from a cluster being a standby. Until it is promoted PostgreSQL only follows, and nothing may write into the stores. */
import { grafana } from '../components/grafana/handle.ts';
import { langfuse } from '../components/langfuse/handle.ts';
import type { Standby } from '../fleet/model.ts';

/** A level, or a stack. */
interface Followed {
  readonly standby?: Standby | undefined;
}

/** The standby while it waits; undefined for every other cluster. */
export function waitingStandby({ standby }: Followed): Standby | undefined {
  return standby?.promotedAt === undefined ? standby : undefined;
}

/** The cluster that had the data of a promoted standby at a time before its promotion. */
export function sourceBefore({ standby }: Followed, time: Date): Standby['source'] | undefined {
  return standby?.promotedAt !== undefined && time < new Date(standby.promotedAt) ? standby.source : undefined;
}

/** What writes into PostgreSQL, and so cannot even start while it follows. */
const WRITERS: readonly string[] = [langfuse.name, grafana.name];

/** Whether a component has no pods because it waits for the promotion: then nobody can ask it anything, and no alert is about it. */
export function startsLater(component: { readonly name: string }, followed: Followed): boolean {
  return WRITERS.includes(component.name) && waitingStandby(followed) !== undefined;
}

/** The cluster whose entries of the secrets provider are read: both sites must have the same keys of encryption and of the API. */
export function ownerOfSecrets(cluster: string, standby: Standby | undefined): string {
  return standby?.source.name ?? cluster;
}
