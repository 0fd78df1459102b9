/** `doctor`: asks one cluster whether it is what its input says, and has what the input needs. Changes nothing in it. */
import { componentsOf } from '../../custom/components-of.ts';
import { examine } from '../../doctor/examine.ts';
import { type Asked, FINDINGS } from '../../doctor/finding.ts';
import { publicHosts } from '../../doctor/hosts.ts';
import { type Diagnostic, sortedDiagnostics } from '../../fleet/diagnostic.ts';
import { loadFleet } from '../../fleet/load.ts';
import type { Cluster, Fleet } from '../../fleet/model.ts';
import { renderDiagnostics } from '../../fleet/render-diagnostics.ts';
import { clusterAnswer, ownAnswer } from '../../layers/answer.ts';
import { connect } from '../../live/clusters/connection.ts';
import { gatherAll } from '../../live/clusters/gather.ts';
import type { KubeContext } from '../../live/clusters/kubeconfig.ts';
import { orUnreachable, Unreachable, whyUnreachable } from '../../live/clusters/unreachable.ts';
import type { Facts } from '../../live/facts/facts.ts';
import { DOCTOR_LISTINGS } from '../../live/facts/kinds.ts';
import { factsOf } from '../../live/facts/read-facts.ts';
import { buildGraph, type LevelGraph } from '../../stack/graph.ts';
import { clusterContext } from '../cluster-context.ts';
import type { ExitCode, GlobalOptions, Io } from '../io.ts';
import { openFleet } from '../open-fleet.ts';
import type { DoctorDocument } from '../schemas/doctor.ts';
import { told } from '../told.ts';
import { unknownName } from '../unknown-name.ts';
import { type OwnObject, tryObjects } from './dry-run.ts';
import { forbiddenTo } from './engine-rights.ts';
import { unresolvedHosts } from './unresolved-hosts.ts';

export interface DoctorFlags {
  /** Of the kubeconfig; the one with the name of the cluster otherwise. */
  readonly context?: string;
  /** Also asks the DNS of this machine. */
  readonly hosts?: boolean;
  /** Also applies the objects of the tree, without storing them. */
  readonly dryRun?: boolean;
  /** Also asks what Flux may do. */
  readonly engineRights?: boolean;
}

/** 1 with findings, 5 when the cluster cannot be asked. */
export async function doctor(options: GlobalOptions, name: string, flags: DoctorFlags, io: Io): Promise<ExitCode> {
  const { fleet, components } = openFleet(options, io);
  if (fleet === undefined) return 2;
  const names = fleet.clusters.map((cluster) => cluster.name);
  const cluster = fleet.clusters.find((one) => one.name === name);
  if (cluster === undefined) return told([unknownName('cluster', name, names)], 2, io);
  if (flags.engineRights === true && cluster.engine !== 'flux')
    return told(
      [`--engine-rights is for Flux, and ${name} has Argo CD, which applies as whoever its cluster Secret names`],
      2,
      io,
    );
  const context = clusterContext(options, { name, context: flags.context }, io);
  const [answer] = await gatherAll([{ context, listings: DOCTOR_LISTINGS }], options.repo);
  if (answer === undefined) throw new Error('one cluster was asked, and nobody has answered');
  if ('unreachable' in answer) return told([whyUnreachable(name, answer.unreachable)], 5, io);
  const graph = buildGraph(fleet, cluster, components);
  const tried = await orUnreachable(tryOut({ fleet, cluster, graph }, flags, { context, repo: options.repo }));
  if (tried instanceof Unreachable) return told([whyUnreachable(name, tried)], 5, io);
  const hosts = flags.hosts === true ? publicHosts(cluster, graph.stack) : [];
  const asked = { unresolved: await unresolvedHosts(hosts), clockAhead: answer.clockAhead, ...tried };
  return report(options, { name, facts: factsOf(answer.objects), asked, untried: tried.untried }, io);
}

/** What is only asked where somebody wants it, since it needs more rights. */
async function tryOut(
  { fleet, cluster, graph }: { readonly fleet: Fleet; readonly cluster: Cluster; readonly graph: LevelGraph },
  flags: DoctorFlags,
  { context, repo }: { readonly context: KubeContext; readonly repo: string },
): Promise<Pick<Asked, 'refused' | 'forbidden'> & { readonly untried: number }> {
  if (flags.dryRun !== true && flags.engineRights !== true) return { untried: 0 };
  const connection = await connect(context, repo, AbortSignal.timeout(MOST_SECONDS * 1000));
  const objects = objectsOf(cluster, graph);
  const { refused, untried } =
    flags.dryRun === true ? await tryObjects(connection, objects) : { refused: [], untried: 0 };
  const forbidden = flags.engineRights === true ? await forbiddenTo(fleet.engines.flux, connection, objects) : [];
  return { refused, forbidden, untried };
}

const MOST_SECONDS = 120;

/** Everything beside the Helm releases. */
function objectsOf(cluster: Cluster, graph: LevelGraph): readonly OwnObject[] {
  return graph.deployed.flatMap((component) =>
    clusterAnswer(component, ownAnswer(component, graph), graph, cluster).manifests.map((manifest) => ({
      component: component.name,
      manifest,
    })),
  );
}

interface Examined {
  readonly name: string;
  readonly facts: Facts;
  readonly asked: Asked;
  /** Objects that could not be tried. */
  readonly untried: number;
}

function report({ repo, format }: GlobalOptions, { name, facts, asked, untried }: Examined, io: Io): ExitCode {
  const { diagnostics } = loadFleet(repo, componentsOf, examine(name, facts, asked));
  if (untried > 0)
    io.err(
      `${untried} ${untried === 1 ? 'object was' : 'objects were'} not tried: the namespace or the kind is not there yet`,
    );
  io.out(format === 'json' ? inJson(name, diagnostics) : inText(name, facts, diagnostics));
  return diagnostics.length === 0 ? 0 : 1;
}

function inJson(cluster: string, diagnostics: readonly Diagnostic[]): string {
  const findings = sortedDiagnostics(diagnostics).map(({ names = [], ...diagnostic }) => ({
    ...diagnostic,
    names: FINDINGS.filter((name) => names.includes(name)),
  }));
  const document: DoctorDocument = { cluster, findings };
  return JSON.stringify(document, null, 2);
}

function inText(name: string, facts: Facts, diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length > 0)
    return `${renderDiagnostics(diagnostics)}\n\n${diagnostics.length} ${diagnostics.length === 1 ? 'finding' : 'findings'}`;
  const nodes = `${facts.nodes} ${facts.nodes === 1 ? 'node' : 'nodes'}`;
  return `${name} has what its input needs: ${nodes} with Kubernetes ${facts.minors.join(' and ')}`;
}
