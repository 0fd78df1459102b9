/** Makes the demo traffic: samples of every series that dashboards and rules ask for, and what the rules record of them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGUE } from '../../generator/telemetry/catalogue/catalogue.ts';
import { committedDashboards } from '../preview/committed-dashboards.ts';
import { addBlocks, type History } from './blocks.ts';
import { type Chance, chanceOf } from './chance.ts';
import { type Demand, demandOf } from './demand.ts';
import { type DemoPrometheus, startDemoPrometheus } from './demo-prometheus.ts';
import { labelSets } from './label-sets.ts';
import { alerted, recorded } from './past-rules.ts';
import { rulesOf } from './rules.ts';
import { seriesOf } from './series.ts';
import { type Span, times, wholeStep } from './times.ts';

/** A week and what is compared with it. */
const LONGEST_SECONDS = 8 * 86_400 + 2 * 3600;
const SEED = 7;
/** A little more than the demo's applications spend, so that the budget is a line that they come near to. */
const BUDGET_USD_PER_DAY = 1000;

export type { DemoPrometheus };

/** Writes it below the folder, and starts a Prometheus over it. */
export async function startDemoTraffic(folder: string, span: Span, port?: number): Promise<DemoPrometheus> {
  const { ahead } = span;
  const now = wholeStep(span.now);
  const rules = rulesOf(BUDGET_USD_PER_DAY);
  const demands = demandOf(committedDashboards(), rules, LONGEST_SECONDS);
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  await addBlocks(data, scraped(demands, { now, ahead }, chanceOf(SEED)));
  for (const level of rules.recordings)
    await addAnswers(folder, level, (url, recording) => {
      const demand = demands.get(metricOf(recording.record));
      return demand === undefined ? Promise.resolve([]) : recorded(url, recording, demand, { now, ahead });
    });
  await addAnswers(folder, rules.alerts, (url, alert) => alerted(url, alert, { now, ahead }));
  return startDemoPrometheus(folder, port);
}

/** What no rule records. */
function* scraped(demands: ReadonlyMap<string, Demand>, { now, ahead }: Span, chance: Chance): Iterable<History> {
  for (const metric of CATALOGUE.metrics) {
    const demand = demands.get(metric.name);
    if (demand === undefined || metric.delivery === 'recorded' || metric.name === 'ALERTS') continue;
    for (const set of labelSets(metric, demand))
      for (const { name, labels, values } of seriesOf(metric, set, now, chance)) {
        const reach = demand.reaches.get(name);
        if (reach === undefined) continue;
        const at = times(now + ahead, reach + ahead);
        yield { name, labels, times: at, values: values(at) };
      }
  }
}

function metricOf(series: string): string {
  return CATALOGUE.find(series)?.metric.name ?? series;
}

/** A few questions at a time, so that their answers fit into memory. */
const AT_ONCE = 8;

async function addAnswers<T>(
  folder: string,
  questions: readonly T[],
  ask: (url: string, question: T) => Promise<readonly History[]>,
): Promise<void> {
  const prometheus = await startDemoPrometheus(folder);
  const found: History[] = [];
  try {
    for (let index = 0; index < questions.length; index += AT_ONCE) {
      const answers = questions.slice(index, index + AT_ONCE).map((each) => ask(prometheus.url, each));
      found.push(...(await Promise.all(answers)).flat());
    }
  } finally {
    await prometheus.stop();
  }
  await addBlocks(join(folder, 'data'), found);
}
