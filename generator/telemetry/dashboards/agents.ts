/** Agents, tools and retrieval. */
import { type DashboardDrawing, dashboard, row } from '../grafana/dashboard.ts';
import { perSecond, quantile, share } from '../grafana/expressions.ts';
import { APPLICATION, CALLS } from '../grafana/gen-ai.ts';
import { stat, timeSeries } from '../grafana/panels.ts';
import { query } from '../grafana/query.ts';
import { NOT_USED } from '../grafana/style.ts';
import { chained, matchers } from '../grafana/variables.ts';

const AGENT = 'llm:agent_duration_seconds';
const TOOL = 'llm:tool_duration_seconds';
const MCP = 'llm:mcp_duration_seconds';
const RETRIEVAL = 'llm:retrieval_duration_seconds';

const where = (...more: readonly string[]): string => matchers(Object.keys(APPLICATION), ...more);

/** As the applications measure it that ask MCP servers. */
const OF_TOOLS = 'gen_ai_tool_name!=""';
const ofClients = (...more: readonly string[]): string => where('measured_by="client"', ...more);

/** Rate per second of a counter. */
const rate = (counter: string, ...more: readonly string[]): string => perSecond(counter, where(...more));

/** Mean of a histogram of counts, by agent. */
const perRequest = (histogram: string): string =>
  `${perSecond(`${histogram}_sum`, where(), 'gen_ai_agent_name')} / ${perSecond(`${histogram}_count`, where(), 'gen_ai_agent_name')}`;

