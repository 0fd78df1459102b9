/** OpenLIT's platform, for those who send to it, probe it or lead users to it. */
import { defineHandle, type Namespace } from '../../stack/handle.ts';
import type { OpenlitSettings } from './settings.ts';

const NAME = 'openlit';

/** Its image cannot run under `restricted`, so it is not in the namespace of the stack, where everything does. */
const NAMESPACE: Namespace = {
  name: NAME,
  podSecurity: {
    level: 'baseline',
    reason:
      'the image of OpenLIT runs as root: its entrypoint writes /etc/environment and certificates, and starts cron (openlit/openlit:src/client/scripts/entrypoint.sh)',
  },
};

export const openlit = defineHandle<OpenlitSettings>()({
  name: NAME,
  namespace: NAMESPACE,
  workloads: {
    server: { podLabels: { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/instance': NAME } },
  },
  probes: { health: NAME },
  // The Service has the ports of the container.
  connection: { service: NAME, port: 3000, otlpPort: 4318 },
});
