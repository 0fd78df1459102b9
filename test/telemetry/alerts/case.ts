/** What the series of a test are, minute by minute, and whether an alert is firing then. */

export interface Case {
  /** In words, for whoever reads a failure. */
  readonly when: string;
  /** By series; the values in promtool's notation, one a minute: `0+60x30`, `1x20`, `_x10 5x5`. */
  readonly series: Readonly<Record<string, string>>;
  /** When to look, e.g. `15m`. */
  readonly at: string;
}

/** A case in which an alert is firing; `severities` are those of its rules that do. */
export interface FiringCase extends Case {
  readonly severities: readonly string[];
}

export interface AlertCases {
  readonly fires: readonly [FiringCase, ...FiringCase[]];
  /** Empty only for what always fires. */
  readonly silent: readonly Case[];
}

export const critical = ['critical'] as const;
export const warning = ['warning'] as const;
