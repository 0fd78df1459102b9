/** Settings of the collector that applications send to. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { resources } from '../../fleet/schema/quantities.ts';
import { replicaRange } from '../../stack/autoscaling.ts';
import { egress } from '../egress.ts';
import { queueSetting } from '../otel-collector/queue-settings.ts';
import { sendTo } from '../otel-collector/send-to-settings.ts';
import { contentSettings } from './content.ts';
import { outside } from './outside-settings.ts';

export const settings = z.strictObject({
  replicas: replicaRange('the collector').default({ min: 2, max: 6 }),
  resources: resources.prefault({}),
  ...contentSettings,
  outside,
  sendTo,
  queue: queueSetting(
    'It needs a fixed number of replicas, because nobody would send what is on the volume of a replica that the autoscaler has taken away.',
  ),
  egress: egress('the collector', 'the servers of exporters that you add in `values`'),
});

export type GatewayCollectorSettings = z.output<typeof settings> & CommonSettings;
