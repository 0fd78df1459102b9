/** Instant queries of the Prometheus of the cluster. */
import { prometheus } from '../../components/prometheus/handle.ts';
import { fieldAt, listAt, textAt } from '../../data/fields.ts';
import { parsedJson } from '../../data/parsed-json.ts';
import { cleaned } from '../../live/clean.ts';
import { Unreachable } from '../../live/clusters/unreachable.ts';
import { placeOf } from '../subject.ts';
import type { World } from '../world.ts';

/** The values of the series that an expression returns; throws Unreachable when Prometheus does not answer it. */
export async function query(world: World, expression: string): Promise<readonly number[]> {
  const path = `/api/v1/query?${new URLSearchParams({ query: expression })}`;
  const { status, text } = await world.service(placeOf(prometheus.connection.url), { method: 'GET', path });
  const answer = parsedJson(text);
  if (status !== 200 || textAt(answer, 'status') !== 'success')
    throw new Unreachable(`Prometheus answers ${status} to a query: ${cleaned(textAt(answer, 'error'))}`);
  return listAt(answer, 'data', 'result').map((series) => Number(listAt(fieldAt(series, 'value')).at(1)));
}
