/** Versions of a chart in the index of a chart repository (https://helm.sh/docs/topics/chart_repository/#the-index-file). */
import { load } from 'js-yaml';
import { fieldAt, listAt, textAt } from '../../data/fields.ts';
import { isObject, type JsonObject } from '../../data/json.ts';
import { get, Unasked } from './get.ts';

/** By chart; throws Unasked. */
export async function chartIndex(url: string): Promise<(chart: string) => readonly string[]> {
  const { status, text } = await get(`${url}/index.yaml`);
  if (status === 401 || status === 403) throw new Unasked('it wants credentials, and none are sent');
  if (status !== 200) throw new Unasked(`it answers ${status} for its index`);
  const entries = fieldAt(parsed(text), 'entries');
  if (!isObject(entries)) throw new Unasked('its index is not one of a chart repository');
  return (chart) => listAt(entries, chart).map((one) => textAt(one, 'version'));
}

function parsed(text: string): JsonObject {
  try {
    const value: unknown = load(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
