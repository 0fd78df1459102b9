/** Agents, tools and retrieval. */
import { type DashboardDrawing, dashboard, row } from '../grafana/dashboard.ts';
import { perSecond, quantile, share } from '../grafana/expressions.ts';
import { APPLICATION, CALLS } from '../grafana/gen-ai.ts';
import { stat, timeSeries } from '../grafana/panels.ts';
import { query } from '../grafana/query.ts';
import { NOT_USED } from '../grafana/style.ts';
import { chained, matchers } from '../grafana/variables.ts';

const AGENT = 'gen_ai_agent_operation_duration_seconds';
const MCP = 'mcp_client_operation_duration_seconds';
const RETRIEVAL = 'db_client_operation_duration_seconds';

const where = (...more: readonly string[]): string => matchers(Object.keys(APPLICATION), ...more);

/** Rate per second of a counter. */
const rate = (counter: string, ...more: readonly string[]): string => perSecond(counter, where(...more));

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
          queries: [query(rate('gen_ai_agent_tool_errors_total'), 'errors')],
          empty: 'none',
        }),
        stat({
          title: 'Failed MCP requests',
          description: 'Share of requests to MCP servers that failed.',
          unit: 'percentunit',
          limits: { warn: 0.02, bad: 0.1 },
          queries: [query(share(rate('mcp_errors_total'), rate('mcp_requests_total')), 'failed')],
          empty: NOT_USED,
        }),
        stat({
          title: 'Retrievals',
          description: 'Requests to vector databases per second.',
          unit: 'reqps',
          queries: [query(rate('db_requests_total'), 'requests')],
          empty: NOT_USED,
        }),
        stat({
          title: 'Guard checks',
          description: 'Texts that guards check per second.',
          unit: 'cps',
          queries: [query(rate('guard_requests_total'), 'checked')],
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
              perSecond('gen_ai_agent_invocations_total', where(), 'gen_ai_agent_source, gen_ai_agent_target'),
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
              perSecond('gen_ai_agent_tool_errors_total', where(), 'gen_ai_agent_name, gen_ai_tool_name'),
              '{{gen_ai_agent_name}} {{gen_ai_tool_name}}',
            ),
          ],
          empty: 'none',
        }),
      ),
      row(
        'MCP',
        timeSeries({
          title: 'Requests by method',
          description: 'Requests to MCP servers per second.',
          unit: 'reqps',
          stacked: true,
          queries: [query(perSecond('mcp_requests_total', where(), 'mcp_method'), '{{mcp_method}}')],
          width: 8,
          empty: NOT_USED,
        }),
        timeSeries({
          title: 'Tool calls by tool',
          description: 'Tool calls over MCP per second.',
          unit: 'cps',
          stacked: true,
          queries: [query(perSecond('mcp_tool_calls_total', where(), 'mcp_tool_name'), '{{mcp_tool_name}}')],
          width: 8,
          empty: NOT_USED,
        }),
        timeSeries({
          title: 'Failures by tool',
          description: 'Failed requests to MCP servers per second.',
          unit: 'cps',
          queries: [
            query(
              perSecond('mcp_errors_total', where(), 'mcp_method, mcp_tool_name'),
              '{{mcp_method}} {{mcp_tool_name}}',
            ),
          ],
          width: 8,
          empty: 'no failures',
        }),
        timeSeries({
          title: 'Duration by method, p95',
          description: 'At least 95 % of the requests are faster.',
          unit: 's',
          queries: [query(quantile(0.95, MCP, where(), 'mcp_method'), '{{mcp_method}}')],
          empty: NOT_USED,
        }),
        timeSeries({
          title: 'Response size by tool, mean',
          description: 'Large responses fill the context of the model and cost input tokens.',
          unit: 'bytes',
          queries: [
            query(
              `${perSecond('mcp_response_size_bytes_sum', where(), 'mcp_tool_name')} / ${perSecond('mcp_response_size_bytes_count', where(), 'mcp_tool_name')}`,
              '{{mcp_tool_name}}',
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
              perSecond('db_requests_total', where(), 'db_system_name, db_operation_name'),
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
              perSecond('guard_requests_total', where(), 'guard_name, guard_action'),
              '{{guard_name}} {{guard_action}}',
            ),
          ],
          width: 8,
          empty: NOT_USED,
        }),
      ),
    ],
  });
