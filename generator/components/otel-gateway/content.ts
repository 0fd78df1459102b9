/** What the collector takes out of spans and logs before anything is stored: prompts and answers, attributes by name, and patterns of personal data. */
import { RE2JS } from 're2js';
import * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import { advised } from '../../fleet/schema/advice.ts';
import { line } from '../../fleet/schema/plain-text.ts';

const pattern = line
  .refine((text) => compiled(text) !== undefined, {
    error: 'is not a regular expression of RE2, which has no look-around and no back-references',
  })
  .refine((text) => compiled(text)?.matcher('').find() !== true, {
    error: 'matches an empty text, so it would match between all letters',
  })
  .meta({ title: 'regular expression', examples: ['[\\w.+-]+@[\\w-]+\\.[\\w.]+'] });

/**
 * Attributes that must stay: by those of lines dashboards and the audit stream are made, and of those of spans Langfuse computes models, tokens and cost
 * (langfuse/langfuse:packages/shared/src/server/otel/OtelIngestionProcessor.ts). Those of resources are not dropped at all.
 */
const NEEDED =
  /^(?:cluster|environment|(?:service|deployment|telemetry|k8s|lang_observatory)\..*|gen_ai\.(?:operation\.name|system|provider\.name|request\.model|response\.model|usage\..*|cost\..*)|llm\.(?:model_name|token_count\..*)|langfuse\.(?:environment|internal\..*|observation\.(?:type|level|model\.name|usage_details|cost_details)))$/;

const attribute = z
  .string()
  .regex(/^[\w./@:-]{1,128}$/, { error: 'is not the name of an attribute such as user.email' })
  .refine(
    (name) => !NEEDED.test(name),
    advised('is an attribute that dashboards, the audit stream or Langfuse need', 'remove it'),
  )
  .meta({ examples: ['user.email'] });

const content = z.enum(['keep', 'drop']);

export const contentSettings = {
  content: content
    .default('keep')
    .describe(
      'Whether prompts, answers, and arguments and results of tools are kept. With `drop` the collector removes them from spans, their events and logs, by the names that SDKs give them.',
    ),
  dropAttributes: z
    .array(attribute)
    .default([])
    .describe(
      'Names of attributes that the collector removes from spans, their events and logs, e.g. user.email. Resource attributes stay.',
    ),
  mask: z
    .array(pattern)
    .default([])
    .describe(
      'Regular expressions of personal data. What matches becomes *** in names and attributes of spans, in their events, and in attributes and bodies of logs.',
    ),
};

export interface ContentSettings {
  readonly content: z.output<typeof content>;
  readonly dropAttributes: readonly string[];
  readonly mask: readonly string[];
}

export const CONTENT = 'transform/content';

/** The processor in a pipeline, where it has something to do. */
export function contentProcessors(s: ContentSettings): readonly string[] {
  return s.content === 'keep' && s.dropAttributes.length + s.mask.length === 0 ? [] : [CONTENT];
}

/**
 * Attributes with content, by who writes them:
 * - the GenAI conventions, since 1.37 and before (open-telemetry/semantic-conventions-genai:docs/gen-ai), so OpenLIT and the official SDKs;
 * - OpenLLMetry (traceloop/openllmetry:packages/opentelemetry-semantic-conventions-ai);
 * - Langfuse's SDKs (langfuse/langfuse-python:langfuse/_client/attributes.py);
 * - OpenInference (Arize-ai/openinference:spec/semantic_conventions.md);
 * - Vercel's AI SDK (vercel/ai:packages/ai/src/telemetry) and Pydantic AI (pydantic/pydantic-ai:pydantic_ai_slim/pydantic_ai/models/instrumented.py).
 */
