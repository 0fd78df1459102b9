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

export function scale(lines: readonly Line[], { min, max }: Defaults, { start, end }: Range): Scale {
  const values = lines.flatMap(({ samples }) => samples.map(({ value }) => value));
  const lowest = min ?? Math.min(0, ...values);
  const highest = max ?? Math.max(...values);
  const step = roundStep((highest > lowest ? highest - lowest : 1) / (SHARES.length - 1));
  const bottom = min ?? Math.floor(lowest / step) * step;
  const top = max ?? bottom + step * (SHARES.length - 1);
  return {
    x: (time) => ((time - start) / (end - start)) * WIDTH,
    y: (value) => HEIGHT - ((value - bottom) / (top - bottom)) * HEIGHT,
    top,
    bottom,
  };
}

/** The next larger of the numbers that people count in. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  return power * ([1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8].find((each) => each * power >= size) ?? 10);
}

export function paths(lines: readonly Line[], { x, y }: Scale, tone: (index: number) => string): string {
  return lines
    .map(({ samples }, index) => {
      const points = samples.map(({ time, value }) => `${x(time).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
      return `<polyline points="${points}" fill="none" stroke="${tone(index)}" stroke-width="1.5" vector-effect="non-scaling-stroke"/>`;
    })
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
) {
  const values = SHARES.map((share) => display(at.top - share * (at.top - at.bottom), defaults));
  const times = SHARES.map((share) => timeLabel(range.start + share * (range.end - range.start), range));
  const grid = SHARES.map(
    (share) => gridLine(0, share * HEIGHT, WIDTH, share * HEIGHT) + gridLine(share * WIDTH, 0, share * WIDTH, HEIGHT),
  );
  return [
    `<div class="graph"><div class="values">${labels(values)}</div>`,
    svg(grid.join('') + paths(lines, at, tone), '100%'),
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
