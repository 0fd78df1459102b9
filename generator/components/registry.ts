/** Every component, in the order in which a cluster comes up: each after those that it requires. A new component is its file and one line here. */

import type { Component } from '../stack/component.ts';
import { defineRegistry } from '../stack/registry.ts';
import { alertingComponent } from './alerting/alerting.ts';
import { auditComponent } from './audit/audit.ts';
import { barmanCloudComponent } from './barman-cloud/barman-cloud.ts';
import { blackboxComponent } from './blackbox/blackbox.ts';
import { certManagerComponent } from './cert-manager/cert-manager.ts';
import { clickhouseComponent } from './clickhouse/clickhouse.ts';
import { clickhouseOperatorComponent } from './clickhouse-operator/clickhouse-operator.ts';
import { cloudnativePgComponent } from './cloudnative-pg/cloudnative-pg.ts';
import { credentialsComponent } from './credentials/credentials.ts';
import { evaluationsComponent } from './evaluations/evaluations.ts';
import { externalSecretsComponent } from './external-secrets/external-secrets.ts';
import { gatewayComponent } from './gateway/gateway.ts';
import { gatewayCrdsComponent } from './gateway-crds/gateway-crds.ts';
import { gpuComponent } from './gpu/gpu.ts';
import { gpuMetricsComponent } from './gpu-metrics/gpu-metrics.ts';
import { grafanaComponent } from './grafana/grafana.ts';
import { instrumentationComponent } from './instrumentation/instrumentation.ts';
import { issuersComponent } from './issuers/issuers.ts';
import { langfuseComponent } from './langfuse/langfuse.ts';
import { llmGatewaysComponent } from './llm-gateways/llm-gateways.ts';
import { logsComponent } from './logs/logs.ts';
import { modelServingComponent } from './model-serving/model-serving.ts';
import { namespacesComponent } from './namespaces/namespaces.ts';
import { nginxGatewayComponent } from './nginx-gateway/nginx-gateway.ts';
import { objectStoreComponent } from './object-store/object-store.ts';
import { openlitComponent } from './openlit/openlit.ts';
import { otelAgentComponent } from './otel-agent/otel-agent.ts';
import { otelEventsComponent } from './otel-events/otel-events.ts';
import { otelGatewayComponent } from './otel-gateway/otel-gateway.ts';
import { otelOperatorComponent } from './otel-operator/otel-operator.ts';
import { otelSamplerComponent } from './otel-sampler/otel-sampler.ts';
import { postgresComponent } from './postgres/postgres.ts';
import { prometheusComponent } from './prometheus/prometheus.ts';
import { prometheusCrdsComponent } from './prometheus-crds/prometheus-crds.ts';
import { secretStoresComponent } from './secret-stores/secret-stores.ts';
import { valkeyComponent } from './valkey/valkey.ts';

export const REGISTRY: readonly Component[] = defineRegistry([
  namespacesComponent,
  prometheusCrdsComponent,
  gatewayCrdsComponent,
  certManagerComponent,
  issuersComponent,
  externalSecretsComponent,
  secretStoresComponent,
  credentialsComponent,
  cloudnativePgComponent,
  barmanCloudComponent,
  clickhouseOperatorComponent,
  otelOperatorComponent,
  nginxGatewayComponent,
  gatewayComponent,
  objectStoreComponent,
  postgresComponent,
  clickhouseComponent,
  valkeyComponent,
  logsComponent,
  auditComponent,
  alertingComponent,
  modelServingComponent,
  llmGatewaysComponent,
  gpuComponent,
  gpuMetricsComponent,
  prometheusComponent,
  langfuseComponent,
  evaluationsComponent,
  blackboxComponent,
  otelSamplerComponent,
  otelGatewayComponent,
  otelAgentComponent,
  otelEventsComponent,
  instrumentationComponent,
  openlitComponent,
  grafanaComponent,
]);

/** Names of all components, in the order in which they come up. */
export const COMPONENT_NAMES: readonly string[] = REGISTRY.map(({ name }) => name);
