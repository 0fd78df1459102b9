/**
 * Rules evaluated over the past. promtool evaluates recordings of what was there before it began: rules that read each other take a run of
 * it for each level. It leaves alerts out.
 */
import { secondsOf } from '../preview/duration.ts';
import { type Line, queryRange } from '../preview/prometheus.ts';
import type { History } from './blocks.ts';
import { ALERTS_SECONDS, type Demand } from './demand.ts';
import type { Alert, Recording } from './rules.ts';
import { parts, type Span } from './times.ts';

/** What a rule records, as far back as somebody asks for it. */
export async function recorded(
  url: string,
  { record, expr, labels }: Recording,
  { reaches }: Demand,
  { now, ahead }: Span,
): Promise<readonly History[]> {
  const seconds = reaches.get(record);
  if (seconds === undefined) return [];
  const lines = await Promise.all(parts(now + ahead, seconds + ahead).map((part) => queryRange(url, expr, part)));
  return lines.flat().map((line) => historyOf(record, { ...named(line), ...labels }, line));
}

/** ALERTS of an alert: pending from when its expression has a result, firing once it has had one for long enough. */
export async function alerted(url: string, alert: Alert, { now, ahead }: Span): Promise<readonly History[]> {
  const pending = secondsOf(alert.pending.replace(/^0m$/, '0s'));
  const [part] = parts(now + ahead, ALERTS_SECONDS + ahead);
  if (part === undefined) return [];
  const lines = await queryRange(url, alert.expr, part);
  return lines.flatMap((line) => {
    const labels = { ...named(line), ...alert.labels, alertname: alert.alert };
    return states(line, pending, part.step).map(({ state, samples }) =>
      historyOf('ALERTS', { ...labels, alertstate: state }, { ...line, samples }),
    );
  });
}

function states({ samples }: Line, pending: number, step: number) {
  let since = 0;
  let before = 0;
  const firing = samples.map(({ time }) => {
    if (time - before > step) since = time;
    before = time;
    return time - since >= pending;
  });
  return (['pending', 'firing'] as const)
    .map((state) => ({
      state,
      samples: samples.flatMap(({ time }, index) =>
        firing[index] === (state === 'firing') ? [{ time, value: 1 }] : [],
      ),
    }))
    .filter((each) => each.samples.length > 0);
}

function historyOf(name: string, labels: Readonly<Record<string, string>>, { samples }: Line): History {
  return { name, labels, times: samples.map(({ time }) => time), values: samples.map(({ value }) => value) };
}

function named({ labels }: Line): Readonly<Record<string, string>> {
  const { __name__: _, ...rest } = labels;
  return rest;
}
