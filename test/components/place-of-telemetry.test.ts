/** What the collector says about where telemetry comes from, and what it leaves to the application. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { otelGateway } from '../../generator/components/otel-gateway/handle.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const attributes = z.array(
  z.object({ key: z.string(), value: z.string(), action: z.enum(['insert', 'update', 'upsert']) }),
);
const values = z.looseObject({
  alternateConfig: z.looseObject({ processors: z.looseObject({ resource: z.object({ attributes }) }) }),
});

/** What the resource processor makes of an application's attributes. */
function processed(claims: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { alternateConfig } = values.parse(watchedCluster({}).get(otelGateway.name)?.values);
  const all = new Map(Object.entries(claims));
  for (const { key, value, action } of alternateConfig.processors.resource.attributes)
    if (action === 'upsert' || (action === 'insert') === !all.has(key)) all.set(key, value);
  return Object.fromEntries(all);
}

describe('cluster and environment of telemetry', () => {
  const OWN = processed({});

  it('are those of the fleet, whatever an application claims', () => {
    for (const key of ['cluster', 'environment', 'k8s.cluster.name'])
      expect(processed({ [key]: 'somewhere else' })).toEqual(OWN);
  });

  it('are said where an application says nothing of its own', () => {
    expect(OWN).toEqual({
      cluster: 'eu-1',
      environment: 'prod',
      'k8s.cluster.name': 'eu-1',
      'deployment.environment': 'prod',
    });
  });

  it('stand beside the environment that an application says it is in, under the names that are its own', () => {
    const claims = {
      'deployment.environment': 'canary',
      'deployment.environment.name': 'canary',
      'service.name': 'chat',
    };
    expect(processed(claims)).toEqual({ ...OWN, ...claims });
  });
});
