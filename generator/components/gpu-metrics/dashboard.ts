/** GPUs: what they do, what they draw, and what a token costs. */
import { type DashboardDrawing, dashboard, row } from '../../telemetry/grafana/dashboard.ts';
import { named, orZero, total } from '../../telemetry/grafana/expressions.ts';
import { bars, stat, timeSeries } from '../../telemetry/grafana/panels.ts';
import { query } from '../../telemetry/grafana/query.ts';
import { chained, matchers, PLACE } from '../../telemetry/grafana/variables.ts';

const CHOICES = { ...PLACE, Hostname: 'Node', modelName: 'GPU' };
const WHERE = matchers(Object.keys(CHOICES));
/** Recorded series know no nodes. */
const IN_PLACE = matchers(Object.keys(PLACE));
const GPU = 'Hostname, gpu';
const NAMED = '{{Hostname}} {{gpu}}';
const NO_PRICE = 'gpu.pricePerHour is not set';
const NO_TOKENS = 'no model server of components.model-serving has a GPU';

const each = (metric: string): string => `max by (${GPU}) (${metric}{${WHERE}})`;
const MEMORY = `DCGM_FI_DEV_FB_USED{${WHERE}} / (DCGM_FI_DEV_FB_USED{${WHERE}} + DCGM_FI_DEV_FB_FREE{${WHERE}})`;

const byGpu = (
  title: string,
  description: string,
  unit: 'percent' | 'watt' | 'celsius' | 'percentunit',
  text: string,
) => timeSeries({ title, description, unit, min: 0, queries: [query(text, NAMED)] });

/** The largest first; what no pod has stands among them. */
const byPod = (series: string): string =>
  `sort_desc(${named(total(series, IN_PLACE, 'namespace, pod'), 'pod', 'no pod')})`;

export const gpuDashboard: DashboardDrawing = () =>
  dashboard({
    uid: 'gpu',
    title: 'GPUs',
    description: 'Utilisation, memory, power, temperature and errors of GPUs, and energy and cost of a token.',
    tags: ['llm'],
    variables: chained('DCGM_FI_DEV_GPU_UTIL', CHOICES),
    rows: [
      row(
        'Now',
        stat({
          title: 'GPUs',
          description: 'GPUs that report.',
          unit: 'short',
          queries: [query(`count(${each('DCGM_FI_DEV_GPU_UTIL')})`, 'GPUs')],
        }),
        stat({
          title: 'Utilisation',
          description: 'Mean share of the time in which GPUs did something.',
          unit: 'percent',
          queries: [query(`avg(${each('DCGM_FI_DEV_GPU_UTIL')})`, 'utilisation')],
        }),
        stat({
          title: 'Power',
          description: 'Power that all GPUs draw.',
          unit: 'watt',
          queries: [query(`sum(${each('DCGM_FI_DEV_POWER_USAGE')})`, 'power')],
        }),
        stat({
          title: 'Hottest',
          description: 'Temperature of the hottest GPU.',
          unit: 'celsius',
          limits: { warn: 80, bad: 88 },
          queries: [query(`max(DCGM_FI_DEV_GPU_TEMP{${WHERE}})`, 'hottest')],
        }),
        stat({
          title: 'With errors',
          description: 'GPUs whose last XID error is still reported, of programs too.',
          unit: 'short',
          limits: { warn: 1, bad: 2 },
          queries: [query(orZero(`count(${each('DCGM_FI_DEV_XID_ERRORS')} > 0)`), 'with errors')],
        }),
        stat({
          title: 'Cost per hour',
          description: 'US dollars an hour of all GPUs, used or not.',
          unit: 'currencyUSD',
          decimals: 2,
          queries: [query(total('llm:gpu_cost:usd_per_hour', IN_PLACE), 'an hour')],
          empty: NO_PRICE,
        }),
      ),
      row(
        'By GPU',
        byGpu(
          'Utilisation',
          'Share of the time in which each GPU did something.',
          'percent',
          each('DCGM_FI_DEV_GPU_UTIL'),
        ),
        byGpu(
          'Memory',
          'Share of the memory of each GPU that is in use.',
          'percentunit',
          `max by (${GPU}) (${MEMORY})`,
        ),
        byGpu('Power', 'Power that each GPU draws.', 'watt', each('DCGM_FI_DEV_POWER_USAGE')),
        byGpu('Temperature', 'Temperature of each GPU.', 'celsius', each('DCGM_FI_DEV_GPU_TEMP')),
        byGpu(
          'Tensor cores',
          'Share of the cycles in which tensor cores of each GPU work: what the models really use.',
          'percentunit',
          each('DCGM_FI_PROF_PIPE_TENSOR_ACTIVE'),
        ),
        byGpu(
          'Memory bandwidth',
          'Share of the cycles in which memory of each GPU is read or written.',
          'percentunit',
          each('DCGM_FI_PROF_DRAM_ACTIVE'),
        ),
      ),
      row(
        'By token',
        timeSeries({
          title: 'Energy of a token',
          description: 'Energy of GPUs for each generated token, by model.',
          unit: 'joule',
          min: 0,
          queries: [
            query(`max by (engine, model) (llm:gpu_energy_per_token:joules{${IN_PLACE}})`, '{{engine}} {{model}}'),
          ],
          empty: NO_TOKENS,
        }),
        timeSeries({
          title: 'Cost of a million tokens',
          description: 'US dollars of GPUs for a million generated tokens, by model.',
          unit: 'currencyUSD',
          min: 0,
          queries: [
            query(`1000000 * max by (engine, model) (llm:gpu_cost_per_token:usd{${IN_PLACE}})`, '{{engine}} {{model}}'),
          ],
          empty: NO_PRICE,
        }),
      ),
      row(
        'By pod',
        bars({
          title: 'Power',
          description: 'Power of the GPUs of each pod.',
          unit: 'watt',
          width: 12,
          queries: [query(byPod('llm:gpu_power:watts'), '{{namespace}} {{pod}}')],
        }),
        bars({
          title: 'Cost per hour',
          description: 'US dollars an hour of the GPUs of each pod. Those that no pod has cost as much.',
          unit: 'currencyUSD',
          width: 12,
          queries: [query(byPod('llm:gpu_cost:usd_per_hour'), '{{namespace}} {{pod}}')],
          empty: NO_PRICE,
        }),
      ),
    ],
  });
