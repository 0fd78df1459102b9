/** The values of a chart, read from one version of it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programFolder } from '../program/program-folder.ts';
import type { ChartValues } from './shape.ts';

/** Relative to the program's folder; tools/charts/bundle.ts writes it. */
export function valuesFile(chart: string): string {
  return `generator/charts/values/${chart}.json`;
}

const known = new Map<string, ChartValues | undefined>();

/** The values of a chart by its name; undefined for an unknown chart. */
export function chartValues(chart: string): ChartValues | undefined {
  if (!known.has(chart)) known.set(chart, readValues(join(programFolder(), valuesFile(chart))));
  return known.get(chart);
}

function readValues(file: string): ChartValues | undefined {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
