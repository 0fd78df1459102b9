/** Engines that serve models, and the series that rules record of all of them under the same names (`components/model-serving/`). */
import { counter, type Entries, gauge, histogram, metricsOf, scraped } from './metric.ts';

/** vLLM's names after a prefix: Ray writes them with underscores. */
function vllm(prefix: string): Entries {
  return [
    gauge(`${prefix}num_requests_waiting`, 'count', [], 'Requests that wait to be begun.'),
    gauge(`${prefix}num_requests_running`, 'count', [], 'Requests that are worked on.'),
    gauge(`${prefix}kv_cache_usage_perc`, 'ratio', [], 'Share of the KV cache that is in use.'),
    counter(`${prefix}request_success_total`, 'count', ['finished_reason'], 'Requests that ended, by the reason.'),
    counter(`${prefix}prompt_tokens_total`, 'tokens', [], 'Tokens of prompts.'),
    counter(`${prefix}generation_tokens_total`, 'tokens', [], 'Tokens that were generated.'),
    counter(`${prefix}num_preemptions_total`, 'count', [], 'Requests that lost their place in the KV cache.'),
    counter(`${prefix}prefix_cache_queries_total`, 'tokens', [], 'Tokens that were looked up in the prefix cache.'),
    counter(`${prefix}prefix_cache_hits_total`, 'tokens', [], 'Tokens that were found in the prefix cache.'),
    histogram(`${prefix}time_to_first_token_seconds`, 'seconds', [], 'Time until the first token.'),
    histogram(`${prefix}inter_token_latency_seconds`, 'seconds', [], 'Time between tokens.'),
    histogram(`${prefix}e2e_request_latency_seconds`, 'seconds', [], 'Duration of requests.'),
  ];
}

const SGLANG: Entries = [
  gauge('sglang:num_queue_reqs', 'count', [], 'Requests that wait to be begun.'),
  gauge('sglang:num_running_reqs', 'count', [], 'Requests that are worked on.'),
  gauge('sglang:token_usage', 'ratio', [], 'Share of the KV cache that is in use.'),
  counter('sglang:prompt_tokens_total', 'tokens', [], 'Tokens of prompts.'),
  counter('sglang:generation_tokens_total', 'tokens', [], 'Tokens that were generated.'),
  histogram('sglang:time_to_first_token_seconds', 'seconds', [], 'Time until the first token.'),
  histogram('sglang:inter_token_latency_seconds', 'seconds', [], 'Time between tokens.'),
  histogram('sglang:e2e_request_latency_seconds', 'seconds', [], 'Duration of requests.'),
];

const TRITON: Entries = [
  gauge('nv_inference_pending_request_count', 'count', [], 'Requests that wait to be begun.'),
  counter('nv_inference_request_success', 'count', [], 'Requests that succeeded.'),
];

const TGI: Entries = [
  gauge('tgi_queue_size', 'count', [], 'Requests that wait to be begun.'),
  gauge('tgi_batch_current_size', 'count', [], 'Requests that are worked on.'),
  counter('tgi_request_success', 'count', [], 'Requests that succeeded.'),
  histogram('tgi_request_input_length', 'tokens', [], 'Tokens of the prompt of a request.'),
  histogram('tgi_request_generated_tokens', 'tokens', [], 'Tokens that were generated for a request.'),
  histogram('tgi_request_mean_time_per_token_duration', 'seconds', [], 'Mean time of a token of a request.'),
  histogram('tgi_request_duration', 'seconds', [], 'Duration of requests.'),
];

const LLM_D: Entries = [
  gauge('inference_objective_running_requests', 'count', [], 'Requests that are worked on.'),
  counter('inference_objective_request_total', 'count', ['target_model_name'], 'Requests.'),
  histogram('inference_objective_input_tokens', 'tokens', ['target_model_name'], 'Tokens of the prompt of a request.'),
  histogram(
    'inference_objective_output_tokens',
    'tokens',
    ['target_model_name'],
    'Tokens that were generated for a request.',
  ),
  histogram(
    'inference_objective_normalized_time_per_output_token_seconds',
    'seconds',
    ['target_model_name'],
    'Duration of a request, divided by its tokens.',
  ),
  histogram('inference_objective_request_duration_seconds', 'seconds', ['target_model_name'], 'Duration of requests.'),
];

const RECORDED: Entries = [
  gauge('llm:serving_waiting:requests', 'count', [], 'Requests that wait for a server.'),
  gauge('llm:serving_running:requests', 'count', [], 'Requests that a server works on.'),
  gauge('llm:serving_kv_cache:ratio', 'ratio', [], 'Share of the KV cache that is in use.'),
  gauge('llm:serving_requests:rate5m', 'count', [], 'Requests per second that ended.'),
  gauge('llm:serving_prompt_tokens:rate5m', 'tokens', [], 'Tokens of prompts per second.'),
  gauge('llm:serving_generated_tokens:rate5m', 'tokens', [], 'Generated tokens per second.'),
  gauge('llm:serving_preemptions:rate5m', 'count', [], 'Requests per second that lost their place in the KV cache.'),
  gauge(
    'llm:serving_prefix_cache_queries:rate5m',
    'tokens',
    [],
    'Tokens per second that were looked up in the prefix cache.',
  ),
  gauge('llm:serving_prefix_cache_hits:rate5m', 'tokens', [], 'Tokens per second that were found in the prefix cache.'),
  gauge(
    'llm:serving_time_to_first_token_seconds:rate5m',
    'count',
    ['le'],
    'Buckets of the time until the first token.',
  ),
  gauge('llm:serving_inter_token_latency_seconds:rate5m', 'count', ['le'], 'Buckets of the time between tokens.'),
  gauge('llm:serving_request_duration_seconds:rate5m', 'count', ['le'], 'Buckets of the duration of requests.'),
];

export const MODEL_SERVERS = [
  ...scraped(
    'vllm',
    'vllm-project/vllm:vllm/v1/metrics/loggers.py',
    ['model_name', 'exported_engine', 'engine'],
    vllm('vllm:'),
  ),
  ...scraped(
    'sglang',
    'sgl-project/sglang:python/sglang/srt/observability/metrics_collector.py',
    ['model_name'],
    SGLANG,
  ),
  ...scraped('triton', 'triton-inference-server/server:docs/user_guide/metrics.md', ['model', 'version'], TRITON),
  ...scraped('tgi', 'huggingface/text-generation-inference:docs/source/reference/metrics.md', [], TGI),
  ...scraped(
    'kserve',
    'kserve/kserve:python/kserve/kserve/metrics.py',
    ['model_name'],
    [histogram('request_predict_seconds', 'seconds', [], 'Duration of predictions.')],
  ),
  ...scraped('llm-d', 'llm-d.ai:docs/dev/resources/observability/metrics', ['model_name'], LLM_D),
  ...scraped(
    'ray',
    'ray-project/kuberay:config/grafana/serve_llm_grafana_dashboard.json',
    ['model_name'],
    vllm('ray_vllm_'),
  ),
  ...metricsOf(
    {
      emitter: 'recorded',
      delivery: 'recorded',
      source: 'generator/components/model-serving: rules',
      labels: ['engine', 'model', 'namespace', 'pod'],
    },
    RECORDED,
  ),
];
