/**
 * Rules that record what programs measure under names of their own as one set of series, with the program as the label `engine`.
 * Which labels a recorded series has is in the catalogue; how a metric is read follows from its type there.
 */
import type { JsonObject } from '../data/json.ts';
import type { RuleGroup } from '../kubernetes/prometheus-rule.ts';
import { CATALOGUE, type Catalogue } from './catalogue/catalogue.ts';
import { TARGET_LABELS } from './catalogue/target-labels.ts';
import { promql } from './promql.ts';

/** What a program calls a thing. */
export interface Source {
  /** Of a histogram without suffix. */
  readonly metric: string;
  /** Label matchers: the content of `{…}`. */
  readonly where?: string;
  /** Recorded labels, each with the label that it is made of. What is not here is left out. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Labels of the recorded series that are the same for all of the source's. */
  readonly constant?: Readonly<Record<string, string>>;
}

interface Engine<Measured extends string> {
  readonly engine: string;
  /** Only its series are recorded: an application may have metrics of the same names. */
  readonly job: string;
  readonly measures: Readonly<Partial<Record<Measured, Source | readonly Source[]>>>;
}

/** The rules of an engine, one for each thing that it measures. `records` are the names to record them by. */
export function commonRules<Measured extends string>(
  group: string,
  records: Readonly<Record<Measured, string>>,
  { engine, job, measures }: Engine<Measured>,
  catalogue: Catalogue = CATALOGUE,
): RuleGroup {
  const entries = Object.entries<string>(records).flatMap(([measured, record]) =>
    // The keys of a Record of these are these.
    [measures[measured as Measured] ?? []].flat().map((source) => ({ record, source })),
  );
  return {
    name: `${group}-${engine}`,
    rules: entries.map(
      ({ record, source }): JsonObject => ({
        record,
        labels: { engine, ...source.constant },
        expr: promql(expression(record, job, source, catalogue), catalogue).text,
      }),
    ),
  };
}

function expression(record: string, job: string, source: Source, catalogue: Catalogue): string {
  const { metric, where, labels = {} } = source;
  const buckets = catalogue.find(`${metric}_bucket`);
  const series = buckets ?? catalogue.find(metric);
  const selector = `${series?.name ?? metric}{${[`job="${job}"`, where].filter((text) => text !== undefined).join(', ')}}`;
  const value = series?.kind === 'gauge' ? selector : `rate(${selector}[5m])`;
  const renamed = Object.entries(labels)
    .filter(([to, from]) => to !== from)
    .reduce((text, [to, from]) => `label_replace(${text}, "${to}", "$1", "${from}", "(.*)")`, value);
  return `sum by (${kept(record, labels, catalogue).join(', ')}) (${renamed})`;
}

/** Labels of the catalogue's entry that the source has. */
function kept(record: string, labels: Readonly<Record<string, string>>, catalogue: Catalogue): readonly string[] {
  const recorded = catalogue.find(record)?.metric.labels ?? [];
  const there = new Set([...TARGET_LABELS.scraped, 'le', ...Object.keys(labels)]);
  return [...TARGET_LABELS.recorded, ...recorded.filter((label) => there.has(label))];
}
