/** The common style of panels: units, colours, thresholds, value mappings, and texts for panels without data. */
import {
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** The units of Grafana that the dashboards use; `short` is a count, `cps` a count per second. */
export type DisplayUnit =
  | 'suffix: cores'
  | 'Bps'
  | 'bytes'
  | 'celsius'
  | 'cps'
  | 'currencyUSD'
  | 'd'
  | 'joule'
  | 'ms'
  | 'ops'
  | 'percent'
  | 'percentunit'
  | 'reqps'
  | 's'
  | 'short'
  | 'watt';

export const GREEN = 'green';
export const YELLOW = 'yellow';
export const RED = 'red';
export const BLUE = 'blue';

/** Thresholds for yellow and red. If `bad` is smaller than `warn`, lower values are worse. */
export interface Limits {
  readonly warn: number;
  readonly bad: number;
}

/** Threshold steps of Grafana: each colour applies from its value upwards. */
export function steps({ warn, bad }: Limits): readonly Threshold[] {
  return bad >= warn
    ? [
        { value: null, color: GREEN },
        { value: warn, color: YELLOW },
        { value: bad, color: RED },
      ]
    : [
        { value: null, color: RED },
        { value: bad, color: YELLOW },
        { value: warn, color: GREEN },
      ];
}

export function thresholds(limits: Limits | undefined): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(limits === undefined ? [{ value: null, color: BLUE }] : [...steps(limits)]);
}

export function byThreshold(): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
}

/** The same series has the same colour in every panel. */
export function byName(): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName);
}

/** For metrics that are 1 when the target is up. */
export const UP: { readonly limits: Limits; readonly words: readonly ValueMapping[] } = {
  limits: { warn: 1, bad: 0.5 },
  words: words({ '0': ['down', RED], '1': ['up', GREEN] }),
};

/** A value mapping: shows a text in a colour instead of a number. */
export function words(of: Readonly<Record<string, readonly [text: string, color: string]>>): readonly ValueMapping[] {
  const options = Object.fromEntries(Object.entries(of).map(([value, [text, color]]) => [value, { text, color }]));
  return [{ type: MappingType.ValueToText, options }];
}

/** For metrics that applications send only when they use the feature. */
export const NOT_USED = 'nothing sent yet';
export const NO_DATA = 'no data';
