/** A fleet of the same name and waves as the reference fleet, with little in it: how a tree changes does not depend on how much it deploys. */
import type { Engine } from '../../generator/fleet/model.ts';
import { inputFiles } from '../input-files.ts';
import { NEXT_WAVE } from './waves.ts';

/** One with each engine, and one with each wave. */
export const SMALL_FLEET_ENGINES: Readonly<Record<string, Engine>> = { 'dev-1': 'flux', 'prod-1': 'argocd' };

/** A chart, plain manifests, and something that both wait for. */
const DISABLED = ['langfuse', 'grafana', 'prometheus', 'gateway', 'postgres', 'clickhouse', 'object-store'];

export const SMALL_FLEET: ReadonlyMap<string, string> = inputFiles({
  fleet: {
    repository: { url: 'https://github.com/acme/observability.git', branch: 'main' },
    domain: 'obs.acme.io',
    waves: [
      { name: 'canary', ref: 'main' },
      { name: 'all', ref: NEXT_WAVE },
    ],
    environments: { dev: { wave: 'canary', size: 'small' }, prod: { wave: 'all', size: 'small' } },
    components: {
      ...Object.fromEntries(DISABLED.map((name) => [name, { mode: 'disabled' }])),
      valkey: { mode: 'managed' },
    },
  },
  clusters: {
    'dev-1': { environment: 'dev', engine: 'flux', provider: { name: 'bare' } },
    'prod-1': { environment: 'prod', engine: 'argocd', provider: { name: 'bare' } },
  },
});
