/** Prompts, answers and personal data that must not be stored, through the generated configuration of a real collector. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Collectors, startCollectorsAlone } from './collectors.ts';
import { eventually, Undo } from './server.ts';
import { send } from './trouble.ts';

const SECRET = 'what the patient said';
const MAIL = 'jane.doe@example.com';

/** One of each that an SDK is known to write. */
const WITH_CONTENT = [
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.system_instructions',
  'gen_ai.tool.definitions',
  'gen_ai.tool.call.arguments',
  'gen_ai.tool.call.result',
  'gen_ai.prompt',
  'gen_ai.prompt.0.content',
  'gen_ai.completion.0.tool_calls.0.arguments',
  'gen_ai.content.prompt',
  'traceloop.entity.input',
  'traceloop.entity.output',
  'llm.request.functions.0.parameters',
  'llm.input_messages.0.message.content',
  'llm.output_messages.0.message.content',
  'langfuse.observation.input',
  'langfuse.observation.output',
  'langfuse.trace.input',
  'input.value',
  'output.value',
  'retrieval.documents.0.document.content',
  'ai.prompt.messages',
  'ai.response.text',
  'ai.toolCall.args',
  'pydantic_ai.all_messages',
  'tool_arguments',
];

/** What dashboards and Langfuse need, beside them. */
const KEPT = {
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.usage.input_tokens': '12',
  'gen_ai.tool.name': 'weather',
  'gen_ai.response.id': 'r-1',
  'session.id': 's-1',
  'llm.model_name': 'gpt-4o',
  'langfuse.observation.type': 'generation',
};

const list = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));

const CONTENT = Object.fromEntries(WITH_CONTENT.map((key) => [key, `${key}: ${SECRET}`]));

function traces(name: string, attributes: Readonly<Record<string, string>>, events: readonly object[]): string {
  const [traceId, spanId] = ['1'.repeat(32), '1'.repeat(16)];
  const times = { startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000001000000000' };
  const span = { traceId, spanId, name, ...times, attributes: list(attributes), events };
  return JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans: [span] }] }] });
}

const event = (name: string, attributes: Readonly<Record<string, string>>) => ({
  name,
  timeUnixNano: '1700000000500000000',
  attributes: list(attributes),
});

/** The one span that Langfuse gets of a request, and all bytes of it. */
async function arrived(settings: Readonly<Record<string, string | readonly string[]>>, body: string) {
  const undo = new Undo();
  try {
    const { gateway, langfuse }: Collectors = await startCollectorsAlone(undo, {
      settings: { 'otel-gateway': settings },
    });
    expect(await send(gateway.otlp, 'traces', body)).toBe(200);
    await eventually('the span', async () => (langfuse.spans.length > 0 ? true : undefined));
    return { span: langfuse.spans[0], bytes: Buffer.concat([...langfuse.bodies]).toString('latin1') };
  } finally {
    await undo.stop();
  }
}

const MESSAGES = [
  event('gen_ai.user.message', { content: SECRET, role: 'user' }),
  event('gen_ai.content.prompt', { 'gen_ai.prompt': SECRET }),
];

/** Most spans have none. */
const WITHOUT_EVENTS: readonly object[] = [];

describe.each([
  ['with events', [...MESSAGES, event('cache', { content: 'of an application' })]],
  ['without events', WITHOUT_EVENTS],
])('content that is dropped from a span %s', (_, events) => {
  let found: Awaited<ReturnType<typeof arrived>>;
  beforeAll(async () => {
    found = await arrived({ content: 'drop' }, traces('chat gpt-4o', { ...CONTENT, ...KEPT }, events));
  });

  it('does not leave the collector, in no attribute and no event', () => {
    expect(found.bytes).not.toContain(SECRET);
    for (const key of WITH_CONTENT) expect(found.bytes).not.toContain(`${key}: `);
  });

  it('leaves everything else as it was', () => {
    for (const [key, value] of Object.entries(KEPT)) expect(found.span?.attributes.get(key)).toBe(value);
    expect(found.bytes.includes('of an application')).toBe(events.length > 0);
    expect(found.span?.name).toBe('chat gpt-4o');
  });
});

describe.each([
  ['with an event', [event('sent', { to: MAIL })]],
  ['without events', WITHOUT_EVENTS],
])('a pattern that is masked in a span %s', (_, events) => {
  const mask = ['[\\w.]+@[\\w.]+\\.com', 'patient \\$\\d+|"quoted"'];
  let found: Awaited<ReturnType<typeof arrived>>;
  beforeAll(async () => {
    const attributes = { 'input.value': `mail ${MAIL} now`, note: 'patient $12, "quoted"', ...KEPT };
    found = await arrived({ mask }, traces(`ask ${MAIL}`, attributes, events));
  });

  it('is in no name, attribute or event', () => {
    expect(found.bytes).not.toContain(MAIL);
    expect(found.span?.name).toBe('ask ***');
    expect(found.span?.attributes.get('note')).toBe('***, ***');
  });

  it('leaves the text around it', () => {
    expect(found.span?.attributes.get('input.value')).toBe('mail *** now');
    for (const [key, value] of Object.entries(KEPT)) expect(found.span?.attributes.get(key)).toBe(value);
  });
});

describe.each([
  ['with an event', [event('signed in', { 'user.email': MAIL, user: 'kept' })]],
  ['without events', WITHOUT_EVENTS],
])('an attribute that is dropped from a span %s', (_, events) => {
  it('does not leave the collector, and what has a longer name stays', async () => {
    const attributes = { 'user.email': MAIL, 'user.email.domain': 'example', ...KEPT };
    const found = await arrived({ dropAttributes: ['user.email'] }, traces('sign in', attributes, events));
    expect(found.bytes).not.toContain(MAIL);
    expect(found.span?.attributes.get('user.email.domain')).toBe('example');
    expect(found.bytes.includes('kept')).toBe(events.length > 0);
    for (const [key, value] of Object.entries(KEPT)) expect(found.span?.attributes.get(key)).toBe(value);
  });
});

it('is stored as it came where nothing is said', async () => {
  const { bytes } = await arrived({}, traces(`ask ${MAIL}`, { ...CONTENT, ...KEPT }, MESSAGES));
  for (const key of WITH_CONTENT) expect(bytes).toContain(`${key}: ${SECRET}`);
  expect(bytes).toContain(MAIL);
});
