/** What the input says beside `components`: the sections `alerting`, `slos` and `budget`, which are about alerts, and `auth`. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { alerting } from '../notifications/settings.ts';
import { auth } from '../sign-on/settings.ts';
import { budget, slos } from './slos.ts';

export const settings = z.strictObject({
  alerting: alerting.prefault({}).describe('Who receives alerts, and how.'),
  slos,
  budget,
  auth: auth.prefault({}).describe('How people sign in to Langfuse and Grafana.'),
});

export type AlertingSettings = z.output<typeof settings> & CommonSettings;
