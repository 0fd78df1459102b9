/** LLM gateways: they cannot be read, fail, have no money left, cannot help themselves, or let texts through unjudged. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { llmGateways } from './handle.ts';

const PLACE = 'cluster, environment';
const NOT_READ = promql(`up{job="${llmGateways.probes.gateways}"} == 0`);
const sum = (series: string, by: string): string => `sum by (${PLACE}, ${by}) (${series})`;
const FAILURES = sum('llm:gateway_failures:rate5m', 'engine, namespace');
const REQUESTS = sum('llm:gateway_requests:rate5m', 'engine, namespace');
/** Teams and organisations: whoever a key belongs to is not known here. Replicas have seen different requests of the same owner. */
const LEFT = (['llm:gateway_budget_remaining:usd', 'llm:gateway_budget:usd'] as const)
  .map((series) => `min by (${PLACE}, engine, scope, owner) (${series}{scope=~"team|org"})`)
  .join(' / ');

const LOG = { caption: 'What the gateway says:', command: 'kubectl -n <namespace> logs <pod> --tail=200' } as const;

export const LLM_GATEWAY_ALERTS: readonly Alert[] = [
  alert({
    name: 'LlmGatewayNotScraped',
    rules: [{ severity: 'warning', expression: NOT_READ, for: '10m' }],
    summary: 'Prometheus cannot read the metrics of an LLM gateway',
    description:
      'The pod {{ $labels.pod }} in the namespace {{ $labels.namespace }} does not serve its metrics to Prometheus. It may be down, or only its metrics are.',
    dashboard: 'llm-gateways',
    runbook: {
      meaning: 'The gateway serves no requests, or it serves them and nobody sees which, and what they cost.',
      diagnosis: [
        { caption: 'Which pods do not respond:', query: NOT_READ },
        { caption: 'The pods and their events:', command: 'kubectl -n <namespace> describe pod/<pod>' },
        {
          caption: 'Why, in the words of Prometheus (open http://localhost:9090/targets):',
          command: 'kubectl -n lang-observatory port-forward statefulset/prometheus-kps 9090',
        },
      ],
      mitigation: [
        '`401`: the gateway asks for a key. LiteLLM does so unless `require_auth_for_metrics_endpoint: false` is in its `litellm_settings`. Set `signIn: {kind: bearer}` of this gateway in `components.llm-gateways.gateways`, with a key that may read `/metrics`.',
        '`404`, or no metrics: they are off. LiteLLM has them with `callbacks: [prometheus]`, Kong with the plugin `prometheus` and its `ai_metrics` and `status_code_metrics`.',
        'A timeout: a network policy of its namespace may deny Prometheus. Allow pods with the label `app.kubernetes.io/name: prometheus` of the namespace `lang-observatory` to the port for metrics.',
        'The connection is refused: the port is another one. Set `port` of this gateway.',
      ],
    },
  }),
  alert({
    name: 'LlmGatewayFailing',
    rules: [
      {
        severity: 'warning',
        expression: promql(`${FAILURES} > 0.05 * ${REQUESTS}`),
        for: '10m',
      },
    ],
    summary: 'Requests to an LLM gateway fail',
    description:
      'More than 5% of the requests to {{ $labels.engine }} in the namespace {{ $labels.namespace }} fail, and not because of what they are: {{ $value | humanize }} per second.',
    dashboard: 'llm-gateways',
    runbook: {
      meaning: 'Providers of models fail, or the gateway does. Applications get errors where they have no other way.',
      diagnosis: [
        {
          caption: 'Which models fail:',
          query: promql('sum by (engine, model) (llm:gateway_failures:rate5m) > 0'),
        },
        {
          caption: 'Requests that no other model answered either:',
          query: promql('sum by (model, fallback) (llm:gateway_failed_fallbacks:rate5m) > 0'),
        },
        LOG,
      ],
      mitigation: [
        'One provider fails: send its requests to another model until it is back.',
        'All of them fail: the gateway may have lost its way out, its database or its cache.',
        'They time out: see the duration of requests on the dashboard, and compare with the timeout of the gateway.',
      ],
    },
  }),
  alert({
    name: 'LlmGatewayBudgetLow',
    rules: [
      { severity: 'warning', expression: promql(`${LEFT} < 0.1`), for: '5m' },
      { severity: 'critical', expression: promql(`${LEFT} <= 0`), for: '5m' },
    ],
    summary: 'The budget of a team at an LLM gateway is nearly used up',
    description:
      'Of the budget of {{ $labels.scope }} {{ $labels.owner }} at {{ $labels.engine }}, {{ $value | humanizePercentage }} is left. Without any the gateway refuses its requests.',
    dashboard: 'llm-gateways',
    runbook: {
      meaning: 'The applications of this team or organisation stop to work when the budget is used up.',
      diagnosis: [
        {
          caption: 'US dollars that are left:',
          query: promql('min by (scope, owner) (llm:gateway_budget_remaining:usd{scope=~"team|org"})'),
        },
        {
          caption: 'What it spends an hour, by model:',
          query: promql('3600 * sum by (team, model) (llm:gateway_spend_usd:rate5m)'),
        },
      ],
      mitigation: [
        'The traffic is meant: increase the budget at the gateway, or wait for the beginning of its next period.',
        'It is not meant: find the application in Langfuse, and stop it or limit its key.',
      ],
    },
  }),
  alert({
    name: 'LlmGatewayFallbacksFail',
    rules: [
      {
        severity: 'warning',
        expression: promql(`${sum('llm:gateway_failed_fallbacks:rate5m', 'engine, namespace, model, fallback')} > 0`),
        for: '10m',
      },
    ],
    summary: 'A fallback of an LLM gateway does not help',
    description:
      'Requests for {{ $labels.model }} fail, and {{ $labels.fallback }}, which should answer them instead, fails too.',
    dashboard: 'llm-gateways',
    runbook: {
      meaning:
        'The model and the one that should take its place fail for the same requests, so applications get errors.',
      diagnosis: [
        {
          caption: 'Fallbacks that answered, and those that did not:',
          query: promql(
            'sum by (model, fallback) (llm:gateway_fallbacks:rate5m) or sum by (model, fallback) (llm:gateway_failed_fallbacks:rate5m)',
          ),
        },
        {
          caption: 'Backends that get nothing for a while:',
          query: promql('sum by (model) (llm:gateway_cool_downs:rate5m) > 0'),
        },
        LOG,
      ],
      mitigation: [
        'Both models are at the same provider or have the same key: choose a fallback that does not fail with it.',
        'The request itself is the reason, for example it is too long for both: set a fallback for this case (`context_window_fallbacks` of LiteLLM).',
      ],
    },
  }),
  alert({
    name: 'LlmGatewayBackendUnstable',
    rules: [
      {
        severity: 'warning',
        expression: promql(`${sum('llm:gateway_cool_downs:rate5m', 'engine, namespace, model')} > 0`),
        for: '15m',
      },
    ],
    summary: 'An LLM gateway puts a backend aside again and again',
    description:
      'For a quarter of an hour {{ $labels.engine }} has decided again and again to send {{ $labels.model }} nothing for a while, because it fails.',
    dashboard: 'llm-gateways',
    runbook: {
      meaning:
        'A provider, or one deployment of a model, fails or limits requests. Others get its requests, as long as there are others.',
      diagnosis: [
        {
          caption: 'By what status of its answers (LiteLLM):',
          query: promql(
            `sum by (litellm_model_name, api_base, exception_status) (increase(litellm_deployment_cooled_down_total{job="${llmGateways.probes.gateways}"}[1h]))`,
          ),
        },
        {
          caption: 'Requests that another model answered:',
          query: promql('sum by (model, fallback) (llm:gateway_fallbacks:rate5m)'),
        },
      ],
      mitigation: [
        '`429`: the limit of the provider is reached. Ask for a higher one, add a deployment, or limit requests at the gateway.',
        '`401` or `403`: the key of the provider has expired or was revoked.',
        '`5xx` or `408`: see the status page of the provider.',
      ],
    },
  }),
  alert({
    name: 'LlmGatewayGuardrailFails',
    rules: [
      {
        severity: 'warning',
        expression: promql(`${sum('llm:gateway_guardrail_failures:rate5m', 'engine, namespace, guardrail')} > 0`),
        for: '5m',
      },
    ],
    summary: 'A guardrail of an LLM gateway cannot judge',
    description:
      'The guardrail {{ $labels.guardrail }} of {{ $labels.engine }} fails. The gateway refuses its requests, or lets them through unjudged.',
    dashboard: 'llm-gateways',
    runbook: {
      meaning:
        'What the guardrail should keep away reaches the model or the user, where the gateway is told to go on without it. Otherwise requests fail.',
      diagnosis: [
        {
          caption: 'Texts that were judged, by guardrail:',
          query: promql('sum by (engine, guardrail) (llm:gateway_guardrail_checks:rate5m)'),
        },
        {
          caption: 'Texts that it could not judge:',
          query: promql('sum by (engine, guardrail) (llm:gateway_guardrail_failures:rate5m) > 0'),
        },
        LOG,
      ],
      mitigation: [
        'The service of the guardrail does not respond: see its own pods or provider.',
        'It has responded too late: give it more time, or more replicas.',
        'Until it works: decide whether requests may go on without it, and configure the gateway accordingly.',
      ],
    },
  }),
];
