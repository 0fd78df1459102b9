/** Of all rules those that an alert reads, and how often it is enough to evaluate them: a day of every rule in every minute takes long, and tells no more. */
import { isList, isObject, type Json, type JsonObject } from '../../../generator/data/json.ts';

/**
 * The groups with the alert and what it reads, directly or through other recordings, and nothing else. Of objectives it is the one that
 * cases are about: all of them have the same rules.
 */
export function readBy(alert: string, groups: readonly JsonObject[]): readonly JsonObject[] {
  const read = namesRead(alert, groups);
  return groups.flatMap((group) => {
    const rules = rulesOf(group).filter(
      (rule) => rule.alert === alert || (read.has(String(rule.record)) && OBJECTIVES.has(objectiveOf(rule))),
    );
    return rules.length === 0 ? [] : [{ ...group, rules }];
  });
}

/** Rules that are about none have none. */
const OBJECTIVES = new Set<Json | undefined>([undefined, 'llm-success']);

function objectiveOf({ labels }: JsonObject): Json | undefined {
  return isObject(labels) ? labels.slo : undefined;
}

/** Minutes after which Prometheus takes a sample for gone. */
const LOOKBACK = 5;
/** Up to here every minute is looked at: most cases are about minutes. */
const SHORT_CASE = 200;

/**
 * Minutes between evaluations of these groups until minute `at`, which is one of them. Every range and every `for` has at least two,
 * and what was recorded last is still there when it is read.
 */
export function rhythm(at: number, groups: readonly JsonObject[]): number {
  if (at <= SHORT_CASE) return 1;
  const shortest = Math.min(...groups.flatMap(rulesOf).flatMap(durations));
  const candidates = Array.from({ length: LOOKBACK }, (_, index) => LOOKBACK - index);
  return candidates.find((each) => each * 2 <= shortest && at % each === 0) ?? 1;
}

const MINUTES = { s: 1 / 60, m: 1, h: 60, d: 1440, w: 10_080 } as const;

/** Minutes of its ranges and of its `for`. */
function durations({ expr, for: pending = '' }: JsonObject): readonly number[] {
  const written = [...String(expr).matchAll(/\[(\d+)([smhdw])/g), ...String(pending).matchAll(/^(\d+)([smhdw])$/g)];
  return written.map(([, count, unit]) => Number(count) * MINUTES[unit as keyof typeof MINUTES]);
}

function rulesOf({ rules }: JsonObject): readonly JsonObject[] {
  return (isList(rules) ? rules : []).filter(isObject);
}

/** Every word in what it reads: names of series are among them. */
function namesRead(alert: string, groups: readonly JsonObject[]): ReadonlySet<string> {
  const rules = groups.flatMap(rulesOf);
  const words = (rule: JsonObject): readonly string[] => String(rule.expr).match(/[A-Za-z_:][\w:]*/g) ?? [];
  const read = new Set<string>();
  const open = rules.filter((rule) => rule.alert === alert).flatMap(words);
  for (let word = open.pop(); word !== undefined; word = open.pop()) {
    if (read.has(word)) continue;
    read.add(word);
    open.push(...rules.filter(({ record }) => record === word).flatMap(words));
  }
  return read;
}
