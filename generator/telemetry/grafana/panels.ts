/** The panel types of the dashboards, with one common style. */
import { PanelBuilder as BarGaugeBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  LogsDedupStrategy,
  LogsSortOrder,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type DashboardLink,
  FieldColorModeId,
  type Panel,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as LogsBuilder } from '@grafana/grafana-foundation-sdk/logs';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { DATASOURCE, type Query, targets } from './query.ts';
import { byName, byThreshold, type DisplayUnit, type Limits, NO_DATA, thresholds } from './style.ts';

export interface PanelOptions {
  readonly title: string;
  /** What the panel shows, in one or two sentences. */
  readonly description: string;
  readonly unit: DisplayUnit;
  readonly queries: readonly Query[];
  /** In columns of 24. */
  readonly width?: number;
  readonly height?: number;
  readonly limits?: Limits;
  readonly words?: readonly ValueMapping[];
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  /** Text when no series matches. */
  readonly empty?: string;
  readonly links?: readonly Builder<DashboardLink>[];
  /** Overrides the time range of the dashboard, for example `now/M`: this month so far. */
  readonly timeFrom?: string;
}

/** A panel whose id is not set yet. */
export interface Numbered extends Builder<Panel> {
  id(id: number): this;
}

/** The methods that the builders of all panel types have. */
interface Common extends Numbered {
  title(title: string): this;
  description(description: string): this;
  unit(unit: string): this;
  span(width: number): this;
  height(height: number): this;
  datasource(datasource: Query['datasource']): this;
  thresholds(builder: ReturnType<typeof thresholds>): this;
  mappings(mappings: ValueMapping[]): this;
  decimals(decimals: number): this;
  min(min: number): this;
  max(max: number): this;
  noValue(text: string): this;
  links(links: Builder<DashboardLink>[]): this;
  timeFrom(from: string): this;
}

/** Sets the options that all panels have; `size` is the default size of this panel type. */
export function describe<B extends Common>(
  builder: B,
  options: PanelOptions,
  size: { readonly width: number; readonly height: number },
): B {
  const { title, description, unit, limits, words, decimals, min, max, empty, links, timeFrom } = options;
  builder
    .title(title)
    .description(description)
    .unit(unit)
    .span(options.width ?? size.width)
    .height(options.height ?? size.height)
    .datasource(options.queries[0]?.datasource ?? DATASOURCE)
    .thresholds(thresholds(limits))
    .noValue(empty ?? NO_DATA);
  if (words !== undefined) builder.mappings([...words]);
  if (decimals !== undefined) builder.decimals(decimals);
  if (min !== undefined) builder.min(min);
  if (max !== undefined) builder.max(max);
  if (links !== undefined) builder.links([...links]);
  if (timeFrom !== undefined) builder.timeFrom(timeFrom);
  return builder;
}

const lastValue = () => new ReduceDataOptionsBuilder().calcs(['lastNotNull']);

interface StatOptions extends PanelOptions {
  /** One number for the whole time, without a sparkline, in place of the newest one. */
  readonly whole?: true;
}

/** A number with a sparkline; its background is coloured where it has limits. */
export function stat(options: StatOptions): Numbered {
  const builder = describe(new StatBuilder(), options, { width: 4, height: 4 })
    .colorScheme(byThreshold())
    .colorMode(options.limits === undefined ? BigValueColorMode.Value : BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.Area)
    .textMode(options.queries.length > 1 ? BigValueTextMode.ValueAndName : BigValueTextMode.Auto)
    .reduceOptions(lastValue());
  // With its own time range, the panel is one number without a sparkline.
  const over = options.timeFrom === undefined && options.whole === undefined ? 'range' : 'instant';
  return builder.targets(targets(options.queries, over));
}

interface TimeSeriesOptions extends PanelOptions {
  /** Stacks the series, for parts of a whole. */
  readonly stacked?: boolean;
  /** Bars, for counts of each step: there is none where nothing happened, and a line would lead over it. */
  readonly counts?: true;
  /** By the name of a line, where one that is good must not look like one that is bad. All others get any. */
  readonly colours?: Readonly<Record<string, string>>;
}

/** Lines over time, with mean and maximum in the legend; limits are dashed lines. */
export function timeSeries(options: TimeSeriesOptions): Numbered {
  const builder = describe(new TimeSeriesBuilder(), options, { width: 12, height: 8 })
    .colorScheme(byName())
    .lineWidth(1)
    .fillOpacity(options.stacked ? 40 : 8)
    .showPoints(VisibilityMode.Never)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs(['mean', 'max', 'lastNotNull']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  for (const [name, fixedColor] of Object.entries(options.colours ?? {}))
    builder.overrideByName(name, [{ id: 'color', value: { mode: FieldColorModeId.Fixed, fixedColor } }]);
  if (options.counts) builder.drawStyle(GraphDrawStyle.Bars).fillOpacity(60);
  if (options.stacked) builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  if (options.limits !== undefined)
    builder.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  return builder.targets(targets(options.queries, 'range'));
}

/** Horizontal bars, in the order of the query. */
export function bars(options: PanelOptions): Numbered {
  return describe(new BarGaugeBuilder(), options, { width: 8, height: 8 })
    .colorScheme(byThreshold())
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Gradient)
    .showUnfilled(true)
    .reduceOptions(lastValue())
    .targets(targets(options.queries, 'instant'));
}

/** States over time, one row per series. */
export function states(options: PanelOptions): Numbered {
  return describe(new StateTimelineBuilder(), options, { width: 12, height: 6 })
    .colorScheme(byThreshold())
    .fillOpacity(70)
    .lineWidth(0)
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
    .targets(targets(options.queries, 'range'));
}

/** Lines, the newest first; each opens with its fields and links. */
export function logLines(options: Omit<PanelOptions, 'unit'>): Numbered {
  return describe(new LogsBuilder(), { ...options, unit: 'short' }, { width: 24, height: 12 })
    .showTime(true)
    .showLabels(false)
    .showCommonLabels(false)
    .showLogContextToggle(true)
    .wrapLogMessage(true)
    .prettifyLogMessage(false)
    .enableLogDetails(true)
    .sortOrder(LogsSortOrder.Descending)
    .dedupStrategy(LogsDedupStrategy.None)
    .targets(targets(options.queries, 'instant'));
}
