/** Lines over time in SVG, with a grid and labels for values and times. */
import type { Defaults } from './dashboard.ts';
import { display } from './display.ts';
import { escapeHtml } from './html.ts';
import type { Line, Range } from './prometheus.ts';

export interface Scale {
  readonly x: (time: number) => number;
  readonly y: (value: number) => number;
  readonly top: number;
  readonly bottom: number;
}

/** Of the drawing, which the page stretches to the size of the panel. */
export const [WIDTH, HEIGHT] = [600, 160];

export function scale(lines: readonly Line[], { unit, min, max }: Defaults, { start, end }: Range): Scale {
  const values = lines.flatMap(({ samples }) => samples.map(({ value }) => value));
  const lowest = min ?? Math.min(0, ...values);
  const highest = max ?? Math.max(...values);
  const parts = SHARES.length - 1;
  const reaches = (step: number): boolean => Math.floor(lowest / step) * step + parts * step >= highest;
  const step = roundStep((highest > lowest ? highest - lowest : 1) / parts, unit, reaches);
  const bottom = min ?? Math.floor(lowest / step) * step;
  const top = max ?? bottom + step * parts;
  return {
    x: (time) => ((time - start) / (end - start)) * WIDTH,
    y: (value) => HEIGHT - ((value - bottom) / (top - bottom)) * HEIGHT,
    top,
    bottom,
  };
}

/** The first of the numbers that people count in that is enough. */
function roundStep(size: number, unit: string, isEnough: (step: number) => boolean): number {
  const prefix = prefixOf(size, unit);
  const power = prefix * 10 ** Math.floor(Math.log10(size / prefix));
  const steps = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((each) => each * power);
  return steps.find((step) => step >= size && isEnough(step)) ?? 20 * power;
}

/** What one of what is shown is: a KiB, a minute. */
function prefixOf(size: number, unit: string): number {
  if (unit === 'bytes') return 1024 ** Math.floor(Math.log(size) / Math.log(1024));
  if (unit !== 's' && unit !== 'ms') return 1;
  const second = unit === 's' ? 1 : 1000;
  return [86_400, 3600, 60].map((each) => each * second).find((each) => size >= each) ?? 1;
}

/** `isFilled`: the area below each line, too; where lines are stacked the last is drawn first, so that none hides another. */
export function paths(
  lines: readonly Line[],
  { x, y, bottom }: Scale,
  tone: (index: number) => string,
  isFilled = false,
): string {
  return lines
    .map(({ samples }, index) => {
      const points = samples.map(({ time, value }) => `${x(time).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
      const [first, last] = [samples[0]?.time ?? 0, samples.at(-1)?.time ?? 0];
      const base = `${x(last).toFixed(1)},${y(bottom).toFixed(1)} ${x(first).toFixed(1)},${y(bottom).toFixed(1)}`;
      const area = isFilled ? `<polygon points="${points} ${base}" fill="${tone(index)}" fill-opacity="0.9"/>` : '';
      return `${area}<polyline points="${points}" fill="none" stroke="${tone(index)}" stroke-width="1.5" vector-effect="non-scaling-stroke"/>`;
    })
    .reverse()
    .join('');
}

/** `height` is one of CSS. */
export function svg(inside: string, height: string): string {
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" style="height:${height}">${inside}</svg>`;
}

/** Where labels and lines of the grid are, as shares of the width or height. */
const SHARES = [0, 0.25, 0.5, 0.75, 1];

/** The lines with their axes. */
export function plot(
  lines: readonly Line[],
  at: Scale,
  defaults: Defaults,
  range: Range,
  tone: (index: number) => string,
  isStacked: boolean,
) {
  const values = SHARES.map((share) => display(at.top - share * (at.top - at.bottom), defaults));
  const times = SHARES.map((share) => timeLabel(range.start + share * (range.end - range.start), range));
  const grid = SHARES.map(
    (share) => gridLine(0, share * HEIGHT, WIDTH, share * HEIGHT) + gridLine(share * WIDTH, 0, share * WIDTH, HEIGHT),
  );
  return [
    `<div class="graph"><div class="values">${labels(values)}</div>`,
    svg(grid.join('') + paths(lines, at, tone, isStacked), '100%'),
    `<div class="times">${labels(times)}</div></div>`,
  ].join('');
}

function labels(texts: readonly string[]): string {
  return texts.map((text) => `<span>${escapeHtml(text)}</span>`).join('');
}

function gridLine(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#2c3038" vector-effect="non-scaling-stroke"/>`;
}

/** In UTC: the hour, or the day where the range has several. */
function timeLabel(time: number, { start, end }: Range): string {
  const [date = '', clock = ''] = new Date(time * 1000).toISOString().split('T');
  return end - start > 2 * 86_400 ? date.slice(5) : clock.slice(0, 5);
}
