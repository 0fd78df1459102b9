/** Every component, roughly in the order in which a cluster comes up. A new component is its file and one line here. */

import type { Component } from '../stack/component.ts';
import { alerting } from './alerting/alerting.ts';
import { barmanCloud } from './barman-cloud/barman-cloud.ts';
import { blackbox } from './blackbox/blackbox.ts';
import { certManager } from './cert-manager/cert-manager.ts';
import { clickhouse } from './clickhouse/clickhouse.ts';
import { clickhouseOperator } from './clickhouse-operator/clickhouse-operator.ts';
import { cloudnativePg } from './cloudnative-pg/cloudnative-pg.ts';
import { credentials } from './credentials/credentials.ts';
import { externalSecrets } from './external-secrets/external-secrets.ts';
import { gateway } from './gateway/gateway.ts';
import { gatewayCrds } from './gateway-crds/gateway-crds.ts';
import { grafana } from './grafana/grafana.ts';
import { issuers } from './issuers/issuers.ts';
import { langfuse } from './langfuse/langfuse.ts';
import { namespaces } from './namespaces/namespaces.ts';
import { nginxGateway } from './nginx-gateway/nginx-gateway.ts';
import { objectStore } from './object-store/object-store.ts';
import { otelGateway } from './otel-gateway/otel-gateway.ts';
import { otelSampler } from './otel-sampler/otel-sampler.ts';
import { postgres } from './postgres/postgres.ts';
import { prometheus } from './prometheus/prometheus.ts';
import { prometheusCrds } from './prometheus-crds/prometheus-crds.ts';
import { secretStores } from './secret-stores/secret-stores.ts';
import { valkey } from './valkey/valkey.ts';

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
