/** The series of a metric: which combinations of labels there are of it. */
import type { Metric } from '../../generator/telemetry/catalogue/metric.ts';
import { TARGET_LABELS } from '../../generator/telemetry/catalogue/target-labels.ts';
import type { Demand } from './demand.ts';
import { exampleTexts } from './example-text.ts';
import { FEW, type Shares, sharesOf } from './label-values.ts';
import { isWrittenBy, KINDS, type Kind, type Labels } from './people-and-things.ts';
import { type Matcher, matches } from './selectors.ts';

export interface LabelSet {
  readonly labels: Labels;
  /** Of what happens, by the values of labels that are independent of all others. */
  readonly share: number;
  /** Whether it is of what goes wrong. */
  readonly isTrouble: boolean;
}

/** What comes with a sample of a histogram or summary, and is no property of the series. */
const OF_SAMPLES: ReadonlySet<string> = new Set(['le', 'quantile']);

/** Every combination that somebody can tell apart; at least one for each way in which the metric is selected. */
export function labelSets(metric: Metric, demand: Demand): readonly LabelSet[] {
  const known = new Set([...metric.labels, ...TARGET_LABELS[metric.delivery]]);
  const read = [...demand.texts].filter((text) => known.has(text));
  const wanted = new Set([...demand.labels, ...read]);
  const kinds = kindsOf(metric);
  const things = kinds.reduce<readonly Labels[]>(
    (sets, kind) => crossed(sets, kind.things, union(wanted, known)),
    [{}],
  );
  const given = new Set(kinds.flatMap((kind) => kind.things.flatMap((thing) => Object.keys(thing))));
  const independent = [...wanted].filter((label) => known.has(label) && !given.has(label) && !OF_SAMPLES.has(label));
  const sets = independent.sort().reduce<readonly LabelSet[]>(
    (all, label) => all.flatMap((set) => withEach(set, label, valuesOf(label, metric, demand))),
    things.filter((thing) => isWrittenBy(metric, thing)).map((labels) => ({ labels, share: 1, isTrouble: false })),
  );
  // Names of the conventions for one thing are alternatives: each application writes one of them.
  const all = metric.emitter === 'gen-ai' ? sets : [...sets, ...missing(sets, demand)];
  return all.filter((set) => demand.matchers.some((list) => unmet(set, list).length === 0));
}

/** Of kinds by the name of the metric the first one, which is the most special. */
function kindsOf({ name, emitter }: Metric): readonly Kind[] {
  const possible = KINDS.filter(
    ({ metrics, emitters }) => metrics?.test(name) !== false && emitters?.includes(emitter) !== false,
  );
  const byName = possible.find(({ metrics }) => metrics !== undefined);
  return possible.filter((kind) => kind.metrics === undefined || kind === byName);
}

function union(one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...one, ...other]);
}

/** A set keeps what it has and takes the rest from each of the things, but of no other program. */
function crossed(sets: readonly Labels[], things: readonly Labels[], wanted: ReadonlySet<string>): readonly Labels[] {
  return distinct(
    sets.flatMap((set) => {
      const own = things.filter(({ job }) => job === undefined || set.job === undefined || job === set.job);
      return (own.length === 0 ? [set] : own).map((thing) => ({
        ...Object.fromEntries(Object.entries(thing).filter(([label]) => wanted.has(label))),
        ...set,
      }));
    }),
  );
}

function distinct(sets: readonly Labels[]): readonly Labels[] {
  return [...new Map(sets.map((set) => [JSON.stringify(Object.entries(set).sort()), set])).values()];
}

function withEach(set: LabelSet, label: string, shares: Shares): readonly LabelSet[] {
  const values = Object.entries(shares);
  if (values.length === 0) return [set];
  return values.map(([value, share]) => ({
    labels: value === '' ? set.labels : { ...set.labels, [label]: value },
    share: set.share * share,
    isTrouble: set.isTrouble || share <= FEW,
  }));
}

/** From the table, from what it is selected by, or two that say what they are. */
function valuesOf(label: string, metric: Metric, { matchers, labels }: Demand): Shares {
  const shares = sharesOf(label, metric.emitter);
  if (shares !== undefined) return shares;
  const selected = matchers.flat().filter((matcher) => matcher.label === label && matcher.operator.startsWith('='));
  const values = [...new Set(selected.flatMap(textsOf))].filter((value) => value !== '');
  if (values.length > 0) return Object.fromEntries(values.map((value) => [value, 1]));
  const isTargets = TARGET_LABELS[metric.delivery].includes(label);
  if (isTargets) return label === 'pod' ? { [`${metric.emitter}-0`]: 1 } : {};
  return labels.has(label) && metric.emitter !== 'gen-ai' ? { [`${label}-a`]: 1, [`${label}-b`]: 0.4 } : {};
}

/** Of a pattern that takes everything there is nothing to learn. */
function textsOf({ operator, value }: Matcher): readonly string[] {
  if (operator === '=') return [value];
  return /^\.[*+]\|?$/.test(value) ? [] : exampleTexts(value);
}

/** For each way to select that finds nothing: what is nearest to it, changed so that it is found. In each cluster. */
function missing(sets: readonly LabelSet[], { matchers }: Demand): readonly LabelSet[] {
  const found: LabelSet[] = [];
  const clusters = new Set(sets.map(({ labels }) => labels.cluster));
  for (const list of matchers)
    for (const cluster of clusters) {
      const there = [...sets, ...found].filter(({ labels }) => labels.cluster === cluster);
      const best = there.toSorted((a, b) => unmet(a, list).length - unmet(b, list).length)[0];
      const changes = best === undefined ? [] : unmet(best, list);
      if (best === undefined || changes.length === 0 || !changes.every(isMendable)) continue;
      found.push({ ...best, labels: changed(best.labels, changes) });
    }
  return found;
}

/** Another job is another program: it has no pod that we know. */
function changed(labels: Labels, changes: readonly Matcher[]): Labels {
  const isOther = changes.some(({ label }) => label === 'job');
  const kept = Object.entries(labels).filter(([label]) => !(isOther && OF_A_POD.has(label)));
  return Object.fromEntries([...kept, ...changes.map((each) => [each.label, textsOf(each)[0] ?? ''])]);
}

const OF_A_POD: ReadonlySet<string> = new Set(['pod', 'container', 'instance', 'node']);

function unmet({ labels }: LabelSet, list: readonly Matcher[]): readonly Matcher[] {
  return list.filter((matcher) => !OF_SAMPLES.has(matcher.label) && !matches(matcher, labels[matcher.label] ?? ''));
}

/** Whether it asks for a value, and not for one to be missing. */
function isMendable(matcher: Matcher): boolean {
  return matcher.operator.startsWith('=') && textsOf(matcher).some((text) => text !== '');
}
