/** A fleet of the same name and waves as the reference fleet, with little in it: how a tree changes does not depend on how much it deploys. */
import type { Engine } from '../../generator/fleet/model.ts';
import { inputFiles } from '../input-files.ts';
import { LITTLE } from './little.ts';
import { NEXT_WAVE } from './waves.ts';

/** One with each engine, and one in each wave. */
export const SMALL_FLEET_ENGINES = { 'dev-1': 'flux', 'prod-1': 'argocd' } as const satisfies Record<string, Engine>;

const cluster = (name: keyof typeof SMALL_FLEET_ENGINES, environment: string) => ({
  [name]: { environment, engine: SMALL_FLEET_ENGINES[name], provider: { name: 'bare' } },
});

export const SMALL_FLEET: ReadonlyMap<string, string> = inputFiles({
  fleet: {
    repository: { url: 'https://github.com/acme/observability.git', branch: 'main' },
    domain: 'obs.acme.io',
    waves: [
      { name: 'canary', ref: 'main' },
      { name: 'all', ref: NEXT_WAVE },
    ],
    environments: { dev: { wave: 'canary', size: 'small' }, prod: { wave: 'all', size: 'small' } },
    components: LITTLE,
  },
  clusters: { ...cluster('dev-1', 'dev'), ...cluster('prod-1', 'prod') },
});
