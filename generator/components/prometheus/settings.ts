/** Settings of Prometheus. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { bytes, dnsLabel, period, resources, storageClassOf } from '../../fleet/schema/quantities.ts';
import { STORE_NEAR_FULL } from '../../telemetry/alert-names.ts';
import { pathOf } from '../../tree/layout.ts';
import { egress } from '../egress.ts';
import { backup, recovery } from './backup-settings.ts';
import { external } from './external-settings.ts';
import { MOST_REPLICAS } from './parts.ts';
import { remoteWrite } from './remote-write-settings.ts';

export const settings = z.strictObject({
  replicas: z.int().min(1).max(MOST_REPLICAS).default(2).describe('Replicas of Prometheus; each scrapes all targets.'),
  alertmanagerReplicas: z.int().min(1).max(5).default(2).describe('Replicas of Alertmanager.'),
  retention: period
    .meta({ examples: ['90d'] })
    .default('15d')
    .describe('How long samples are kept.'),
  storage: bytes
    .default('50Gi')
    .describe(
      `Size of the volume of each Prometheus, which uses four fifths of it. The operator does not expand volumes: expand the PersistentVolumeClaims first; see ${pathOf('runbook', { alert: STORE_NEAR_FULL })}.`,
    ),
  storageClass: storageClassOf('volumes'),
  resources: resources.prefault({}),
  namespaces: z
    .array(dnsLabel())
    .default([])
    .describe(
      'Further namespaces whose monitors, rules and scrape configurations Prometheus uses, besides those of the stack. Anybody who may create a monitor there can make Prometheus send its token to any address.',
    ),
  backup,
  recovery,
  remoteWrite,
  external,
  egress: egress('Prometheus', 'targets of your own monitors'),
  alertmanagerEgress: egress('Alertmanager', 'a mail server or receivers inside the cluster'),
});

export type PrometheusSettings = z.output<typeof settings> & CommonSettings;
