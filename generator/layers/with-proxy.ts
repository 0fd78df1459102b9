/** The HTTP proxy of a company, in the pods of charts that connect to servers outside of the cluster. */
import { proxiedPrograms } from '../charts/proxy.ts';
import type { JsonObject } from '../data/json.ts';
import type { Variable } from '../kubernetes/variable.ts';
import { type Component, isOutside } from '../stack/component.ts';
import type { LevelGraph } from '../stack/graph.ts';
import { hasProxy, proxyVariables } from '../stack/proxy.ts';
import { withVariables } from './chart-variables.ts';

/** The same values where there is no proxy. Only a component of which pods leave the cluster gets the variables. */
export function valuesWithProxy({ chart, name }: Component, values: JsonObject, graph: LevelGraph): JsonObject {
  const places = chart === undefined ? [] : proxiedPrograms(chart.name);
  if (places.length === 0) return values;
  const { stack } = graph;
  const isSaid = hasProxy(stack);
  if (!isSaid && stack.taken?.includes('proxy') !== true) return values;
  // Written for pods that stay inside, too: those of a layer above may leave the cluster.
  return written(values, places, isSaid && leavesCluster(name, graph) ? proxyVariables(stack) : []);
}

const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'] as const;

/** In a map all of them, with no text for none: Helm cannot take away what a layer above says. */
function written(
  values: JsonObject,
  places: ReturnType<typeof proxiedPrograms>,
  variables: readonly Variable[],
): JsonObject {
  const all = NAMES.map((name) => variables.find((one) => one.name === name) ?? { name, value: '' });
  return places.reduce((said, place) => withVariables(said, place, place.as === 'map' ? all : variables), values);
}

function leavesCluster(component: string, { flows, modeOf }: LevelGraph): boolean {
  return flows.some(({ from, to }) => {
    if (isOutside(from) || from.component !== component) return false;
    return isOutside(to)
      ? to.outside === 'anywhere' || to.outside === 'addresses' || to.outside === 'host'
      : modeOf(to.component) === 'external';
  });
}
