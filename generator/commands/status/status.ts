/** `status`: how everything that the fleet runs is, as its engines see it. Reads clusters, and changes nothing. */
import type { Cluster, Engine } from '../../fleet/model.ts';
import { openKubeconfig } from '../../live/clusters/kubeconfig.ts';
import type { FleetStatus } from '../../live/model.ts';
import { keyOf, waysTo } from '../../live/places.ts';
import { statusHtml } from '../../live/render/html/page.ts';
import { statusJson } from '../../live/render/json.ts';
import { statusText } from '../../live/render/text.ts';
import { type Verdict, verdictOf } from '../../live/verdict.ts';
import { type DescribedFleet, isDescribed } from '../described-fleet.ts';
import type { ExitCode, GlobalOptions, Io, StatusFormat } from '../io.ts';
import { openFleet } from '../open-fleet.ts';
import { told } from '../told.ts';
import { unknownName } from '../unknown-name.ts';
import { type LookRequest, look } from './look.ts';
import { contextMap, type MapFlags } from './maps.ts';
import { rightsText } from './print-rights.ts';
import { waitFor } from './wait.ts';
import { watch } from './watch.ts';

export interface StatusFlags extends MapFlags {
  readonly cluster?: readonly string[];
  readonly remote?: string;
  /** Looks again until everything is as the refs say. */
  readonly wait?: boolean;
  /** Looks again and again until somebody ends it. */
  readonly watch?: boolean;
  /** How long at most, in seconds. */
  readonly timeout: number;
  /** Prints the rights that it needs in the clusters of an engine, and asks nobody. */
  readonly rights?: Engine;
}

const RENDERERS: Readonly<Record<StatusFormat, (status: FleetStatus, now: Date) => string>> = {
  text: statusText,
  html: statusHtml,
  json: (status, now) => JSON.stringify(statusJson(status, now), null, 2),
};

const EXIT_CODES: Readonly<Record<Verdict, ExitCode>> = { healthy: 0, broken: 1, progressing: 4, unreachable: 5 };

export async function status(options: GlobalOptions<StatusFormat>, flags: StatusFlags, io: Io): Promise<ExitCode> {
  const chosen = chooseClusters(options, flags, io);
  if (chosen === undefined) return 2;
  if (flags.rights !== undefined) return printRights(flags.rights, chosen, io);
  const request = prepared(options, flags, chosen, io);
  if (request === undefined) return 2;
  if (flags.watch === true) return watched(request, options.format, io);
  const found = flags.wait === true ? await waitFor(request, flags.timeout, io) : await look(request);
  io.out(RENDERERS[options.format](found, new Date()));
  return EXIT_CODES[verdictOf(found)];
}

/** Ctrl-C ends it, with what the last look came to. */
async function watched(request: LookRequest, format: StatusFormat, io: Io): Promise<ExitCode> {
  if (format !== 'text') return told([`--watch shows text: leave out --format ${format}`], 2, io);
  const ending = new AbortController();
  process.once('SIGINT', () => ending.abort());
  const last = await watch(request, io, ending.signal);
  return last === undefined ? 5 : EXIT_CODES[verdictOf(last)];
}

interface Chosen extends DescribedFleet {
  readonly clusters: readonly Cluster[];
}

/** Undefined when it was said what is wrong. */
function chooseClusters(
  { repo, format }: GlobalOptions<StatusFormat>,
  { cluster: asked }: StatusFlags,
  io: Io,
): Chosen | undefined {
  const described = openFleet({ repo, format: format === 'json' ? 'json' : 'text' }, io);
  if (!isDescribed(described)) return undefined;
  const { fleet, components } = described;
  const names = fleet.clusters.map(({ name }) => name);
  const unknown = asked?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    io.err(unknownName('cluster', unknown, names));
    return undefined;
  }
  return { fleet, components, clusters: fleet.clusters.filter(({ name }) => asked?.includes(name) ?? true) };
}

function printRights(engine: Engine, { clusters, ...described }: Chosen, io: Io): ExitCode {
  if (!clusters.some((cluster) => cluster.engine === engine)) {
    io.err(`none of the clusters has ${engine}`);
    return 2;
  }
  io.out(rightsText(engine, clusters, described).trimEnd());
  return 0;
}

/** Undefined when it was said what is wrong. */
function prepared(
  { repo }: GlobalOptions<StatusFormat>,
  flags: StatusFlags,
  { fleet, components, clusters }: Chosen,
  io: Io,
): LookRequest | undefined {
  const map = contextMap(flags, fleet.engines.argocd.map(keyOf), io.cwd);
  const kubeconfig = openKubeconfig(repo, process.env, io.cwd);
  const ways = waysTo(clusters, kubeconfig.names, map, fleet);
  if ('mistake' in ways) {
    io.err(ways.mistake);
    return undefined;
  }
  return { repo, fleet, components, clusters, ways, kubeconfig, remote: flags.remote };
}
