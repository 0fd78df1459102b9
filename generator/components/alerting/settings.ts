/** Settings of alerts: the sections `alerting`, `slos` and `budget` of the input. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { alerting } from '../notifications/settings.ts';
import { budget, slos } from './slos.ts';

export const settings = z.strictObject({
  alerting: alerting.prefault({}).describe('Who receives alerts, and how.'),
  slos,
  budget,
});

export type AlertingSettings = z.output<typeof settings> & CommonSettings;
