/** LLM gateways. The series are those of the gateways as they are stored: the rules that record common ones are part of what is tested. */
import { type AlertCases, warning } from './case.ts';

const POD = 'job="llm-gateways",namespace="gateways",pod="gateway-0"';
const UP = `up{${POD}}`;

const litellm = (status: string, pod = POD): string =>
  `litellm_proxy_total_requests_metric_total{${pod},requested_model="chat",route="/v1/chat/completions",status_code="${status}"}`;
const METRICS_REFUSED = `litellm_proxy_total_requests_metric_total{${POD},route="/metrics/",status_code="None"}`;
const agentgateway = (status: string): string => `agentgateway_requests_total{${POD},status="${status}"}`;
const kong = (code: string): string => `kong_http_requests_total{${POD},code="${code}"}`;
const ENVOY = `gen_ai_server_request_duration_seconds_count{${POD},gen_ai_request_model="gpt"}`;
const ENVOY_FAILED = `gen_ai_server_request_duration_seconds_count{${POD},gen_ai_request_model="gpt",error_type="_OTHER"}`;

const team = (pod: string): string =>
  `job="llm-gateways",namespace="gateways",pod="${pod}",team="t1",team_alias="search"`;
const left = (pod = 'gateway-0'): string => `litellm_remaining_team_budget_metric{${team(pod)}}`;
const budget = (pod = 'gateway-0'): string => `litellm_team_max_budget_metric{${team(pod)}}`;
const LEFT_OF_KEY = `litellm_remaining_api_key_budget_metric{${POD},caller="42"}`;
const BUDGET_OF_KEY = `litellm_api_key_max_budget_metric{${POD},caller="42"}`;

const FAILED_FALLBACK = `litellm_deployment_failed_fallbacks_total{${POD},requested_model="chat",fallback_model="spare"}`;
const COOLED = `litellm_deployment_cooled_down_total{${POD},litellm_model_name="chat",exception_status="429"}`;
const guard = (error: string): string =>
  `litellm_guardrail_errors_total{${POD},guardrail_name="secrets",error_type="${error}"}`;
const OPEN = `agentgateway_guardrail_checks_total{${POD},phase="Request",action="FailOpen"}`;

export const GATEWAY_CASES: Readonly<Record<string, AlertCases>> = {
  LlmGatewayNotScraped: {
    fires: [{ when: 'it does not respond', series: { [UP]: '0x30' }, at: '20m', severities: warning }],
    silent: [
      { when: 'it responds', series: { [UP]: '1x30' }, at: '20m' },
      { when: 'it restarts', series: { [UP]: '0x3 1x30' }, at: '20m' },
    ],
  },
  LlmGatewayFailing: {
    fires: [
      {
        when: 'a tenth of the requests to LiteLLM fail',
        series: { [litellm('200')]: '0+90x30', [litellm('500')]: '0+10x30' },
        at: '20m',
        severities: warning,
      },
      {
        when: 'those to agentgateway do',
        series: { [agentgateway('200')]: '0+90x30', [agentgateway('503')]: '0+10x30' },
        at: '20m',
        severities: warning,
      },
      {
        when: 'those to Kong do',
        series: { [kong('200')]: '0+90x30', [kong('502')]: '0+10x30' },
        at: '20m',
        severities: warning,
      },
      {
        when: 'those to Envoy AI Gateway do',
        series: { [ENVOY]: '0+90x30', [ENVOY_FAILED]: '0+10x30' },
        at: '20m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'one of a hundred fails',
        series: { [litellm('200')]: '0+99x30', [litellm('500')]: '0+1x30' },
        at: '20m',
      },
      {
        when: 'half of them have no key or ask too often',
        series: { [litellm('200')]: '0+50x30', [litellm('401')]: '0+25x30', [litellm('429')]: '0+25x30' },
        at: '20m',
      },
      {
        when: 'only the scrapes are refused',
        series: { [litellm('200')]: '0+1x30', [METRICS_REFUSED]: '0+2x30' },
        at: '20m',
      },
      {
        when: 'an application says so, which no gateway is',
        series: { [litellm('200', 'job="chat"')]: '0+1x30', [litellm('500', 'job="chat"')]: '0+9x30' },
        at: '20m',
      },
    ],
  },
  LlmGatewayBudgetLow: {
    fires: [
      {
        when: 'a twentieth is left',
        series: { [left()]: '5x20', [budget()]: '100x20' },
        at: '15m',
        severities: warning,
      },
      {
        when: 'only one of two replicas has seen the last requests, and nothing is left',
        series: {
          [left()]: '40x20',
          [budget()]: '100x20',
          [left('gateway-1')]: '-1x20',
          [budget('gateway-1')]: '100x20',
        },
        at: '15m',
        severities: ['critical', 'warning'],
      },
    ],
    silent: [
      { when: 'half is left', series: { [left()]: '50x20', [budget()]: '100x20' }, at: '15m' },
      { when: 'there is no budget', series: { [left()]: 'Inf '.repeat(20) }, at: '15m' },
      {
        when: 'a key has nothing left, whose owner nobody here knows',
        series: { [LEFT_OF_KEY]: '0x20', [BUDGET_OF_KEY]: '5x20' },
        at: '15m',
      },
    ],
  },
  LlmGatewayFallbacksFail: {
    fires: [
      { when: 'the other model fails too', series: { [FAILED_FALLBACK]: '0+6x30' }, at: '20m', severities: warning },
    ],
    silent: [{ when: 'it failed once', series: { [FAILED_FALLBACK]: '0x5 1x30' }, at: '20m' }],
  },
  LlmGatewayBackendUnstable: {
    fires: [{ when: 'it is put aside every minute', series: { [COOLED]: '0+1x40' }, at: '30m', severities: warning }],
    silent: [{ when: 'it was put aside once', series: { [COOLED]: '0x5 1x40' }, at: '30m' }],
  },
  LlmGatewayGuardrailFails: {
    fires: [
      {
        when: 'its service does not respond',
        series: { [guard('ConnectError')]: '0+1x20' },
        at: '15m',
        severities: warning,
      },
      { when: 'texts go on without it', series: { [OPEN]: '0+1x20' }, at: '15m', severities: warning },
    ],
    silent: [
      {
        when: 'it refuses texts, which is what it is for',
        series: { [guard('HTTPException')]: '0+10x20', [guard('GuardrailRaisedException')]: '0+10x20' },
        at: '15m',
      },
    ],
  },
};
