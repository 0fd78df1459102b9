/** What happens when: the rhythm of days and weeks, and the moments in which something is wrong. */
import type { Labels } from './people-and-things.ts';

const MINUTE = 60;
const DAY = 86_400;

/** From 0.25 at night to 1 in the afternoon; half of that at the weekend. */
export function rhythm(time: number): number {
  const hour = (time % DAY) / 3600;
  const daylight = (1 + Math.cos(((hour - 14.5) / 24) * 2 * Math.PI)) / 2;
  const weekday = new Date(time * 1000).getUTCDay();
  return (0.25 + 0.75 * daylight ** 1.5) * (weekday === 0 || weekday === 6 ? 0.5 : 1);
}

interface Moment {
  /** Minutes before the moment that the demo is about; below 0 it is still going on. */
  readonly from: number;
  readonly to: number;
  /** Whom it is about; without a label that is here, a series is not concerned. */
  readonly about: Labels;
}

/** A provider limits requests for half an hour, and what goes wrong elsewhere goes wrong then. */
const BURST: Moment = { from: 215, to: 185, about: { cluster: 'eu-1' } };
/** The same three days ago, for longer. */
const EARLIER: Moment = { from: 3 * 1440 + 300, to: 3 * 1440 + 180, about: { cluster: 'eu-1' } };
/** An application has failed more often for a while, and still does. */
const FAILING: Moment = { from: 45, to: -120, about: { cluster: 'eu-1', service_name: 'report-writer' } };
/** An hour in which answers take longer and work piles up. */
const SLOW: Moment = { from: 120, to: 60, about: { cluster: 'eu-1' } };

/** Rises and falls in the first and last fifth of it. */
function strength({ from, to, about }: Moment, labels: Labels, beforeEnd: number): number {
  const [begin, end] = [from * MINUTE, to * MINUTE];
  if (beforeEnd > begin || beforeEnd < end) return 0;
  if (Object.entries(about).some(([label, value]) => labels[label] !== value)) return 0;
  const edge = (begin - Math.max(0, end)) / 5;
  const into = begin - beforeEnd;
  return Math.min(1, into / edge, to < 0 ? 1 : (beforeEnd - end) / edge);
}

/** How many times more often failures happen than usual. */
export function trouble(labels: Labels, beforeEnd: number): number {
  return 1 + 25 * burst(labels, beforeEnd) + 20 * strength(FAILING, labels, beforeEnd);
}

/** How much of what never happens happens, from 0 to 1. */
export function burst(labels: Labels, beforeEnd: number): number {
  return strength(BURST, labels, beforeEnd) + strength(EARLIER, labels, beforeEnd);
}

/** How many times longer everything takes than usual. */
export function slowness(labels: Labels, beforeEnd: number): number {
  return 1 + 1.8 * strength(SLOW, labels, beforeEnd);
}
