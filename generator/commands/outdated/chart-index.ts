/** Versions of a chart in the index of a chart repository (https://helm.sh/docs/topics/chart_repository/#the-index-file). */
import { load } from 'js-yaml';
import { fieldAt, listAt, textAt } from '../../data/fields.ts';
import { isObject, type JsonObject } from '../../data/json.ts';
import { type Got, get, isHere, Unasked } from './get.ts';
import { basic, refused } from './sign-in.ts';
import type { StoredCredentials } from './stored-credentials.ts';

/** By chart. Signs in where the repository asks for it, over TLS or on this machine. Throws Unasked. */
export async function chartIndex(
  url: string,
  credentials: Pick<StoredCredentials, 'chartRepository'>,
): Promise<(chart: string) => readonly string[]> {
  const address = `${url}/index.yaml`;
  let got = await get(address);
  if (isRefusal(got)) {
    const { protocol, host } = new URL(url);
    const account = protocol === 'https:' || isHere(host) ? credentials.chartRepository(url) : undefined;
    if (account === undefined)
      throw new Unasked('it wants credentials, and there are none for it: `helm repo add --username` stores them');
    got = await get(address, { authorization: basic(account) });
  }
  const { status, text } = got;
  if (isRefusal(got)) throw refused();
  if (status !== 200) throw new Unasked(`it answers ${status} for its index`);
  const entries = fieldAt(parsed(text), 'entries');
  if (!isObject(entries)) throw new Unasked('its index is not one of a chart repository');
  return (chart) => listAt(entries, chart).map((one) => textAt(one, 'version'));
}

/** A bucket that serves charts says 403 also to who has said nothing. */
function isRefusal({ status }: Got): boolean {
  return status === 401 || status === 403;
}

function parsed(text: string): JsonObject {
  try {
    const value: unknown = load(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
