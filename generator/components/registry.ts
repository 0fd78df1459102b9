/** Every component, roughly in the order in which a cluster comes up. A new component is its file and one line here. */
import { alerting } from './alerting.ts';
import { barmanCloud } from './barman-cloud.ts';
import { blackbox } from './blackbox.ts';
import { certManager } from './cert-manager.ts';
import { clickhouse } from './clickhouse.ts';
import { clickhouseOperator } from './clickhouse-operator.ts';
import { cloudnativePg } from './cloudnative-pg.ts';
import type { Component } from './component.ts';
import { credentials } from './credentials.ts';
import { externalSecrets } from './external-secrets.ts';
import { gateway } from './gateway.ts';
import { gatewayCrds } from './gateway-crds.ts';
import { grafana } from './grafana.ts';
import { issuers } from './issuers.ts';
import { langfuse } from './langfuse.ts';
import { namespaces } from './namespaces.ts';
import { nginxGateway } from './nginx-gateway.ts';
import { objectStore } from './object-store.ts';
import { otelGateway } from './otel-gateway.ts';
import { otelSampler } from './otel-sampler.ts';
import { postgres } from './postgres.ts';
import { prometheus } from './prometheus.ts';
import { prometheusCrds } from './prometheus-crds.ts';
import { secretStores } from './secret-stores.ts';
import { valkey } from './valkey.ts';

export const REGISTRY: readonly Component[] = [
  namespaces,
  prometheusCrds,
  gatewayCrds,
  certManager,
  issuers,
  externalSecrets,
  secretStores,
  credentials,
  cloudnativePg,
  barmanCloud,
  clickhouseOperator,
  nginxGateway,
  gateway,
  postgres,
  clickhouse,
  valkey,
  objectStore,
  alerting,
  prometheus,
  langfuse,
  blackbox,
  otelSampler,
  otelGateway,
  grafana,
];
