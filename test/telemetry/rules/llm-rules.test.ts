/** The rules about LLM traffic in the real promtool: one series whatever an emitter calls it, and no call counted twice. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../generator/data/json.ts';
import { emitYaml } from '../../../generator/data/yaml.ts';
import { LLM_RULES } from '../../../generator/telemetry/llm-rules/rules.ts';
import { type Names, RECORDINGS, type Recording, type Source } from '../../../generator/telemetry/llm-rules/sources.ts';
import { testTool } from '../../tools/build-test-tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'llm-rules-'));
const RULES = join(folder, 'rules.yaml');
let promtool = '';

beforeAll(async () => {
  promtool = await testTool('promtool');
  writeFileSync(RULES, emitYaml({ groups: [LLM_RULES] }));
}, 900_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Case {
  readonly name: string;
  /** Selectors of series that arrive, each with its value. */
  readonly arrive: Readonly<Record<string, number>>;
  /** Queries, each with the labels and values that it must find. */
  readonly find: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

async function outcome(cases: readonly Case[]): Promise<string> {
  const file = join(folder, 'cases.yaml');
  const tests = cases.map(
    ({ name, arrive, find }): JsonObject => ({
      name,
      interval: '1m',
      input_series: Object.entries(arrive).map(([series, value]) => ({ series, values: `${value}x5` })),
      promql_expr_test: Object.entries(find).map(([expr, found]) => ({
        expr,
        eval_time: '4m',
        exp_samples: Object.entries(found).map(([labels, value]) => ({ labels, value })),
      })),
    }),
  );
  writeFileSync(file, emitYaml({ rule_files: [RULES], evaluation_interval: '1m', tests }));
  try {
    return (await promisify(execFile)(promtool, ['test', 'rules', file], { maxBuffer: 2 ** 26 })).stdout;
  } catch (error) {
    return error instanceof Error && 'stderr' in error ? `${error.message}\n${String(error.stderr)}` : String(error);
  }
}

const PROCESS = 'job="shop/chat", instance="chat-0", service_name="chat"';
const SCOPE = 'otel_scope_name="sdk"';
const CHAT = `${PROCESS}, ${SCOPE}, gen_ai_operation_name="chat"`;
/** That the process calls models. */
const CALLER = `gen_ai_client_operation_duration_seconds_count{${PROCESS}, ${SCOPE}, gen_ai_operation_name="embeddings"}`;

/** Labels of a series that the matchers of a source select. */
function labelsOf({ where = '' }: Source): readonly string[] {
  return [...where.matchAll(/(\w+)(=~|!~|!=)"([^"]*)"/g)].map(([, label, operator, value = '']) =>
    operator === '=~' ? `${label}="${value.split('|')[0]}"` : `${label}="another"`,
  );
}

/** Every choice of some of the names. */
function choices(names: Names): readonly Names[] {
  const [first, ...rest] = names;
  if (first === undefined) return [];
  const others = choices(rest);
  return [[first], ...others, ...others.map((some) => [first, ...some])];
}

const SUFFIX: Readonly<Record<Recording['take'], string>> = { histogram: '_count', _sum: '_sum', counter: '' };

/** A process that writes these names of one thing, each with five of it. */
function writes({ name, take }: Recording, names: Names): Case {
  const series = names.map((source): [string, number] => [
    `${source.metric}${SUFFIX[take]}{${[PROCESS, SCOPE, ...labelsOf(source)].join(', ')}}`,
    5,
  ]);
  const caller = names.some(({ of }) => of === 'callers') ? [[CALLER, 0] as const] : [];
  return {
    name: `${name} of ${names.map(({ metric }) => metric).join(' and ')}`,
    arrive: Object.fromEntries([...caller, ...series]),
    find: { [`sum(${name}${take === 'histogram' ? '_count' : ''} > 0)`]: { '{}': 5 } },
  };
}

const EVERY_CHOICE = RECORDINGS.flatMap((recording) =>
  recording.of.flatMap((names) => choices(names).map((some) => writes(recording, some))),
);

