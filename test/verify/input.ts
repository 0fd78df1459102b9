/** The input of a fleet whose one cluster is verified. */
export const FLEET = `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://github.com/acme/observability.git}
  domain: obs.acme.io
  secrets: {provider: vault, server: https://vault.acme.io}
  environments: {prod: {}}
`;

/** Without public addresses: those have names that nobody resolves here. */
export const CLUSTER = `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: eu-1}
spec:
  environment: prod
  engine: flux
  provider: {name: bare}
  components: {gateway: {mode: disabled}, clickhouse: {backup: {enabled: true}}}
`;
