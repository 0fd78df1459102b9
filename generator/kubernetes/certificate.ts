/** cert-manager's objects (`cert-manager.io/v1`) as this stack uses them. */
import type { JsonObject } from '../data/json.ts';
import type { Manifest } from './manifest.ts';
import { clusterScoped, namespaced } from './metadata.ts';

/** The ClusterIssuer that every public certificate of the stack comes from. */
export const ISSUER = 'lang-observatory';

/** On the pods that answer ACME's HTTP-01 challenges. cert-manager runs them where the certificate is asked for. */
export const HTTP01_SOLVER_LABELS = { 'acme.cert-manager.io/http01-solver': 'true' } as const;

/** An issuer of cert-manager, or of somebody else's API group. */
export interface IssuerReference {
  readonly kind: string;
  readonly name: string;
  /** cert-manager's own when absent. */
  readonly group?: string;
}

interface CertificateOptions {
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
  readonly secretName: string;
  /** Only a cluster has public host names: empty in base and environment. */
  readonly dnsNames: readonly string[];
  /** The stack's own issuer when absent. */
  readonly issuer?: IssuerReference;
  /** Key usages of the certificate; server authentication by default. */
  readonly usages?: readonly ('server auth' | 'client auth')[];
}

export function certificate(options: CertificateOptions): Manifest {
  const { name, namespace, component, secretName, dnsNames, usages = ['server auth'] } = options;
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: namespaced(name, namespace, { component }),
    spec: {
      secretName,
      issuerRef: reference(options.issuer ?? { kind: 'ClusterIssuer', name: ISSUER }),
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      usages: ['digital signature', 'key encipherment', ...usages],
      ...(dnsNames.length > 0 ? { dnsNames } : {}),
    },
  };
}

export function clusterIssuer(name: string, component: string, spec: JsonObject): Manifest {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'ClusterIssuer',
    metadata: clusterScoped(name, { component }),
    spec,
  };
}

export function issuer(name: string, namespace: string, component: string, spec: JsonObject): Manifest {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: namespaced(name, namespace, { component }),
    spec,
  };
}

/** A certificate authority of the cluster's own, in the Secret of its name. Its key is data: nothing would trust a new one. */
export function rootCertificate(name: string, namespace: string, component: string, by: IssuerReference): Manifest {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: namespaced(name, namespace, { component, keep: true }),
    spec: {
      isCA: true,
      commonName: name,
      secretName: name,
      duration: '87600h',
      issuerRef: reference(by),
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Never' },
    },
  };
}

function reference({ kind, name, group = 'cert-manager.io' }: IssuerReference): JsonObject {
  return { group, kind, name };
}