export const agents: DashboardDrawing = () =>
  dashboard({
    uid: 'llm-agents',
    title: 'Agents, tools and retrieval',
    description: 'Agents, their tools, MCP servers, vector databases and guards.',
    tags: ['llm'],
    variables: chained(`${CALLS}_count`, APPLICATION),
    rows: [
      row(
        'Now',
        stat({
          title: 'Requests to agents',
          description: 'Requests per second.',
          unit: 'reqps',
          queries: [query(rate(`${AGENT}_count`), 'requests')],
          empty: NOT_USED,
        }),
        stat({
          title: 'Failed requests to agents',
          description: 'Share of requests in which an agent failed.',
          unit: 'percentunit',
          limits: { warn: 0.02, bad: 0.1 },
          queries: [query(share(rate(`${AGENT}_count`, 'error_type!=""'), rate(`${AGENT}_count`)), 'failed')],
          empty: NOT_USED,
        }),
        stat({
          title: 'Tool errors',
          description: 'Failed tool calls of agents per second.',
          unit: 'cps',
          queries: [query(rate('llm:tool_errors_total'), 'errors')],
          empty: 'none',
        }),
        stat({
          title: 'Failed MCP requests',
          description: 'Share of requests to MCP servers that failed.',
          unit: 'percentunit',
          limits: { warn: 0.02, bad: 0.1 },
          queries: [
            query(
              share(rate('llm:mcp_errors_total', 'measured_by="client"'), rate(`${MCP}_count`, 'measured_by="client"')),
              'failed',
            ),
          ],
          empty: NOT_USED,
        }),
        stat({
          title: 'Retrievals',
          description: 'Requests to vector databases per second.',
          unit: 'reqps',
          queries: [query(rate(`${RETRIEVAL}_count`), 'requests')],
          empty: NOT_USED,
        }),
        stat({
          title: 'Guard checks',
          description: 'Texts that guards check per second.',
          unit: 'cps',
          queries: [query(rate('llm:guard_checks_total'), 'checked')],
          empty: NOT_USED,
        }),
      ),
      row(
        'Agents',
        timeSeries({
          title: 'Requests by agent',
          description: 'Requests per second.',
          unit: 'reqps',
          stacked: true,
          queries: [query(perSecond(`${AGENT}_count`, where(), 'gen_ai_agent_name'), '{{gen_ai_agent_name}}')],
          width: 8,
          empty: NOT_USED,
        }),
        timeSeries({
          title: 'Duration by agent, p95',
          description: 'At least 95 % of the requests are faster.',
          unit: 's',
          queries: [query(quantile(0.95, AGENT, where(), 'gen_ai_agent_name'), '{{gen_ai_agent_name}}')],
          width: 8,
          empty: NOT_USED,
        }),
        timeSeries({
          title: 'Failures by agent and error type',
          description: 'Failed requests per second.',
          unit: 'cps',
          queries: [
            query(
              perSecond(`${AGENT}_count`, where('error_type!=""'), 'gen_ai_agent_name, error_type'),
              '{{gen_ai_agent_name}} {{error_type}}',
            ),
          ],
          width: 8,
          empty: 'no failures',
        }),
        timeSeries({
          title: 'Calls between agents',
          description: 'Calls per second, by calling and called agent. A steep rise can be a loop.',
          unit: 'cps',
          queries: [
            query(
              perSecond('llm:agent_invocations_total', where(), 'gen_ai_agent_source, gen_ai_agent_target'),
              '{{gen_ai_agent_source}} → {{gen_ai_agent_target}}',
            ),
          ],
          empty: NOT_USED,
        }),
        timeSeries({
          title: 'Tool errors by tool',
          description: 'Failed tool calls per second.',
          unit: 'cps',
          queries: [
            query(
              perSecond('llm:tool_errors_total', where(), 'gen_ai_agent_name, gen_ai_tool_name'),
              '{{gen_ai_agent_name}} {{gen_ai_tool_name}}',
            ),
          ],
          empty: 'none',
        }),
        timeSeries({
          title: 'Tool duration by tool, p95',
          description: 'At least 95 % of the calls of a tool are faster.',
          unit: 's',
          queries: [query(quantile(0.95, TOOL, where(), 'gen_ai_tool_name'), '{{gen_ai_tool_name}}')],
          width: 8,
          empty: NOT_USED,
        }),
        timeSeries({
          title: 'Model calls per request, mean',
          description: 'How often an agent asks a model for one request. A steep rise can be a loop.',
          unit: 'short',
          queries: [query(perRequest('llm:agent_model_calls'), '{{gen_ai_agent_name}}')],
          width: 8,
          empty: NOT_USED,
        }),
        timeSeries({
          title: 'Tool calls per request, mean',
          description: 'How often an agent calls tools for one request.',
          unit: 'short',
          queries: [query(perRequest('llm:agent_tool_calls'), '{{gen_ai_agent_name}}')],
          width: 8,
          empty: NOT_USED,
        }),
      ),
      row(
        'MCP',
        timeSeries({
          title: 'Requests by method',
          description: 'Requests to MCP servers per second.',
          unit: 'reqps',
          stacked: true,
          queries: [query(perSecond(`${MCP}_count`, ofClients(), 'mcp_method_name'), '{{mcp_method_name}}')],
          width: 8,
          empty: NOT_USED,
        }),
        timeSeries({
          title: 'Tool calls by tool',
          description: 'Tool calls over MCP per second.',
          unit: 'cps',
          stacked: true,
          queries: [query(perSecond(`${MCP}_count`, ofClients(OF_TOOLS), 'gen_ai_tool_name'), '{{gen_ai_tool_name}}')],
          width: 8,
          empty: NOT_USED,
        }),
        timeSeries({
          title: 'Failures by tool',
          description: 'Failed requests to MCP servers per second.',
          unit: 'cps',
          queries: [
            query(
              perSecond('llm:mcp_errors_total', ofClients(), 'mcp_method_name, gen_ai_tool_name'),
              '{{mcp_method_name}} {{gen_ai_tool_name}}',
            ),
          ],
          width: 8,
          empty: 'no failures',
        }),
        timeSeries({
          title: 'Duration by method, p95',
          description: 'At least 95 % of the requests are faster.',
          unit: 's',
          queries: [query(quantile(0.95, MCP, ofClients(), 'mcp_method_name'), '{{mcp_method_name}}')],
          empty: NOT_USED,
        }),
        timeSeries({
          title: 'Response size by tool, mean',
          description: 'Large responses fill the context of the model and cost input tokens.',
          unit: 'bytes',
          queries: [
            query(
              `${perSecond('llm:mcp_response_bytes_sum', ofClients(OF_TOOLS), 'gen_ai_tool_name')} / ${perSecond('llm:mcp_response_bytes_count', ofClients(OF_TOOLS), 'gen_ai_tool_name')}`,
              '{{gen_ai_tool_name}}',
            ),
          ],
          empty: NOT_USED,
        }),
      ),
      row(
        'Retrieval and guards',
        timeSeries({
          title: 'Requests to vector databases',
          description: 'Requests per second, by database and operation.',
          unit: 'reqps',
          queries: [
            query(
              perSecond(`${RETRIEVAL}_count`, where(), 'db_system_name, db_operation_name'),
              '{{db_system_name}} {{db_operation_name}}',
            ),
          ],
          width: 8,
          empty: NOT_USED,
        }),
        timeSeries({
          title: 'Duration of retrieval, p95',
          description: 'At least 95 % of the operations are faster.',
          unit: 's',
          queries: [
            query(
              quantile(0.95, RETRIEVAL, where(), 'db_system_name, db_operation_name'),
              '{{db_system_name}} {{db_operation_name}}',
            ),
          ],
          width: 8,
          empty: NOT_USED,
        }),
        timeSeries({
          title: 'Guard checks by action',
          description: 'Checked texts per second, by guard and its action.',
          unit: 'cps',
          stacked: true,
          queries: [
            query(
              perSecond('llm:guard_checks_total', where(), 'guard_name, guard_action'),
              '{{guard_name}} {{guard_action}}',
            ),
          ],
          width: 8,
          empty: NOT_USED,
        }),
      ),
    ],
  });
