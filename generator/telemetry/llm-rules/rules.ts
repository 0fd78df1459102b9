/** The rules that record LLM traffic by one name, whatever its emitters call it. */
import type { RuleGroup } from '../../kubernetes/prometheus-rule.ts';
import { Catalogue } from '../catalogue/catalogue.ts';
import { GEN_AI } from '../catalogue/gen-ai.ts';
import { ARRIVED_AS, MEASURED_BY } from '../catalogue/llm.ts';
import { promql } from '../promql.ts';
import { expressionOf, GATEWAYS } from './expression.ts';
import { type Names, RECORDINGS, type Recording } from './sources.ts';

/** Labels that rules set or look at, whether a series has them or not. */
const SET = [
  ...GATEWAYS,
  MEASURED_BY,
  ARRIVED_AS,
  ...RECORDINGS.flatMap(({ of }) => of.flat().flatMap(({ fills = [] }) => fills.flat().map(([label]) => label))),
];

/** What rules may read. */
const ARRIVING = new Catalogue(GEN_AI.map((metric) => ({ ...metric, labels: [...metric.labels, ...SET] })));

/** Suffixes of the source's series, with those of the recorded ones. */
const SERIES: Readonly<Record<Recording['take'], readonly (readonly [of: string, recorded: string])[]>> = {
  histogram: ['_bucket', '_sum', '_count'].map((suffix) => [suffix, suffix] as const),
  _sum: [['_sum', '']],
  counter: [['', '']],
};

/** A rule for each name that arrives, which is a label of what it records: what several rules record can never be one series. */
export const LLM_RULES: RuleGroup = {
  name: 'llm',
  rules: RECORDINGS.flatMap(({ name, take, of }) => {
    const arriving = [...new Set(of.flat().map(({ metric }) => metric))];
    return arriving.flatMap((metric) =>
      SERIES[take].map(([suffix, recorded]) => ({
        record: `${name}${recorded}`,
        expr: promql(of.flatMap((names) => parts(names, metric, suffix)).join('\nor\n'), ARRIVING).text,
        labels: { [ARRIVED_AS]: metric },
      })),
    );
  }),
};

/** What is recorded of one name among others of the same thing. */
function parts(names: Names, metric: string, suffix: string): readonly string[] {
  return names.flatMap((source, index) =>
    source.metric === metric ? [expressionOf(source, suffix, names.slice(0, index))] : [],
  );
}
