import { HTTP01_SOLVER_LABELS, ISSUER, type IssuerReference } from '../../kubernetes/certificate.ts';
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

/** Whether certificates are asked for with challenges that pods of the cluster answer. */
export function usesHttp01({ kind, acme: { dns01 } }: IssuerSettings): boolean {
  return kind === 'acme' && dns01 === undefined;
}

/** The issuer that the certificate of the UIs is asked of: ours, or one that was there before. */
export function issuerReference({ mode, issuerRef }: IssuerSettings): IssuerReference {
  return (mode === 'existing' ? issuerRef : undefined) ?? { kind: 'ClusterIssuer', name: ISSUER };
}
