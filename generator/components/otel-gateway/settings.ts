/** Settings of the collector that applications send to. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { resources } from '../../fleet/schema/quantities.ts';
import { replicaRange } from '../../stack/autoscaling.ts';

export const settings = z.strictObject({
  replicas: replicaRange('the collector').default({ min: 2, max: 6 }),
  resources: resources.prefault({}),
});

export type GatewayCollectorSettings = z.output<typeof settings> & CommonSettings;
