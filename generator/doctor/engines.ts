/** Whether the engine of the cluster is there, where the input says, and new enough. */
import { ENGINE_TITLES, type Engine } from '../fleet/model.ts';
import { grouped } from '../layers/selector.ts';
import { isEarlier } from '../text/version-order.ts';
import type { Finding, Forbidden, Subject } from './finding.ts';

/** docs/engines.md says because of what. */
const LEAST: Readonly<Record<Engine, string>> = { argocd: '3.2.0', flux: '2.9.0' };

export function engineFindings(subject: Subject): readonly Finding[] {
  return [...missingFlux(subject), ...elsewhere(subject), ...tooOld(subject), ...mayNot(subject)];
}

/** Argo CD may run in another cluster, so its absence says nothing. */
function missingFlux({ cluster, facts }: Subject): readonly Finding[] {
  if (cluster.engine !== 'flux' || facts.engines.includes('flux')) return [];
  return [
    {
      name: 'flux-missing',
      path: ['engine'],
      message: 'Flux is not installed',
      hint: 'run flux bootstrap with the path of the cluster: docs/engines.md has the command',
    },
  ];
}

/** Flux in another namespace reads nothing of what is generated. */
function elsewhere({ cluster, namespaceOfFlux, facts }: Subject): readonly Finding[] {
  if (cluster.engine !== 'flux') return [];
  const found = facts.runningEngines.filter(({ engine }) => engine === 'flux').map(({ namespace }) => namespace);
  if (found.length === 0 || found.includes(namespaceOfFlux)) return [];
  return [
    {
      name: 'flux-elsewhere',
      path: ['engine'],
      message: `Flux is in namespace ${found.join(' and ')}, and the input says ${namespaceOfFlux}`,
      hint: `set flux.namespace: ${found[0]} in fleet.yaml`,
    },
  ];
}

function tooOld({ cluster, facts }: Subject): readonly Finding[] {
  return facts.runningEngines.flatMap(({ engine, namespace, version }) => {
    const least = LEAST[engine];
    if (engine !== cluster.engine || version === undefined || !isEarlier(version, least)) return [];
    return [
      {
        name: 'engine-too-old' as const,
        path: ['engine'],
        message: `${ENGINE_TITLES[engine]} ${version} runs in namespace ${namespace}, and what is generated needs ${least} or later`,
        hint: `upgrade ${ENGINE_TITLES[engine]}; docs/engines.md says what needs it`,
      },
    ];
  });
}

/** What the tree has and the engine could not make: one finding, with the kinds by what is not allowed. */
function mayNot({ cluster, asked: { forbidden = [] } }: Subject): readonly Finding[] {
  const [first] = forbidden;
  if (first === undefined) return [];
  const parts = grouped(forbidden, ({ verbs }) => verbs.join(', ')).map(
    (some) => `${some[0].verbs.join(', ')}: ${some.map(placeOf).join(', ')}`,
  );
  return [
    {
      name: 'engine-may-not',
      path: ['engine'],
      message: `${ENGINE_TITLES[cluster.engine]} applies as ${first.user}, which may not ${parts.join('; nor ')}`,
      hint: 'bind a role with these verbs to it: docs/engines.md says what it needs',
    },
  ];
}

function placeOf({ resource, namespace }: Forbidden): string {
  return namespace === undefined ? resource : `${resource} in ${namespace}`;
}
