/** cert-manager's objects (`cert-manager.io/v1`) as this stack uses them. */
import type { JsonObject } from '../json.ts';
import type { Manifest } from './manifest.ts';
import { clusterScoped, namespaced } from './metadata.ts';

/** The ClusterIssuer that every certificate of the stack comes from. */
export const ISSUER = 'lang-observatory';

interface CertificateOptions {
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
  readonly secretName: string;
  /** Only a cluster knows its host names: none in base and environment. */
  readonly dnsNames: readonly string[];
}

export function certificate({ name, namespace, component, secretName, dnsNames }: CertificateOptions): Manifest {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: namespaced(name, namespace, { component }),
    spec: {
      secretName,
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: ISSUER },
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      ...(dnsNames.length > 0 ? { dnsNames } : {}),
    },
  };
}

export function clusterIssuer(name: string, component: string, spec: JsonObject): Manifest {
  return { apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata: clusterScoped(name, { component }), spec };
}

/** A certificate authority of the cluster's own. Its key is data: a new one would be trusted by nobody. */
export function rootCertificate(name: string, namespace: string, component: string, issuer: string): Manifest {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: namespaced(name, namespace, { component, keep: true }),
    spec: {
      isCA: true,
      commonName: name,
      secretName: name,
      duration: '87600h',
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: issuer },
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Never' },
    },
  };
}
