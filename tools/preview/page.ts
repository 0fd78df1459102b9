/** The page: panels on the grid of 24 columns where the dashboard has them. */
import type { Dashboard, Panel } from './dashboard.ts';
import type { Chosen } from './fill.ts';
import { escapeHtml } from './html.ts';

const STYLE = `
body { margin: 0; background: #111217; color: #ccccdc; font: 13px/1.4 sans-serif; }
header { padding: 10px 14px; } h1 { font-size: 18px; margin: 0; } header p { margin: 2px 0 0; color: #9fa7b3; }
nav span { display: inline-block; margin: 8px 6px 0 0; padding: 3px 8px; border: 1px solid #2c3038; border-radius: 3px; }
main { display: grid; grid-template-columns: repeat(24, 1fr); grid-auto-rows: 30px; gap: 6px; padding: 0 10px 10px; }
section { background: #181b1f; border: 1px solid #2c3038; border-radius: 3px; padding: 6px 8px; overflow: hidden; display: flex; flex-direction: column; }
section.row { background: none; border: 0; font-size: 15px; justify-content: end; padding: 0; }
h2 { font-size: 13px; margin: 0 0 4px; font-weight: 600; }
.nothing { margin: auto; color: #7b8087; font-size: 18px; }
.stat { flex: 1; position: relative; border-radius: 3px; text-align: center; } .stat b { font-size: 28px; } .stat svg { position: absolute; left: 0; bottom: 0; opacity: 0.55; }
svg { width: 100%; display: block; overflow: visible; }
.graph { display: grid; grid-template: minmax(0, 1fr) auto / auto minmax(0, 1fr); gap: 2px 6px; flex: 1; min-height: 0; color: #8e95a1; font-size: 11px; }
.values, .times { display: flex; justify-content: space-between; } .values { flex-direction: column; min-width: 48px; text-align: right; } .times { grid-column: 2; }
ul { list-style: none; margin: 4px 0 0; padding: 0; font-size: 11px; } li { display: inline-block; margin-right: 12px; } li i { display: inline-block; width: 10px; height: 3px; margin-right: 4px; vertical-align: middle; }
.bar { display: flex; align-items: center; gap: 6px; margin: 3px 0; white-space: nowrap; } .bar span { width: 38%; flex: none; text-align: right; overflow: hidden; text-overflow: ellipsis; } .bar i { height: 14px; background: #4a7fc1; }
.state { display: flex; align-items: center; gap: 6px; margin: 4px 0; } .state span { width: 34%; flex: none; text-align: right; overflow-wrap: anywhere; } .state svg { flex: 1; min-width: 0; overflow: hidden; } .state b { min-width: 50px; }
.line { flex: none; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; font: 12px/1.5 monospace; } .line time { color: #8e95a1; margin-right: 10px; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: 3px 8px; border-bottom: 1px solid #2c3038; } th { color: #7eb0f0; }
`;

/** Variables that choose where a panel asks. */
const DATA_SOURCES: readonly string[] = ['datasource', 'logs', 'audit'];

export interface Drawn {
  readonly panel: Panel;
  /** HTML. */
  readonly inside: string;
}

export function page({ title, description, templating }: Dashboard, drawn: readonly Drawn[], chosen: Chosen): string {
  const choices = templating.list.flatMap(({ name, label }) =>
    label === undefined || DATA_SOURCES.includes(name)
      ? []
      : [`<span>${escapeHtml(label)}: ${escapeHtml(shown(chosen[name]))}</span>`],
  );
  return [
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${STYLE}</style>`,
    `<header><h1>${escapeHtml(title)}</h1><p>${escapeHtml(description)}</p><nav>${choices.join('')}</nav></header><main>`,
    ...drawn.map(section),
    '</main></html>\n',
  ].join('\n');
}

function section({ panel: { type, title, description, gridPos }, inside }: Drawn): string {
  const { x, y, w, h } = gridPos;
  const place = `grid-column:${x + 1}/span ${w};grid-row:${y + 1}/span ${h}`;
  if (type === 'row') return `<section class="row" style="${place}">${escapeHtml(title)}</section>`;
  return `<section style="${place}" title="${escapeHtml(description)}"><h2>${escapeHtml(title)}</h2>${inside}</section>`;
}

function shown(choice = '.*'): string {
  return choice === '.*' ? 'All' : choice === '*' ? 'none' : choice;
}