const CONTENT_NAMES: readonly string[] = [
  'gen_ai\\.(?:input\\.messages|output\\.messages|system_instructions|tool\\.definitions)',
  'gen_ai\\.(?:prompt|completion|content)(?:\\..*)?',
  'gen_ai\\.tool\\.(?:call\\.arguments|call\\.result|input|output|message)',
  'gen_ai\\.(?:system|user|assistant|tool)\\.message(?:\\..*)?',
  'gen_ai\\.choice(?:\\..*)?',
  'traceloop\\.entity\\.(?:input|output)',
  'llm\\.(?:request\\.functions|prompts|completions|input_messages|output_messages|tools|prompt_template)(?:\\..*)?',
  'langfuse\\.(?:observation|trace)\\.(?:input|output)',
  '(?:input|output)\\.value',
  '(?:embedding\\.embeddings|retrieval\\.documents|reranker\\.(?:input|output)_documents|document\\.content)(?:\\..*)?',
  'ai\\.(?:prompt|response\\.(?:text|object|toolCalls)|toolCall\\.(?:args|result)|value|values|embedding|embeddings)(?:\\..*)?',
  '(?:all_messages_events|pydantic_ai\\.all_messages|final_result|tool_arguments|tool_response|events)',
];

/** A regular expression of their keys. */
export const CONTENT_ATTRIBUTES = `^(?:${CONTENT_NAMES.join('|')})$`;

/** Attributes of events whose name says that they are a message. */
const OF_MESSAGES = '^(?:content|message|message\\.content|body)$';

const isMessage = (...names: readonly string[]): string =>
  names.map((name) => `IsMatch(${name}, "^gen_ai\\\\.")`).join(' or ');

/**
 * With an error in a statement the data is refused, and not stored as it came. Statements about spans and those about their events are
 * apart: the collector runs all statements of a group in the one context that fits them all, so with both in a group it would run them
 * for each event, and never for a span without events
 * (open-telemetry/opentelemetry-collector-contrib:processor/transformprocessor/config.go, `Unmarshal`).
 */
export function contentProcessor(s: ContentSettings): JsonObject {
  const drops = s.content === 'drop';
  const named = (of: string): readonly string[] =>
    s.dropAttributes.map((name) => `delete_key(${of}.attributes, ${text(name)})`);
  const ofSpans = [...(drops ? DROP_FROM_SPANS : []), ...named('span'), ...s.mask.flatMap(maskSpans)];
  const ofEvents = [...(drops ? DROP_FROM_EVENTS : []), ...named('spanevent'), ...s.mask.map(maskEvents)];
  return {
    error_mode: 'propagate',
    trace_statements: [ofSpans, ofEvents].filter(({ length }) => length > 0).map((statements) => ({ statements })),
    log_statements: [...(drops ? DROP_FROM_LOGS : []), ...named('log'), ...s.mask.flatMap(maskLogs)],
  };
}

const DROP_FROM_SPANS = [without('span', CONTENT_ATTRIBUTES)];

const DROP_FROM_EVENTS = [
  without('spanevent', CONTENT_ATTRIBUTES),
  `${without('spanevent', OF_MESSAGES)} where ${isMessage('spanevent.name')}`,
];

const DROP_FROM_LOGS = [
  without('log', CONTENT_ATTRIBUTES),
  `set(log.body, "") where ${isMessage('log.event_name', 'log.attributes["event.name"]')}`,
];

function without(of: string, keys: string): string {
  return `delete_matching_keys(${of}.attributes, ${text(keys)})`;
}

function maskSpans(pattern: string): readonly string[] {
  return [
    ...['span.name', 'span.status.message'].map((one) => `replace_pattern(${one}, ${text(pattern)}, "***")`),
    maskValues('span.attributes', pattern),
  ];
}

function maskEvents(pattern: string): string {
  return maskValues('spanevent.attributes', pattern);
}

function maskLogs(pattern: string): readonly string[] {
  return [
    maskValues('log.attributes', pattern),
    `replace_pattern(log.body, ${text(pattern)}, "***") where IsString(log.body)`,
    `${maskValues('log.body', pattern)} where IsMap(log.body)`,
  ];
}

function maskValues(map: string, pattern: string): string {
  return `replace_all_patterns(${map}, "value", ${text(pattern)}, "***")`;
}

/** A text in OTTL. The collector takes $ for the begin of a variable, and $$ for one. */
function text(value: string): string {
  return JSON.stringify(value).replaceAll('$', '$$$$');
}

function compiled(value: string): RE2JS | undefined {
  try {
    return RE2JS.compile(value);
  } catch {
    return undefined;
  }
}
