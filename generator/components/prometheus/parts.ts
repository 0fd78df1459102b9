/** The chart's parts, as it names and labels them. */
import type { PodLabels } from '../../stack/handle.ts';
import { BACKUP_LABELS } from './backup-names.ts';

/** Prefix of the chart's objects; with the release's own name the Service would be `prometheus-prometheus`. */
export const PREFIX = 'kps';

/** Of Prometheus itself. */
export const MOST_REPLICAS = 4;

/** Of the release. */
const RELEASE = 'prometheus';

const labels = (name: string): PodLabels => ({ 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': PREFIX });

export const PARTS = {
  prometheus: { podLabels: labels('prometheus') },
  alertmanager: { podLabels: labels('alertmanager') },
  operator: { podLabels: { app: 'kube-prometheus-stack-operator', release: RELEASE } },
  // Jobs that back up its samples, and bring them back.
  backup: { podLabels: BACKUP_LABELS },
  'kube-state-metrics': {
    podLabels: { 'app.kubernetes.io/name': 'kube-state-metrics', 'app.kubernetes.io/instance': RELEASE },
  },
} as const;
