/** A dashboard as one page, with the answers of a Prometheus. */
import { type Dashboard, isAboutLines, type Panel } from './dashboard.ts';
import { secondsOf } from './duration.ts';
import type { Chosen } from './fill.ts';
import { askLines, askNumbers } from './log-store.ts';
import { type Drawn, page } from './page.ts';
import { draw, drawRecords } from './panels.ts';
import { ask, type Range } from './prometheus.ts';

export interface Look {
  /** Of the Prometheus. */
  readonly url: string;
  /** Of the VictoriaLogs with the lines; panels of lines are empty without it. */
  readonly logsUrl?: string | undefined;
  /** Until when one looks; seconds since 1970. */
  readonly end: number;
  /** Since when, such as `now-30m`; what the dashboard begins with where it is not said. */
  readonly from?: string | undefined;
  readonly chosen: Chosen;
}

/** HTML. Throws a PreviewError when Prometheus does not answer. */
export async function drawDashboard(shown: Dashboard, look: Look): Promise<string> {
  const drawn = await Promise.all(shown.panels.map((panel) => drawPanel(panel, shown, look)));
  return page(shown, drawn, look.chosen);
}

async function drawPanel(panel: Panel, shown: Dashboard, { url, logsUrl, end, from, chosen }: Look): Promise<Drawn> {
  const range = rangeOf(panel, shown, end, from);
  if (panel.type === 'logs') {
    const records = await Promise.all(
      panel.targets
        .filter(isAboutLines)
        .map((target) => (logsUrl === undefined ? [] : askLines(logsUrl, target, range, chosen))),
    );
    return { panel, inside: drawRecords(panel, records.flat()) };
  }
  const answers = await Promise.all(
    panel.targets.map((target) => {
      if (!isAboutLines(target)) return ask(url, target, range, chosen);
      return logsUrl === undefined ? [] : askNumbers(logsUrl, target, range, chosen);
    }),
  );
  return { panel, inside: draw(panel, answers, range) };
}

/** What a panel is about: its own range, or the one that is looked at. */
export function rangeOf({ timeFrom }: Panel, { time }: Dashboard, end: number, from = time.from): Range {
  return rangeFrom(timeFrom ?? from, end);
}

/** From `now-6h` or, for a panel about the month, `now/M`. */
function rangeFrom(from: string, end: number): Range {
  if (from === 'now/M') {
    const now = new Date(end * 1000);
    return { start: Date.UTC(now.getUTCFullYear(), now.getUTCMonth()) / 1000, end };
  }
  return { start: end - secondsOf(from.slice('now-'.length)), end };
}
