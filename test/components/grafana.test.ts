import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { REGISTRY } from '../../generator/components/registry.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { generateFiles } from '../../generator/generate.ts';
import { describedFleet } from '../described-fleet.ts';
import { inputFiles } from '../input-files.ts';

/** Helm values of Grafana on a cluster whose PostgreSQL has these settings. */
function grafanaValues(postgres: JsonObject) {
  const secrets = { provider: 'vault', server: 'https://vault.example.com' };
  const fleet = describedFleet(inputFiles({ fleet: { secrets, components: { postgres } }, clusters: {} }));
  const files = new Map([...generateFiles(fleet, REGISTRY)].map(({ path, text }) => [path, text]));
  return parse(files.get('bases/grafana/values/values.yaml') ?? '');
}

describe('Grafana', () => {
  it.each([
    ['that the stack runs', {}, 'postgres-rw.lang-observatory.svc:5432'],
    ['elsewhere', { mode: 'external', external: { host: 'db.example.com' } }, 'db.example.com:5432'],
  ])('takes no connection to a PostgreSQL %s that is not encrypted, unless it is told to', (_where, settings, host) => {
    expect(grafanaValues(settings)['grafana.ini'].database).toMatchObject({
      type: 'postgres',
      host,
      ssl_mode: 'require',
    });
  });
});
