/**
 * A model provider that speaks OpenAI's API: completions, streams, tool calls and embeddings.
 * What it answers follows from the request alone, so that a run can be repeated:
 * a model that ends in `-preview` is busy (429), one that ends in `-broken` fails (500), and who asks for the weather is told to call the tool.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { answerJson, type Stub, startStub } from './http-stub.ts';

const PORT = 8443;

const request = z.looseObject({
  model: z.string(),
  stream: z.boolean().optional(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown().optional() })).default([]),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).default([]),
  input: z.unknown().optional(),
});
type Request = z.output<typeof request>;

export type Kind = 'completion' | 'stream' | 'tool-call' | 'embedding' | 'error';

/** A request that the provider got: what came of it, and the trace that its caller named. */
export interface Call {
  readonly kind: Kind;
  /** The model that was asked for. */
  readonly model: string;
  /** The model that answered, as the answer says; undefined where none did. */
  readonly answered: string | undefined;
  /** Tokens, as the answer says. */
  readonly input: number;
  readonly output: number;
  readonly status: number;
  /** From the header `traceparent`; undefined when the caller did not trace. */
  readonly traceId: string | undefined;
}

export interface OpenAi extends Stub {
  /** As `OPENAI_BASE_URL` takes it. */
  readonly baseUrl: string;
  readonly calls: readonly Call[];
}

const ERRORS: readonly { readonly suffix: string; readonly status: number; readonly type: string }[] = [
  { suffix: '-preview', status: 429, type: 'rate_limit_exceeded' },
  { suffix: '-broken', status: 500, type: 'server_error' },
];

export async function startOpenAi(host: string): Promise<OpenAi> {
  const calls: Call[] = [];
  const stub = await startStub(host, PORT, async ({ path, body, headers }, response) => {
    const asked = request.parse(JSON.parse(body.toString()));
    const traceId = headers.traceparent?.toString().split('-')[1];
    const error = ERRORS.find(({ suffix }) => asked.model.endsWith(suffix));
    const kind = error === undefined ? kindOf(path, asked) : 'error';
    calls.push({ kind, model: asked.model, ...said(kind, asked), status: error?.status ?? 200, traceId });
    // Somewhat like a model: a latency that can be measured.
    await setTimeout(20);
    if (error !== undefined) answerJson(response, error.status, { error: { message: error.type, type: error.type } });
    else if (kind === 'embedding') answerJson(response, 200, embeddings(asked));
    else if (kind === 'stream') await stream(asked, response);
    else answerJson(response, 200, completion(asked, kind));
  });
  return { ...stub, baseUrl: `${stub.url}/v1`, calls };
}

function kindOf(path: string, asked: Request): Kind {
  if (path.endsWith('/embeddings')) return 'embedding';
  if (asked.stream === true) return 'stream';
  const last = asked.messages.at(-1);
  return asked.tools.length > 0 && last?.role === 'user' && /weather/i.test(String(last.content))
    ? 'tool-call'
    : 'completion';
}

/** What the answer says of the model and its tokens. */
function said(kind: Kind, asked: Request): Pick<Call, 'answered' | 'input' | 'output'> {
  if (kind === 'error') return { answered: undefined, input: 0, output: 0 };
  if (kind === 'embedding') return { answered: asked.model, input: EMBEDDING_USAGE.prompt_tokens, output: 0 };
  return { answered: datedModel(asked), input: USAGE.prompt_tokens, output: USAGE.completion_tokens };
}

const EMBEDDING_USAGE = { prompt_tokens: 12, total_tokens: 12 };
const USAGE = { prompt_tokens: 42, completion_tokens: 7, total_tokens: 49 };
const WORDS = ['A ', 'collector ', 'collects.'];
/** What it answers to a question. */
export const ANSWER = WORDS.join('');

function answerOf(asked: Request, object: string) {
  return { id: 'chatcmpl-1', object, created: 1_700_000_000, model: datedModel(asked) };
}

/** A provider answers for a dated model, whatever alias was asked for. */
function datedModel({ model }: Request): string {
  return `${model}-2024-07-18`;
}

function completion(asked: Request, kind: Kind) {
  const message =
    kind === 'tool-call'
      ? { role: 'assistant', content: null, tool_calls: [toolCall(asked)] }
      : { role: 'assistant', content: ANSWER };
  const finish_reason = kind === 'tool-call' ? 'tool_calls' : 'stop';
  return {
    ...answerOf(asked, 'chat.completion'),
    choices: [{ index: 0, message, finish_reason, logprobs: null }],
    usage: USAGE,
  };
}

function toolCall(asked: Request) {
  const name = asked.tools[0]?.function.name ?? '';
  return { id: 'call_1', type: 'function', function: { name, arguments: '{"city": "Oslo"}' } };
}

async function stream(asked: Request, response: ServerResponse): Promise<void> {
  const answer = answerOf(asked, 'chat.completion.chunk');
  const choices = [
    ...WORDS.map((content) => ({ index: 0, delta: { role: 'assistant', content }, finish_reason: null })),
    { index: 0, delta: {}, finish_reason: 'stop' },
  ];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const choice of choices) {
    response.write(`data: ${JSON.stringify({ ...answer, choices: [choice] })}\n\n`);
    await setTimeout(5);
  }
  response.write(`data: ${JSON.stringify({ ...answer, choices: [], usage: USAGE })}\n\n`);
  response.end('data: [DONE]\n\n');
}

function embeddings(asked: Request) {
  const inputs = Array.isArray(asked.input) ? asked.input : [asked.input];
  return {
    object: 'list',
    model: asked.model,
    data: inputs.map((_, index) => ({ object: 'embedding', index, embedding: [1, index, 0, 0] })),
    usage: EMBEDDING_USAGE,
  };
}