describe('what a library writes by one name or by several', () => {
  it('is recorded, and counts once, whichever names it chooses', async () => {
    expect(EVERY_CHOICE.length).toBeGreaterThan(40);
    expect(await outcome(EVERY_CHOICE)).toContain('SUCCESS');
  });

  it('fails this test where it counts twice', async () => {
    const twice = EVERY_CHOICE.find(({ arrive }) => Object.keys(arrive).length > 1);
    if (twice === undefined) throw new Error('nothing has two names');
    const wrong = Object.fromEntries(Object.keys(twice.find).map((query) => [query, { '{}': 10 }]));
    expect(await outcome([{ ...twice, find: wrong }])).toContain('FAILED');
  });
});

const OLD = 'gen_ai_client_operation_duration_seconds_count';
const NEW = 'gen_ai_client_inference_duration_seconds_count';
const FIRST_TOKEN = 'gen_ai_server_time_to_first_token_seconds_count';
const GATEWAY = 'job="gateway", instance="gateway-0", gen_ai_original_model="gpt"';
const SERVER = 'job="vllm", instance="vllm-0"';
const by = (labels: string, metric: string): string => `sum by (${labels}) (${metric})`;

const CASES: readonly Case[] = [
  {
    name: 'two libraries of one process, each with names of its own',
    arrive: {
      [`${NEW}{${CHAT}}`]: 5,
      [`${OLD}{${PROCESS}, otel_scope_name="other", gen_ai_operation_name="chat"}`]: 3,
    },
    find: { [by('service_name', 'llm:call_duration_seconds_count')]: { '{service_name="chat"}': 8 } },
  },
  {
    name: 'embeddings, which keep the old name beside the new one of inference',
    arrive: { [`${NEW}{${CHAT}}`]: 5, [CALLER]: 3 },
    find: {
      [by('gen_ai_operation_name', 'llm:call_duration_seconds_count')]: {
        '{gen_ai_operation_name="chat"}': 5,
        '{gen_ai_operation_name="embeddings"}': 3,
      },
    },
  },
  {
    name: 'agents and tools, which are no calls of models',
    arrive: {
      [`${OLD}{${PROCESS}, gen_ai_operation_name="invoke_agent"}`]: 2,
      [`${OLD}{${PROCESS}, gen_ai_operation_name="execute_tool", error_type="timeout"}`]: 3,
    },
    find: {
      'llm:call_duration_seconds_count': {},
      'sum(llm:agent_duration_seconds_count)': { '{}': 2 },
      'sum(llm:tool_errors_total)': { '{}': 3 },
    },
  },
  {
    name: 'the provider, where only gen_ai.system says it, and where both do',
    arrive: {
      [`${OLD}{${CHAT}, gen_ai_system="openai"}`]: 5,
      [`${OLD}{${CHAT}, gen_ai_system="az.ai.openai", gen_ai_provider_name="azure.ai.openai"}`]: 3,
    },
    find: {
      [by('gen_ai_provider_name', 'llm:call_duration_seconds_count')]: {
        '{gen_ai_provider_name="openai"}': 5,
        '{gen_ai_provider_name="azure.ai.openai"}': 3,
      },
    },
  },
  {
    name: 'the model, where only the answer says it, and where the request does',
    arrive: {
      [`${OLD}{${CHAT}, gen_ai_response_model="gpt-4o-2024", gen_ai_provider_name="openai"}`]: 5,
      [`${OLD}{${CHAT}, gen_ai_response_model="o3-2025", gen_ai_system="az.ai.openai"}`]: 4,
      [`${OLD}{${CHAT}, gen_ai_response_model="gpt-4o-2024", gen_ai_request_model="gpt-4o", gen_ai_system="openai"}`]: 3,
      [`${OLD}{${CHAT}, error_type="timeout"}`]: 1,
    },
    find: {
      [by('gen_ai_provider_name, gen_ai_request_model', 'llm:call_duration_seconds_count')]: {
        '{gen_ai_provider_name="openai", gen_ai_request_model="gpt-4o-2024"}': 5,
        '{gen_ai_provider_name="az.ai.openai", gen_ai_request_model="o3-2025"}': 4,
        '{gen_ai_provider_name="openai", gen_ai_request_model="gpt-4o"}': 3,
        '{}': 1,
      },
    },
  },
  {
    name: 'an application whose series are alike once they are filled in: one of them is left out, and all others are recorded',
    arrive: {
      [`${OLD}{${CHAT}, gen_ai_response_model="gpt-4o"}`]: 5,
      [`${OLD}{${CHAT}, gen_ai_response_model="gpt-4o", gen_ai_request_model="gpt-4o"}`]: 3,
      [`${OLD}{job="another", gen_ai_operation_name="chat"}`]: 1,
    },
    find: {
      [by('job, gen_ai_request_model', 'llm:call_duration_seconds_count')]: {
        '{job="shop/chat", gen_ai_request_model="gpt-4o"}': 3,
        '{job="another"}': 1,
      },
    },
  },
  {
    name: 'one call that the application, a gateway and the server of the model measure',
    arrive: {
      [`${OLD}{${CHAT}}`]: 5,
      [`${FIRST_TOKEN}{${CHAT}}`]: 5,
      [`gen_ai_server_request_duration_seconds_count{${CHAT}}`]: 5,
      ...Object.fromEntries(
        [GATEWAY, SERVER].flatMap((labels) => [
          [`gen_ai_server_request_duration_seconds_count{${labels}}`, 5],
          [`${FIRST_TOKEN}{${labels}}`, 5],
        ]),
      ),
    },
    find: Object.fromEntries(
      ['llm:call_duration_seconds_count', 'llm:time_to_first_token_seconds_count'].map((metric) => [
        by('measured_by', metric),
        { '{measured_by="client"}': 5, '{measured_by="gateway"}': 5, '{measured_by="server"}': 5 },
      ]),
    ),
  },
  {
    name: 'types of tokens that gateways add, and a total that would count all of them again',
    arrive: Object.fromEntries(
      [
        ['input', 10],
        ['output', 4],
        ['cached_input', 6],
        ['total', 14],
      ].map(([type, value]) => [
        `gen_ai_client_token_usage_sum{${GATEWAY}, gen_ai_token_type="${type}"}`,
        Number(value),
      ]),
    ),
    find: {
      'sum(llm:input_tokens_total)': { '{}': 10 },
      'sum(llm:output_tokens_total)': { '{}': 4 },
      'sum(llm:cache_read_tokens_total)': { '{}': 6 },
    },
  },
  {
    name: "OpenLIT's labels of MCP, under the names of the conventions",
    arrive: {
      [`mcp_client_operation_duration_seconds_count{${PROCESS}, mcp_method="tools/call", mcp_tool_name="now"}`]: 5,
      [`mcp_server_operation_duration_seconds_count{${SERVER}, mcp_method_name="tools/call", gen_ai_tool_name="now"}`]: 5,
    },
    find: {
      [by('measured_by, mcp_method_name, gen_ai_tool_name', 'llm:mcp_duration_seconds_count')]: {
        '{measured_by="client", mcp_method_name="tools/call", gen_ai_tool_name="now"}': 5,
        '{measured_by="server", mcp_method_name="tools/call", gen_ai_tool_name="now"}': 5,
      },
    },
  },
  {
    name: 'an application that claims labels of the rules: its series are left out, and all others are recorded',
    arrive: {
      [`${OLD}{${CHAT}}`]: 5,
      [`${OLD}{${CHAT}, measured_by="server"}`]: 3,
      [`${OLD}{${CHAT}, measured_by="gateway"}`]: 3,
      [`${OLD}{${CHAT}, arrived_as="elsewhere"}`]: 3,
    },
    find: { [by('measured_by', 'llm:call_duration_seconds_count')]: { '{measured_by="client"}': 5 } },
  },
];

describe('the rules about LLM traffic', () => {
  it.each(CASES)('record $name', async (one) => {
    expect(await outcome([one])).toContain('SUCCESS');
  });
});
