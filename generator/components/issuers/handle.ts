import { HTTP01_SOLVER_LABELS } from '../../kubernetes/certificate.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { defineHandle } from '../../stack/handle.ts';
import { CERT_MANAGER } from '../../stack/namespaces.ts';
import type { IssuerSettings } from './settings.ts';

export const issuers = defineHandle<IssuerSettings>()({
  name: 'issuers',
  namespace: CERT_MANAGER,
  workloads: {
    // Where the certificate is asked for: beside the Gateway.
    'http01-solver': { podLabels: HTTP01_SOLVER_LABELS, namespace: STACK_NAMESPACE },
  },
});
