/** OpenLIT's platform, for those who send to it, probe it or lead users to it. */
import { HTTP01_SOLVER_LABELS } from '../../kubernetes/certificate.ts';
import { defineHandle, type Namespace } from '../../stack/handle.ts';
import { BACKUPS } from './backup-names.ts';
import type { OpenlitSettings } from './settings.ts';

const NAME = 'openlit';
export const OWNER = 'openlit-owner';

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
    // Sees to it that nobody signs in with the password that everybody knows.
    owner: { podLabels: { 'app.kubernetes.io/name': OWNER, 'app.kubernetes.io/instance': NAME } },
    // Jobs that back up its own state, and restore it.
    backup: { podLabels: { 'app.kubernetes.io/name': BACKUPS, 'app.kubernetes.io/instance': BACKUPS } },
    // For the certificate of an Ingress, which is where the Ingress is.
    'http01-solver': { podLabels: HTTP01_SOLVER_LABELS },
  },
  probes: { health: NAME, /** By the public host name. */ ui: `${NAME}-ui` },
  // The Service has the ports of the container.
  connection: { service: NAME, port: 3000, otlpPort: 4318 },
});

/** Whether the UI has a host name, where there is a gateway. */
export function hasPublicUi({ mode, public: asked }: OpenlitSettings): boolean {
  return mode === 'managed' && asked;
}
