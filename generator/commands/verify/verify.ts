/** `verify`: whether what runs on a cluster really works. Changes nothing in it but one trace and one sample, which it sends; probe pods are asked for. */
import { langfuse } from '../../components/langfuse/handle.ts';
import { emitYaml } from '../../data/yaml.ts';
import { orUnreachable, Unreachable, whyUnreachable } from '../../live/clusters/unreachable.ts';
import { rightsFor } from '../../live/rights.ts';
import { buildGraph } from '../../stack/graph.ts';
import type { Check } from '../../verify/check.ts';
import { checksOf } from '../../verify/checks.ts';
import { verifyReport } from '../../verify/render/json.ts';
import { reportJunit } from '../../verify/render/junit.ts';
import { reportText } from '../../verify/render/text.ts';
import { countOf, type Report } from '../../verify/report.ts';
import { runChecks } from '../../verify/run-checks.ts';
import { runs } from '../../verify/subject.ts';
import type { World } from '../../verify/world.ts';
import { clusterContext } from '../cluster-context.ts';
import type { ExitCode, GlobalOptions, Io, VerifyFormat } from '../io.ts';
import { openFleet } from '../open-fleet.ts';
import { told } from '../told.ts';
import { unknownName } from '../unknown-name.ts';
import { clusterWorld } from './cluster-world.ts';
import { credentialsOf } from './credentials.ts';
import { probeRights, RIGHTS } from './needs.ts';

export interface VerifyFlags {
  /** Of the kubeconfig; the one with the name of the cluster otherwise. */
  readonly context?: string;
  /** Prints the rights that it needs, and asks nobody. */
  readonly rights?: boolean;
  /** Also makes pods that connect in the place of each workload. */
  readonly probePods?: boolean;
}

const RENDERERS: Readonly<Record<VerifyFormat, (report: Report) => string>> = {
  text: reportText,
  json: (report) => JSON.stringify(verifyReport(report), null, 2),
  junit: reportJunit,
};

/** 1 when a check has failed, 5 when the cluster cannot be asked. */
export async function verify(
  options: GlobalOptions<VerifyFormat>,
  name: string,
  flags: VerifyFlags,
  io: Io,
): Promise<ExitCode> {
  const { repo, format } = options;
  const { fleet, components } = openFleet({ repo, format: format === 'json' ? 'json' : 'text' }, io);
  if (fleet === undefined) return 2;
  const cluster = fleet.clusters.find((one) => one.name === name);
  const names = fleet.clusters.map((one) => one.name);
  if (cluster === undefined) return told([unknownName('cluster', name, names)], 2, io);
  const subject = { cluster, graph: buildGraph(fleet, cluster, components), probes: flags.probePods === true };
  if (subject.probes && !runs(subject, langfuse))
    return told([`--probe-pods runs the image of Langfuse, which ${name} does not have`], 2, io);
  if (flags.rights === true) {
    const rights = [...RIGHTS, ...(subject.probes ? probeRights(subject.graph) : [])];
    io.out(rightsFor('lang-observatory-verify', rights).map(emitYaml).join('---\n').trimEnd());
    return 0;
  }
  const checks = checksOf(subject);
  if (checks.length === 0) return told([`${name} has nothing that could be verified`], 2, io);
  const credentials = credentialsOf(process.env);
  const context = clusterContext(options, { name, context: flags.context }, io);
  const probed = subject.probes ? subject.graph : undefined;
  const world = await orUnreachable(clusterWorld(context, { repo, credentials, probed }));
  return world instanceof Unreachable
    ? told([whyUnreachable(name, world)], 5, io)
    : report(name, checks, world, format, io);
}

async function report(
  cluster: string,
  checks: readonly Check[],
  world: World,
  format: VerifyFormat,
  io: Io,
): Promise<ExitCode> {
  const found: Report = { cluster, results: await runChecks(checks, world) };
  io.out(RENDERERS[format](found));
  return countOf(found, 'failed') === 0 ? 0 : 1;
}
