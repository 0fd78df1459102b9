/** Model servers. The series are those of the engines: the rules that record common ones are part of what is tested. */
import { type AlertCases, warning } from './case.ts';

const POD = 'job="model-serving",namespace="models",pod="llama-0"';
const UP = `up{${POD}}`;
const waiting = (pod = POD): string => `vllm:num_requests_waiting{${pod},model_name="llama"}`;
const running = (pod = POD): string => `vllm:num_requests_running{${pod},model_name="llama"}`;
const SGLANG = {
  waiting: `sglang:num_queue_reqs{${POD},model_name="qwen"}`,
  running: `sglang:num_running_reqs{${POD},model_name="qwen"}`,
};
const CACHE = `vllm:kv_cache_usage_perc{${POD},model_name="llama"}`;

export const MODEL_CASES: Readonly<Record<string, AlertCases>> = {
  ModelServerNotScraped: {
    fires: [{ when: 'it does not respond', series: { [UP]: '0x30' }, at: '20m', severities: warning }],
    silent: [
      { when: 'it responds', series: { [UP]: '1x30' }, at: '20m' },
      { when: 'it loads its model for some minutes', series: { [UP]: '0x6 1x30' }, at: '20m' },
    ],
  },
  ModelQueueLong: {
    fires: [
      {
        when: 'more wait in vLLM than are worked on',
        series: { [waiting()]: '100x30', [running()]: '20x30' },
        at: '20m',
        severities: warning,
      },
      {
        when: 'more wait in SGLang',
        series: { [SGLANG.waiting]: '100x30', [SGLANG.running]: '20x30' },
        at: '20m',
        severities: warning,
      },
    ],
    silent: [
      { when: 'a few wait', series: { [waiting()]: '9x30', [running()]: '1x30' }, at: '20m' },
      { when: 'as many wait as are worked on', series: { [waiting()]: '100x30', [running()]: '100x30' }, at: '20m' },
      {
        when: 'an application says so, which no server is',
        series: { [waiting('job="chat"')]: '100x30', [running('job="chat"')]: '20x30' },
        at: '20m',
      },
    ],
  },
  ModelCacheFull: {
    fires: [{ when: 'there is no room', series: { [CACHE]: '0.99x40' }, at: '30m', severities: warning }],
    silent: [{ when: 'there is some room', series: { [CACHE]: '0.9x40' }, at: '30m' }],
  },
};
