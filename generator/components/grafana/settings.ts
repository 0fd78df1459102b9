/** The settings of Grafana. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { resources } from '../../fleet/schema/quantities.ts';
import { egress } from '../egress.ts';
import { ownClient } from '../sign-on/settings.ts';
import { ownSources } from './own-source-settings.ts';
import { pluginUrls } from './plugin.ts';

export const settings = z.strictObject({
  replicas: z.int().min(1).max(6).default(2).describe('Replicas; they share their state in PostgreSQL.'),
  resources: resources.prefault({}),
  oidc: z.strictObject(ownClient).prefault({}).describe('Grafana as a client of the issuer in `auth.oidc`.'),
  ...pluginUrls,
  dataSources: ownSources,
  egress: egress('Grafana', 'databases of data sources that people add, and a mail server'),
});

export type GrafanaSettings = z.output<typeof settings> & CommonSettings;
