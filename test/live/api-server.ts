/** A recorded API server that is there until the test ends. */
import type { JsonObject } from '../../generator/data/json.ts';
import { listening } from '../moves/forge-server.ts';
import { recordedApiServer, type State } from './recorded-api-server.ts';

export interface ApiServer extends State {
  readonly address: string;
}

export async function apiServer(objects: readonly JsonObject[]): Promise<ApiServer> {
  const { server, state } = recordedApiServer(objects);
  return Object.assign(state, { address: await listening(server) });
}
