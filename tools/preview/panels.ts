/** A panel with its answers as HTML and SVG. */
import * as z from 'zod';
import type { Defaults, Panel } from './dashboard.ts';
import { colour, display, lineColour } from './display.ts';
import { HEIGHT, paths, plot, scale, svg, WIDTH } from './graph.ts';
import { escapeHtml } from './html.ts';
import type { LogRecord } from './log-store.ts';
import type { Line, Range } from './prometheus.ts';

/** The lines of each query. */
export type Answers = readonly (readonly Line[])[];

/** What is inside of the panel's frame; the text for nothing where there is nothing. */
export function draw(panel: Panel, answers: Answers, range: Range): string {
  const defaults = panel.fieldConfig?.defaults;
  if (defaults === undefined) return '';
  const lines = answers.flat().filter(({ samples }) => samples.length > 0);
  if (lines.length === 0) return `<p class="nothing">${escapeHtml(defaults.noValue)}</p>`;
  switch (panel.type) {
    case 'stat':
      return stat(lines, defaults, range);
    case 'bargauge':
      return bars(lines, defaults);
    case 'table':
      return table(panel, answers);
    case 'state-timeline':
      return states(lines, defaults, range);
    default:
      return graph(lines, panel, range);
  }
}

/** Lines with their times in UTC. */
export function drawRecords({ fieldConfig }: Panel, records: readonly LogRecord[]): string {
  if (records.length === 0) return `<p class="nothing">${escapeHtml(fieldConfig?.defaults.noValue ?? '')}</p>`;
  return records
    .map(
      ({ _time = '', _msg = '' }) =>
        `<div class="line"><time>${_time.slice(0, 19).replace('T', ' ')}</time>${escapeHtml(_msg)}</div>`,
    )
    .join('');
}

const last = ({ samples }: Line): number => samples.at(-1)?.value ?? Number.NaN;

function stat(lines: readonly Line[], defaults: Defaults, range: Range): string {
  const coloured = defaults.thresholds.steps.length > 1;
  return lines
    .slice(0, 4)
    .map((line) => {
      const tone = colour(last(line), defaults);
      const style = coloured ? `background:${tone};color:#fff` : `color:${tone}`;
      const history =
        line.samples.length > 1
          ? svg(
              paths([line], scale([line], defaults, range), () => (coloured ? '#fff' : tone)),
              '30px',
            )
          : '';
      return `<div class="stat" style="${style}"><b>${escapeHtml(display(last(line), defaults))}</b>${history}</div>`;
    })
    .join('');
}

function bars(lines: readonly Line[], defaults: Defaults): string {
  const most = Math.max(...lines.map(last));
  return lines
    .map(
      (line) =>
        `<div class="bar"><span>${escapeHtml(line.name)}</span><i style="width:${(last(line) / most) * 42}%"></i><b>${escapeHtml(display(last(line), defaults))}</b></div>`,
    )
    .join('');
}

/** Each line upon those before it, for parts of a whole. */
function stack(lines: readonly Line[]): readonly Line[] {
  const below = new Map<number, number>();
  return lines.map((line) => ({
    ...line,
    samples: line.samples.map(({ time, value }) => {
      const sum = (below.get(time) ?? 0) + value;
      below.set(time, sum);
      return { time, value: sum };
    }),
  }));
}

/** Of the properties of an override. */
function fixedColour(properties: readonly { readonly id: string; readonly value?: unknown }[]): string | undefined {
  return colourOf.safeParse(properties.find(({ id }) => id === 'color')?.value).data?.fixedColor;
}

const colourOf = z.object({ fixedColor: z.string() });

/** Lines that a legend names; a table below the graph in Grafana scrolls. */
const LEGEND = 8;

function graph(lines: readonly Line[], { fieldConfig }: Panel, range: Range): string {
  if (fieldConfig === undefined) return '';
  const { defaults, overrides } = fieldConfig;
  const fixed = new Map(overrides.map(({ matcher, properties }) => [matcher.options, fixedColour(properties)]));
  const tone = (index: number): string => lineColour(index, fixed.get(lines[index]?.name));
  const isStacked = defaults.custom.stacking?.mode === 'normal';
  const drawn = isStacked ? stack(lines) : lines;
  const at = scale(drawn, defaults, range);
  const more = lines.length > LEGEND ? [`<li>and ${lines.length - LEGEND} more</li>`] : [];
  const legend = lines
    .slice(0, LEGEND)
    .map(
      (line, index) =>
        `<li><i style="background:${tone(index)}"></i>${escapeHtml(line.name)} <b>${escapeHtml(display(last(line), defaults))}</b></li>`,
    )
    .concat(more)
    .join('');
  return `${plot(drawn, at, defaults, range, tone, isStacked)}<ul>${legend}</ul>`;
}

function states(lines: readonly Line[], defaults: Defaults, { start, end }: Range): string {
  const rows = lines.map((line) => {
    // A little wider than a point, so that nothing shines through between two.
    const width = (WIDTH / Math.max(1, line.samples.length)) * 1.2;
    const cells = line.samples.map(
      ({ time, value }) =>
        `<rect x="${(((time - start) / (end - start)) * WIDTH).toFixed(1)}" y="0" width="${width.toFixed(1)}" height="${HEIGHT}" fill="${colour(value, defaults)}"/>`,
    );
    const now = escapeHtml(display(last(line), defaults));
    return `<div class="state"><span>${escapeHtml(line.name)}</span>${svg(cells.join(''), '16px')}<b>${now}</b></div>`;
  });
  return rows.join('');
}

/** The columns are the queries, the rows what they have in common, as the panel's transformations say. */
function table({ transformations, targets, fieldConfig, options }: Panel, answers: Answers): string {
  const names = transformations.find(({ id }) => id === 'organize')?.options.renameByName;
  const heads = Object.entries(names ?? {}).filter(([name]) => !name.startsWith('Value'));
  const columns = targets.map(({ legendFormat }) => legendFormat);
  const rows = new Map<string, { readonly labels: readonly string[]; readonly values: (number | undefined)[] }>();
  for (const [index, lines] of answers.entries())
    for (const line of lines) {
      const labels = heads.map(([label]) => line.labels[label] ?? '');
      const row = rows.get(labels.join('\0')) ?? { labels, values: [] };
      row.values[index] = last(line);
      rows.set(labels.join('\0'), row);
    }
  const unit = (column: string): string => {
    const override = fieldConfig?.overrides.find(({ matcher }) => matcher.options === column);
    return String(override?.properties.find(({ id }) => id === 'unit')?.value ?? 'short');
  };
  const cells = sorted([...rows.values()], columns.indexOf(options.sortBy[0]?.displayName ?? ''))
    .slice(0, 20)
    .map(({ labels, values }) => {
      const numbers = columns.map((column, index) => {
        const value = values[index];
        return value === undefined ? '' : display(value, { unit: unit(column), decimals: undefined, mappings: [] });
      });
      return `<tr>${[...labels, ...numbers].map((text) => `<td>${escapeHtml(text)}</td>`).join('')}</tr>`;
    });
  const head = [...heads.map(([, name]) => String(name)), ...columns]
    .map((text) => `<th>${escapeHtml(text)}</th>`)
    .join('');
  return `<table><tr>${head}</tr>${cells.join('')}</table>`;
}

/** The largest first, as the panel asks for it. */
function sorted<R extends { readonly values: readonly (number | undefined)[] }>(rows: readonly R[], column: number) {
  const value = ({ values }: R): number => values[column] ?? Number.NEGATIVE_INFINITY;
  return rows.toSorted((a, b) => value(b) - value(a));
}
