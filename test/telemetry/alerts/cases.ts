/** For every alert cases in which it fires, and cases in which it does not. */
import { AGENT_CASES } from './agents.ts';
import { APPLICATION_CASES } from './applications.ts';
import type { AlertCases } from './case.ts';
import { COPY_CASES } from './copies.ts';
import { DRILL_CASES } from './drills.ts';
import { EVALUATION_CASES } from './evaluations.ts';
import { GATEWAY_CASES } from './gateways.ts';
import { GPU_CASES } from './gpus.ts';
import { MODEL_CASES } from './models.ts';
import { PLATFORM_CASES } from './platform.ts';
import { STORE_CASES } from './stores.ts';
import { TELEMETRY_CASES } from './telemetry.ts';

/** By name of the alert. */
export const ALERT_CASES: Readonly<Record<string, AlertCases>> = {
  ...AGENT_CASES,
  ...APPLICATION_CASES,
  ...COPY_CASES,
  ...DRILL_CASES,
  ...EVALUATION_CASES,
  ...GATEWAY_CASES,
  ...GPU_CASES,
  ...MODEL_CASES,
  ...PLATFORM_CASES,
  ...STORE_CASES,
  ...TELEMETRY_CASES,
};
