/** Numbers and colours as Grafana would show them, roughly. */
import type { Defaults } from './dashboard.ts';

const PER_SECOND: Readonly<Record<string, string>> = { reqps: ' req/s', cps: ' /s', ops: ' ops/s' };

export function display(
  value: number,
  { unit, decimals, mappings }: Pick<Defaults, 'unit' | 'decimals' | 'mappings'>,
): string {
  const word = mappings[0]?.options[String(value)]?.text;
  if (word !== undefined) return word;
  switch (unit) {
    case 'percent':
      return `${value.toFixed(decimals ?? 1)} %`;
    case 'percentunit':
      return `${(value * 100).toFixed(decimals ?? 1)} %`;
    case 'currencyUSD':
      return `$${scaled(value, 1000, ['', 'k', 'M'], decimals)}`;
    case 'bytes':
      return scaled(value, 1024, [' B', ' KiB', ' MiB', ' GiB', ' TiB'], decimals);
    case 'Bps':
      return `${scaled(value, 1000, [' B', ' kB', ' MB', ' GB'], decimals)}/s`;
    case 's':
      return duration(value, decimals);
    case 'ms':
      return duration(value / 1000, decimals);
    case 'watt':
      return scaled(value, 1000, [' W', ' kW', ' MW'], decimals);
    case 'joule':
      return scaled(value, 1000, [' J', ' kJ', ' MJ'], decimals);
    case 'celsius':
      return `${value.toFixed(decimals ?? 0)} °C`;
    case 'd':
      return `${value.toFixed(decimals ?? 1)} days`;
    default:
      if (unit.startsWith('suffix:'))
        return `${scaled(value, 1000, ['', ' K'], decimals)}${unit.slice('suffix:'.length)}`;
      return `${scaled(value, 1000, ['', ' K', ' Mil', ' Bil'], decimals)}${PER_SECOND[unit] ?? ''}`;
  }
}

function scaled(value: number, base: number, names: readonly string[], decimals: number | undefined): string {
  let [rest, power] = [value, 0];
  while (Math.abs(rest) >= base && power < names.length - 1) [rest, power] = [rest / base, power + 1];
  const digits = decimals ?? (Number.isInteger(rest) ? 0 : Math.abs(rest) < 0.1 ? 4 : 2);
  return `${rest.toFixed(digits)}${names[power]}`;
}

function duration(seconds: number, decimals = 2): string {
  const size = Math.abs(seconds);
  if (size === 0) return '0 s';
  if (size < 0.001) return `${(seconds * 1e6).toFixed(0)} µs`;
  if (size < 1) return `${(seconds * 1000).toFixed(size < 0.01 ? 1 : 0)} ms`;
  if (size < 120) return `${seconds.toFixed(Number.isInteger(seconds) ? 0 : decimals)} s`;
  if (size < 7200) return `${(seconds / 60).toFixed(1)} min`;
  return size < 172_800 ? `${(seconds / 3600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} days`;
}

const NAMED: Readonly<Record<string, string>> = {
  green: '#4c9a5b',
  yellow: '#c9a227',
  red: '#c4453c',
  blue: '#4a7fc1',
};

/** Of the word for the value, else of the last step at or below it. */
export function colour(
  value: number,
  { thresholds: { steps }, mappings }: Pick<Defaults, 'thresholds' | 'mappings'>,
): string {
  const name =
    mappings[0]?.options[String(value)]?.color ??
    steps.findLast((step) => step.value === null || value >= step.value)?.color ??
    '';
  return NAMED[name] ?? '#8a8f98';
}

const PALETTE = [
  '#7eb26d',
  '#eab839',
  '#6ed0e0',
  '#ef843c',
  '#e24d42',
  '#1f78c1',
  '#ba43a9',
  '#705da0',
  '#508642',
  '#cca300',
];

export function lineColour(index: number, fixed?: string): string {
  if (fixed !== undefined) return NAMED[fixed] ?? fixed;
  return PALETTE[index % PALETTE.length] ?? '#8a8f98';
}
