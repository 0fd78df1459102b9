/**
 * What Prometheus does with labels about people, keys and their machines, before it stores anything.
 *
 * Series that differ in nothing else would be one without these labels, and Prometheus would drop all but one of them with what they count.
 * So a number takes their place: the label `caller`, a hash of all of them together. The hash of a key is a part of it, so that a name
 * alone does not lead to the number. Two callers with the same number would be such series; with this many numbers that does not happen.
 */
import type { JsonObject } from '../../data/json.ts';

/** Of all gateways: LiteLLM's and Kong's own, and those that the others make of headers where somebody asks for it. */
export const PERSONAL_LABELS = [
  'end_user',
  'user',
  'user_email',
  'user_alias',
  'hashed_api_key',
  'api_key_alias',
  'client_ip',
  'user_agent',
  'consumer',
  'user_id',
  'user_name',
  'enduser_id',
  'session_id',
  'client_address',
] as const;

export const CALLER = 'caller';

/** As exact as numbers in every program, and enough for a million callers. */
const NUMBERS = 2 ** 52;

/** Times at which series began, and an old metric that has the names of models as users write them. */
const NOT_STORED = '.+_created|litellm_llm_api_failed_requests_metric_total';

export const METRIC_RELABELINGS: readonly JsonObject[] = [
  { action: 'drop', sourceLabels: ['__name__'], regex: NOT_STORED },
  { action: 'hashmod', sourceLabels: PERSONAL_LABELS, modulus: NUMBERS, targetLabel: CALLER },
  // Who has none of them, or none with a value, has no number.
  { action: 'replace', sourceLabels: PERSONAL_LABELS, regex: '(None|;)*', targetLabel: CALLER, replacement: '' },
  { action: 'labeldrop', regex: PERSONAL_LABELS.join('|') },
];
