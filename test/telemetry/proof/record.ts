/** The record of the proof: what the catalogue says of each metric, held against what its emitter really sent. Written as docs/metrics.md. */
import type { Emitter, Metric } from '../../../generator/telemetry/catalogue/metric.ts';
import { TARGET_LABELS } from '../../../generator/telemetry/catalogue/target-labels.ts';
import type { Series } from './prometheus.ts';

/** The programs of the proof by what they stand for in the catalogue. What is not here can only be read about. */
export type Programs = Readonly<Partial<Record<Emitter, string>>>;

export interface Finding {
  readonly metric: Metric;
  /** The program that was seen to emit it; undefined when it was not. */
  readonly program: string | undefined;
  /** Labels of the catalogue that no series had. */
  readonly unseenLabels: readonly string[];
  /** The type that the emitter declares, where it is another. */
  readonly otherType: string | undefined;
  /** Labels that series had and the catalogue does not say. */
  readonly unknownLabels: readonly string[];
}

/** What every series may have: made by Prometheus, by the conversion of resource attributes, or the name itself. */
const COMMON = new Set([
  '__name__',
  'le',
  'quantile',
  'otel_scope_name',
  'otel_scope_version',
  'service_instance_id',
  'service_namespace',
]);
const RESOURCE = /^telemetry_(?:auto|distro|sdk)_/;

/** `types` are declared types by family name, as scraped. */
export function compare(
  catalogue: readonly Metric[],
  programs: Programs,
  series: readonly Series['metric'][],
  types: ReadonlyMap<string, string>,
): readonly Finding[] {
  const labelsByName = new Map<string, Set<string>>();
  for (const metric of series) {
    const name = metric.__name__ ?? '';
    const labels = labelsByName.get(name) ?? new Set();
    for (const [label, value] of Object.entries(metric)) if (value !== '') labels.add(label);
    labelsByName.set(name, labels);
  }
  return catalogue.map((metric) => {
    const labels = labelsByName.get(seriesName(metric));
    const program = programs[metric.emitter];
    if (labels === undefined || program === undefined)
      return { metric, program: undefined, unseenLabels: [], otherType: undefined, unknownLabels: [] };
    const target = new Set(TARGET_LABELS[metric.delivery]);
    const said = new Set(metric.labels);
    const declared = types.get(metric.name);
    return {
      metric,
      program,
      unseenLabels: metric.labels.filter((label) => !labels.has(label)),
      otherType: declared === undefined || declared === metric.type ? undefined : declared,
      unknownLabels: [...labels].filter(
        (label) => !said.has(label) && !target.has(label) && !COMMON.has(label) && !RESOURCE.test(label),
      ),
    };
  });
}

/** Of a histogram or summary the series that only that type has. */
function seriesName({ name, type }: Metric): string {
  if (type === 'histogram') return `${name}_bucket`;
  return type === 'summary' ? `${name}_count` : name;
}

/** The page: a table for each emitter. The same findings give the same text. */
export function metricsPage(findings: readonly Finding[], programs: Programs): string {
  const emitters = [...new Set(findings.map(({ metric }) => metric.emitter))].sort();
  const seen = findings.filter(({ program }) => program !== undefined).length;
  const sections = emitters.map((emitter) => {
    const own = findings.filter(({ metric }) => metric.emitter === emitter);
    const program = programs[emitter];
    const how = program === undefined ? 'Not run: read in the source.' : `Run: ${program}.`;
    return `## ${emitter}\n\n${how}\n\n| metric | type | labels | proof |\n|---|---|---|---|\n${own.map(row).join('\n')}\n`;
  });
  return [
    '<!-- Written by `npm run test:telemetry -- --update` from what real programs sent. Do not edit. -->',
    '# Metrics',
    '',
    `Every metric that dashboards, alerts and rules may ask for, and how it is known: ${seen} of ${findings.length} were *seen*, sent by the real program`,
    'through the generated configuration into a real Prometheus; the others were *read* in the source that is named.',
    'Labels in parentheses were read and not seen: the run had no occasion for them.',
    '',
    ...sections,
  ].join('\n');
}

function row({ metric, program, unseenLabels }: Finding): string {
  const labels = metric.labels.map((label) =>
    program !== undefined && unseenLabels.includes(label) ? `(${label})` : label,
  );
  const proof = program === undefined ? `read: \`${metric.source}\`` : '**seen**';
  return `| \`${metric.name}\` | ${metric.type} | ${labels.join(', ')} | ${proof} |`;
}
