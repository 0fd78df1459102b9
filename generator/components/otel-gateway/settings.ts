/** Settings of the collector that applications send to. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { resources } from '../../fleet/schema/quantities.ts';
import { replicaRange } from '../../stack/autoscaling.ts';
import { egress } from '../egress.ts';
import { sendTo } from '../otel-collector/send-to-settings.ts';
import { contentSettings } from './content.ts';

export const settings = z.strictObject({
  replicas: replicaRange('the collector').default({ min: 2, max: 6 }),
  resources: resources.prefault({}),
  ...contentSettings,
  sendTo,
  egress: egress('the collector', 'the servers of exporters that you add in `values`'),
});

export type GatewayCollectorSettings = z.output<typeof settings> & CommonSettings;
