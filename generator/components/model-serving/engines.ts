/**
 * What each engine calls what all of them measure: from this table come the ports that Prometheus reads and the rules that record one
 * set of series for all engines, which the dashboard, the alerts and the objective read (`rules.ts`). A blank is a thing that an engine
 * does not measure. Sources are in `telemetry/catalogue/model-servers.ts`.
 *
 * A router such as llm-d measures the same requests as the servers behind it: recorded series have the label `engine`, and sums are by engine.
 */
export const ENGINE_NAMES = ['vllm', 'sglang', 'triton', 'tgi', 'kserve', 'llm-d', 'ray'] as const;

export type EngineName = (typeof ENGINE_NAMES)[number];

export interface Engine {
  /** Where it usually serves `/metrics`. */
  readonly port: number;
  /** The label with the name of the model; undefined for a server of one model, which does not say it. */
  readonly model?: string;
  /** Gauges. */
  readonly waiting?: string;
  readonly running?: string;
  /** A share, 0 to 1. */
  readonly kvCache?: string;
  /** Counters. */
  readonly requests: string;
  readonly promptTokens?: string;
  readonly generatedTokens?: string;
  readonly preemptions?: string;
  readonly prefixQueries?: string;
  readonly prefixHits?: string;
  /** Histograms, in seconds. */
  readonly firstToken?: string;
  readonly interToken?: string;
  readonly duration?: string;
}

export const ENGINES: Readonly<Record<EngineName, Engine>> = {
  vllm: {
    port: 8000,
    model: 'model_name',
    waiting: 'vllm:num_requests_waiting',
    running: 'vllm:num_requests_running',
    kvCache: 'vllm:kv_cache_usage_perc',
    requests: 'vllm:request_success_total',
    promptTokens: 'vllm:prompt_tokens_total',
    generatedTokens: 'vllm:generation_tokens_total',
    preemptions: 'vllm:num_preemptions_total',
    prefixQueries: 'vllm:prefix_cache_queries_total',
    prefixHits: 'vllm:prefix_cache_hits_total',
    firstToken: 'vllm:time_to_first_token_seconds',
    interToken: 'vllm:inter_token_latency_seconds',
    duration: 'vllm:e2e_request_latency_seconds',
  },
  sglang: {
    port: 30_000,
    model: 'model_name',
    waiting: 'sglang:num_queue_reqs',
    running: 'sglang:num_running_reqs',
    kvCache: 'sglang:token_usage',
    requests: 'sglang:e2e_request_latency_seconds_count',
    promptTokens: 'sglang:prompt_tokens_total',
    generatedTokens: 'sglang:generation_tokens_total',
    firstToken: 'sglang:time_to_first_token_seconds',
    interToken: 'sglang:inter_token_latency_seconds',
    duration: 'sglang:e2e_request_latency_seconds',
  },
  triton: {
    port: 8002,
    model: 'model',
    waiting: 'nv_inference_pending_request_count',
    requests: 'nv_inference_request_success',
  },
  tgi: {
    port: 80,
    waiting: 'tgi_queue_size',
    running: 'tgi_batch_current_size',
    requests: 'tgi_request_success',
    promptTokens: 'tgi_request_input_length_sum',
    generatedTokens: 'tgi_request_generated_tokens_sum',
    interToken: 'tgi_request_mean_time_per_token_duration',
    duration: 'tgi_request_duration',
  },
  kserve: {
    port: 8080,
    model: 'model_name',
    requests: 'request_predict_seconds_count',
    duration: 'request_predict_seconds',
  },
  'llm-d': {
    port: 9090,
    model: 'model_name',
    running: 'inference_objective_running_requests',
    requests: 'inference_objective_request_total',
    promptTokens: 'inference_objective_input_tokens_sum',
    generatedTokens: 'inference_objective_output_tokens_sum',
    interToken: 'inference_objective_normalized_time_per_output_token_seconds',
    duration: 'inference_objective_request_duration_seconds',
  },
  // vLLM inside of Ray: the same names, with underscores.
  ray: {
    port: 8080,
    model: 'model_name',
    waiting: 'ray_vllm_num_requests_waiting',
    running: 'ray_vllm_num_requests_running',
    kvCache: 'ray_vllm_kv_cache_usage_perc',
    requests: 'ray_vllm_request_success_total',
    promptTokens: 'ray_vllm_prompt_tokens_total',
    generatedTokens: 'ray_vllm_generation_tokens_total',
    preemptions: 'ray_vllm_num_preemptions_total',
    prefixQueries: 'ray_vllm_prefix_cache_queries_total',
    prefixHits: 'ray_vllm_prefix_cache_hits_total',
    firstToken: 'ray_vllm_time_to_first_token_seconds',
    interToken: 'ray_vllm_inter_token_latency_seconds',
    duration: 'ray_vllm_e2e_request_latency_seconds',
  },
};
