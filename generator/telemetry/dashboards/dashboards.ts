/** All dashboards, in the order of their interest. Each has its own file here. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { agents } from './agents.ts';
import { capacity } from './capacity.ts';
import { clickhouse } from './clickhouse.ts';
import { fleet } from './fleet.ts';
import { gateway } from './gateway.ts';
import { gitops } from './gitops.ts';
import { langfuse } from './langfuse.ts';
import { llmCost } from './llm-cost.ts';
import { llmOverview } from './llm-overview.ts';
import { otelPipeline } from './otel-pipeline.ts';
import { postgres } from './postgres.ts';
import { prometheus } from './prometheus.ts';
import { slos } from './slos.ts';
import { valkey } from './valkey.ts';

/** Made anew with each call; the same every time. */
export function dashboards(): readonly Dashboard[] {
  return [
    llmOverview(),
    llmCost(),
    agents(),
    fleet(),
    slos(),
    langfuse(),
    otelPipeline(),
    postgres(),
    clickhouse(),
    valkey(),
    prometheus(),
    gateway(),
    capacity(),
    gitops(),
  ];
}
