/** What is watched on a cluster and who is told: the sections `alerting`, `slos` and `budget` of the input. */
import * as z from 'zod';
import { receiversSecret } from './alerting/credentials.ts';
import { alerting as section } from './alerting/settings.ts';
import { defineComponent } from './component.ts';
import { STACK } from './namespaces.ts';

export const alerting = defineComponent({
  name: 'alerting',
  description: 'Objectives, budget and receivers of alerts.',
  namespace: STACK,
  modes: ['managed'],
  // Wherever Prometheus is.
  onDemand: true,
  settings: z.strictObject({ alerting: section.prefault({}) }),
  requires: (s) => ['prometheus-crds', ...(receiversSecret(s.alerting).length > 0 ? ['credentials'] : [])],
  secrets: (s) => receiversSecret(s.alerting),
});
