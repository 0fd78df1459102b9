/** `explain`: the components of a cluster, the settings of a component, and the file and line of each setting or value. */

import type { Json } from '../data/json.ts';
import { emitYaml } from '../data/yaml.ts';
import type { Cluster } from '../fleet/model.ts';
import type { Layer } from '../fleet/resolve/layer.ts';
import { clusterComponent } from '../layers/explain.ts';
import { originsIn } from '../layers/origin.ts';
import { buildGraph } from '../stack/graph.ts';
import { didYouMean } from '../text/did-you-mean.ts';
import { type DescribedFleet, isDescribed } from './described-fleet.ts';
import { type Context, explainedPath, settingOrigin } from './explain-path.ts';
import { annotated, explainedSettings, settingsOf } from './explain-settings.ts';
import { inputOf } from './input-of.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { openFleet } from './open-fleet.ts';
import { unknownName } from './unknown-name.ts';

interface ExplainArguments {
  readonly cluster: string;
  readonly component?: string;
  readonly path?: string;
}

interface Answer {
  readonly json: Json;
  readonly text: string;
}

type Explained = Answer | { readonly problem: string };

export async function explain(options: GlobalOptions, asked: ExplainArguments, io: Io): Promise<ExitCode> {
  const described = openFleet(options, io);
  if (!isDescribed(described)) return 2;
  const answer = answerTo(asked, described, described.layers);
  if ('problem' in answer) {
    io.err(answer.problem);
    return 2;
  }
  io.out(options.format === 'json' ? JSON.stringify(answer.json, null, 2) : answer.text);
  return 0;
}

function answerTo(
  asked: ExplainArguments,
  described: DescribedFleet,
  layers: ReadonlyMap<string, readonly Layer[]>,
): Explained {
  const { fleet, components } = described;
  const cluster = fleet.clusters.find(({ name }) => name === asked.cluster);
  if (cluster === undefined) return { problem: unknownName('cluster', asked.cluster, namesOf(fleet.clusters)) };
  if (asked.component === undefined) return componentsOn(described, cluster);
  const component = components.find(({ name }) => name === asked.component);
  if (component === undefined) return { problem: unknownName('component', asked.component, namesOf(components)) };
  const explained = clusterComponent(fleet, cluster, component, components);
  const files = inputOf(cluster.name, layers);
  if (files === undefined) throw new Error(`no file speaks of cluster ${cluster.name}`);
  const origins = originsIn(files, components);
  const context = { cluster, component, explained, origins, layers: layers.get(cluster.name) ?? [] };
  if (asked.path === undefined) return wholeComponent(context);
  const json = explainedPath(context, asked.path);
  if (json !== undefined) return { json, text: emitYaml(json).trimEnd() };
  const hint = didYouMean(
    asked.path,
    settingsOf(component).map(({ path }) => path.join('.')),
  );
  const problem = `${component.name} on ${cluster.name} has no setting and no Helm value ${asked.path}`;
  return { problem: hint === undefined ? problem : `${problem}\n  hint: ${hint}` };
}

function namesOf(all: readonly { readonly name: string }[]): readonly string[] {
  return all.map(({ name }) => name);
}

/** A line for each component, in the order of deployment. */
function componentsOn({ fleet, components: all }: DescribedFleet, cluster: Cluster): Answer {
  const graph = buildGraph(fleet, cluster, all);
  const components = all.map((component) => ({
    component: component.name,
    mode: graph.modeOf(component.name),
    deployed: graph.deployed.includes(component),
    description: component.description,
  }));
  const rows = components.map(({ component, mode, deployed, description }) => [
    component,
    mode,
    deployed ? 'deployed' : '-',
    description,
  ]);
  return { json: components, text: table([['component', 'mode', 'deployed', 'what it is'], ...rows]) };
}

/** Aligns columns to their widest cell. */
function table(rows: readonly (readonly string[])[]): string {
  const widthOf = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const line = (row: readonly string[]): string => row.map((cell, column) => cell.padEnd(widthOf(column))).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}

function wholeComponent(context: Context): Answer {
  const { component, explained } = context;
  const { deployed, values, secrets } = explained;
  const settings = explainedSettings(component, explained.settings, (path) => settingOrigin(context, path));
  const below = {
    ...(Object.keys(values).length > 0 ? { values } : {}),
    ...(secrets.length > 0 ? { secrets } : {}),
  };
  const described = settings.map(({ path, description, value, from }) => ({
    setting: path.join('.'),
    description,
    ...(value === undefined ? {} : { value }),
    ...(from === undefined ? {} : { from }),
  }));
  const text = [`# ${component.description}`, `deployed: ${deployed}`, 'settings:', ...annotated(settings)];
  const rest = Object.keys(below).length === 0 ? [] : emitYaml(below).trimEnd().split('\n');
  return {
    json: { deployed, settings: explained.settings, described, ...below },
    text: [...text, ...rest].join('\n'),
  };
}
