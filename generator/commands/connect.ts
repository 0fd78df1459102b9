/** `connect`: what an application needs to send telemetry to the collector of its cluster, printed or written as files. */
import { relative, sep } from 'node:path';
import { connectionOf } from '../connect/connection.ts';
import { connectFiles, type Instructions, instructionsFor } from '../connect/files.ts';
import { LANGUAGES, type Language } from '../connect/languages.ts';
import { zeroCodeFor } from '../connect/zero-code.ts';
import { openDisk } from '../disk/disk.ts';
import type { Fleet } from '../fleet/model.ts';
import { dnsLabel } from '../fleet/schema/quantities.ts';
import type { Component } from '../stack/component.ts';
import { buildGraph } from '../stack/graph.ts';
import { type Added, addFiles } from '../tree/add-files.ts';
import type { GeneratedFile } from '../tree/file-tree.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { openFleet } from './open-fleet.ts';
import { unknownName } from './unknown-name.ts';

interface ConnectArguments {
  readonly cluster: string;
  readonly app: string;
  readonly namespace: string;
  readonly language: Language;
  /** Only the annotation by which the operator instruments the pods. */
  readonly zeroCode?: boolean;
  /** Absolute path of the folder to write to. */
  readonly write?: string;
}

export async function connect(options: GlobalOptions, given: ConnectArguments, io: Io): Promise<ExitCode> {
  const { fleet, components } = openFleet(options, io);
  if (fleet === undefined) return 2;
  const instructions = instruct(fleet, components, given);
  if ('problem' in instructions) {
    io.err(instructions.problem);
    return 2;
  }
  const files = connectFiles(instructions);
  const { write } = given;
  if (write !== undefined) return writeFiles(write, files, instructions, options, io);
  io.out(
    options.format === 'json'
      ? JSON.stringify({ ...instructions, files }, null, 2)
      : files
          .map(({ path, text }, index) => (index === 0 ? text : `──── ${path}\n${text}`))
          .join('\n')
          .trimEnd(),
  );
  return 0;
}

function instruct(
  fleet: Fleet,
  components: readonly Component[],
  given: ConnectArguments,
): Instructions | { readonly problem: string } {
  const cluster = fleet.clusters.find(({ name }) => name === given.cluster);
  if (cluster === undefined) {
    const names = fleet.clusters.map(({ name }) => name);
    return { problem: unknownName('cluster', given.cluster, names) };
  }
  for (const option of ['app', 'namespace'] as const) {
    const problem = dnsLabel().safeParse(given[option]).error?.issues[0]?.message;
    if (problem !== undefined) return { problem: `--${option} ${given[option]} ${problem}` };
  }
  const graph = buildGraph(fleet, cluster, components);
  if (graph.stack.namespaces.some(({ name }) => name === given.namespace))
    return { problem: `${given.namespace} belongs to the stack itself: use a namespace of the application` };
  const connection = connectionOf(cluster, graph, { name: given.app, namespace: given.namespace });
  if (connection === undefined)
    return {
      problem: `${cluster.name} has no collector, because otel-gateway is disabled there\n  hint: set components.otel-gateway.mode to managed, or connect to another cluster`,
    };
  if (given.zeroCode === true) return zeroCodeFor(connection, given.language, graph);
  const instructions = instructionsFor(connection, given.language, graph);
  if (instructions.examples.length > 0) return instructions;
  const others = LANGUAGES.filter((language) => instructionsFor(connection, language, graph).examples.length > 0);
  return {
    problem: `the example for ${given.language} needs Langfuse, which is disabled on ${cluster.name}\n  hint: use --language ${others.join(' or ')}`,
  };
}

function writeFiles(
  folder: string,
  files: readonly GeneratedFile[],
  instructions: Instructions,
  { repo, format }: GlobalOptions,
  io: Io,
): ExitCode {
  const { written, occupied } = addIn(repo, folder, files);
  if (occupied.length > 0) {
    const told = occupied.map((path) => `${path}: already exists with different content`);
    io.err(`${told.join('\n')}\n  hint: move the file or choose another folder\n\nnothing was written`);
    return 1;
  }
  if (format === 'json') io.out(JSON.stringify({ ...instructions, folder, written }, null, 2));
  else if (written.length === 0) io.out(`nothing to write: all ${files.length} files already exist`);
  else io.out(`${written.map((path) => `wrote ${path}`).join('\n')}\n\n${folder}/README.md describes the next steps`);
  return 0;
}

/** A folder inside the repository may be behind a link that somebody has pushed, which is not followed; any other folder is trusted. */
function addIn(repo: string, folder: string, files: readonly GeneratedFile[]): Added {
  const inside = relative(repo, folder).split(sep).join('/');
  if (inside === '' || inside === '..' || inside.startsWith('../')) return addFiles(openDisk(folder), files);
  const below = `${inside}/`;
  const paths = (found: readonly string[]): readonly string[] => found.map((path) => path.slice(below.length));
  const { written, occupied } = addFiles(
    openDisk(repo),
    files.map(({ path, text }) => ({ path: `${below}${path}`, text })),
  );
  return { written: paths(written), occupied: paths(occupied) };
}
