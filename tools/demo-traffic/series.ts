/** The samples of a metric for one combination of labels: of a gauge or counter one series, of a histogram or summary several. */
import type { Metric, Unit } from '../../generator/telemetry/catalogue/metric.ts';
import { type Behaviour, behaviourOf, factorOf, limitOf } from './behaviour.ts';
import { type Chance, wandering } from './chance.ts';
import { burst, rhythm, slowness, trouble } from './day.ts';
import type { LabelSet } from './label-sets.ts';
import type { Labels } from './people-and-things.ts';
import { moment, yesOrNo } from './states.ts';

export interface Series {
  readonly name: string;
  readonly labels: Labels;
  /** One value for each of the times, in their order. */
  readonly values: (times: readonly number[]) => readonly number[];
}

interface Context {
  readonly metric: Metric;
  readonly set: LabelSet;
  readonly chance: Chance;
  /** Seconds since 1970. */
  readonly end: number;
  readonly behaviour: Behaviour;
  /** How large it is beside others of its kind, by what it is of: the same in all metrics. */
  readonly size: number;
}

export function seriesOf(metric: Metric, set: LabelSet, end: number, chance: Chance): readonly Series[] {
  const thing = Object.entries(set.labels).filter(([label]) => OF_THINGS.has(label));
  const size = 0.4 + 0.6 * chance(JSON.stringify(thing));
  const context: Context = { metric, set, chance, end, behaviour: behaviourOf(metric), size };
  const { name } = metric;
  const { labels } = set;
  switch (metric.type) {
    case 'counter':
      return [{ name, labels, values: counted(context, () => 1) }];
    case 'histogram':
      return histogram(context);
    case 'summary':
      return QUANTILES.map(([quantile, factor]) => ({
        name,
        labels: { ...labels, quantile },
        values: (times) => times.map((time) => factor * level(context, time)),
      }));
    default:
      return [{ name, labels, values: (times) => times.map((time) => gauge(context, time)) }];
  }
}

/** By which things differ in size. */
const OF_THINGS = new Set([
  'service_name',
  'gen_ai_request_model',
  'model_name',
  'gen_ai_agent_name',
  'gen_ai_tool_name',
  'team_alias',
  'pod',
  'container',
  'persistentvolumeclaim',
  'gpu',
  'Hostname',
  'queue',
  'exporter',
]);

const QUANTILES = [
  ['0.5', 0.4],
  ['0.9', 1.6],
  ['0.99', 4],
] as const;

function gauge(context: Context, time: number): number {
  const { metric, set, chance, end } = context;
  switch (metric.unit) {
    case 'bool':
      return yesOrNo(metric.name, set.labels, end - time);
    case 'info':
      return 1;
    case 'timestamp':
      return moment(metric.name, set.labels, time, end, chance);
    default: {
      const value = Math.min(limitOf(metric), level(context, time));
      return context.behaviour.whole ? Math.round(value) : value;
    }
  }
}

const PLACES: Readonly<Record<string, number>> = { 'staging-1': 0.25 };
/** Over which what grows has grown. */
const GROWTH_SECONDS = 60 * 86_400;

const lines = new Map<string, (time: number) => number>();

/** The value of a gauge, or what a counter gets in a second. */
function level({ metric, set, chance, end, behaviour, size }: Context, time: number): number {
  const { labels, share, isTrouble } = set;
  const key = `${metric.name}${JSON.stringify(labels)}`;
  const line = lines.get(key) ?? wandering(chance, key, 1500);
  lines.set(key, line);
  const place = PLACES[labels.cluster ?? ''] ?? 1;
  const full = behaviour.level * share * size * (metric.type === 'histogram' ? 1 : factorOf(metric, labels));
  const grown = 0.75 + 0.25 * ((time - end) / GROWTH_SECONDS + 1);
  switch (behaviour.course) {
    case 'fixed':
      return behaviour.level;
    case 'growing':
      return full * grown * (1 + 0.002 * line(time));
    case 'rest':
      return behaviour.level - behaviour.middle * size * grown;
    case 'steady':
      return full * (1 + 0.06 * line(time));
    case 'waiting':
      return full * place * (0.6 + 0.5 * line(time)) * slowness(labels, end - time) ** 3 * rhythm(time);
    case 'trouble':
      return full * burst(labels, end - time) * (1 + 0.3 * line(time));
    case 'busy':
      if (share === 0) return 0.02 * behaviour.level * burst(labels, end - time);
      return full * place * rhythm(time) * (1 + 0.14 * line(time)) * (isTrouble ? trouble(labels, end - time) : 1);
  }
}

/** A counter of what `share` of the level is. It has counted for a while when its first sample is taken. */
function counted(context: Context, share: (time: number) => number): Series['values'] {
  return (times) => {
    let sum = level(context, times[0] ?? 0) * share(times[0] ?? 0) * 86_400;
    let before = times[0] ?? 0;
    return times.map((time) => {
      sum += level(context, time) * share(time) * (time - before);
      before = time;
      return sum;
    });
  };
}

function histogram(context: Context): readonly Series[] {
  const { metric, set, end, chance, behaviour } = context;
  const { labels } = set;
  const { cluster: _, environment: __, ...own } = labels;
  const middle =
    behaviour.middle * factorOf(metric, labels) * (0.55 + 0.9 * chance(`${metric.unit}${JSON.stringify(own)}`));
  const at = (time: number): number => middle * (isTime(metric.unit) ? slowness(labels, end - time) : 1);
  const bucket = (le: string): Series => ({
    name: `${metric.name}_bucket`,
    labels: { ...labels, le },
    values: counted(context, (time) => (le === '+Inf' ? 1 : shareBelow(Number(le), at(time)))),
  });
  return [
    ...[...(BOUNDS[metric.unit] ?? COUNTS), '+Inf'].map(bucket),
    { name: `${metric.name}_sum`, labels, values: counted(context, (time) => at(time) * MEAN_OVER_MIDDLE) },
    { name: `${metric.name}_count`, labels, values: counted(context, () => 1) },
  ];
}

const isTime = (unit: Unit): boolean => unit === 'seconds' || unit === 'milliseconds';

const COUNTS: readonly string[] = ['1', '2', '3', '5', '8', '13'];
/** Of what `observatory` rules and objectives look at, 1 and 10.24 seconds must be among them. */
const BOUNDS: Readonly<Partial<Record<Unit, readonly string[]>>> = {
  seconds: ['0.02', '0.1', '0.3', '1', '2.5', '5', '10.24', '30', '90'],
  milliseconds: ['10', '40', '160', '500', '1000', '2500', '10000'],
  bytes: ['256', '1024', '4096', '16384', '65536'],
  tokens: ['64', '256', '1024', '4096', '16384'],
};

/** Of a log-normal distribution: most are short, a few are long. */
const SPREAD = 0.7;
const MEAN_OVER_MIDDLE = Math.exp(SPREAD ** 2 / 2);

function shareBelow(bound: number, middle: number): number {
  const distance = Math.log(bound / middle) / SPREAD;
  // The normal distribution as a logistic function, which is close enough for a picture.
  return 1 / (1 + Math.exp(-1.702 * distance));
}
