/** Changes and dangers of all clusters, each told once with the clusters on which it is alike. */
import { grouped } from '../../layers/selector.ts';
import type { FleetFinding } from '../dangers/danger.ts';
import type { ComponentChange, Danger, WithPlaceholders } from '../plan.ts';
import { type BareChange, changeIdentity, rewrittenChange, rewrittenFinding } from './rewritten.ts';
import { type Placeholder, type Telling, toldOnce } from './told-once.ts';

export type Naming = Pick<Telling<object>, 'clusters' | 'namesOf'>;

/** A change of a component on one cluster. */
export interface ChangeOnCluster {
  readonly component: string;
  readonly change: BareChange;
  readonly cluster: string;
}

export function changesOnce(changes: readonly ChangeOnCluster[], naming: Naming): ComponentChange[] {
  const byComponent = grouped(changes, ({ component }) => component);
  return byComponent.flatMap((group) => {
    const items = group.map(({ change, cluster }) => ({ value: change, clusters: [cluster] }));
    const told = toldOnce(items, {
      ...naming,
      kindOf: ({ fate, values, objects }) => JSON.stringify([fate, values.length, objects.length]),
      rewritten: rewrittenChange,
      identityOf: changeIdentity,
    });
    return told.map(({ value, clusters, placeholders }) => ({
      component: group[0].component,
      clusters,
      ...placeholdersOf(placeholders),
      ...value,
    }));
  });
}

/** A danger of a component, or of whole clusters. */
type DangerOnClusters = FleetFinding & Pick<Danger, 'component'>;

export function findingsOnce(findings: readonly DangerOnClusters[], naming: Naming): readonly Danger[] {
  const items = findings.map(({ clusters, ...value }) => ({ value, clusters }));
  const told = toldOnce(items, {
    ...naming,
    kindOf: ({ code, component }) => JSON.stringify([code, component]),
    rewritten: rewrittenFinding,
    identityOf: ({ message }) => message,
  });
  return told.map(({ value, clusters, placeholders }) => ({ ...value, clusters, ...placeholdersOf(placeholders) }));
}

/** Nothing where there are none. */
export function placeholdersOf(placeholders: readonly Placeholder[]): WithPlaceholders {
  return placeholders.length === 0 ? {} : { placeholders };
}
