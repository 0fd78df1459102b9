/** `doctor`: asks one cluster whether it is what its input says, and has what the input needs. Reads only. */
import { componentsOf } from '../../custom/components-of.ts';
import { examine } from '../../doctor/examine.ts';
import { publicHosts } from '../../doctor/hosts.ts';
import { type Diagnostic, sortedDiagnostics } from '../../fleet/diagnostic.ts';
import { loadFleet } from '../../fleet/load.ts';
import { renderDiagnostics } from '../../fleet/render-diagnostics.ts';
import { gatherAll } from '../../live/clusters/gather.ts';
import { openKubeconfig } from '../../live/clusters/kubeconfig.ts';
import { whyUnreachable } from '../../live/clusters/unreachable.ts';
import type { Facts } from '../../live/facts/facts.ts';
import { DOCTOR_LISTINGS } from '../../live/facts/kinds.ts';
import { factsOf } from '../../live/facts/read-facts.ts';
import { buildGraph } from '../../stack/graph.ts';
import type { ExitCode, GlobalOptions, Io } from '../io.ts';
import { openFleet } from '../open-fleet.ts';
import type { DoctorDocument } from '../schemas/doctor.ts';
import { told } from '../told.ts';
import { unknownName } from '../unknown-name.ts';
import { unresolvedHosts } from './unresolved-hosts.ts';

export interface DoctorFlags {
  /** Of the kubeconfig; the one with the name of the cluster otherwise. */
  readonly context?: string;
  /** Also asks the DNS of this machine. */
  readonly hosts?: boolean;
}

/** 1 with findings, 5 when the cluster cannot be asked. */
export async function doctor(options: GlobalOptions, name: string, flags: DoctorFlags, io: Io): Promise<ExitCode> {
  const { fleet, components } = openFleet(options, io);
  if (fleet === undefined) return 2;
  const names = fleet.clusters.map((cluster) => cluster.name);
  const cluster = fleet.clusters.find((one) => one.name === name);
  if (cluster === undefined) return told([unknownName('cluster', name, names)], 2, io);
  const kubeconfig = openKubeconfig(options.repo, process.env, io.cwd);
  const wanted = flags.context ?? name;
  const context = kubeconfig.context(wanted);
  if (context === undefined)
    return told([unknownName('context of the kubeconfig', wanted, kubeconfig.names, 'contexts')], 2, io);
  const [answer] = await gatherAll([{ context, listings: DOCTOR_LISTINGS }], options.repo);
  if (answer === undefined) throw new Error('one cluster was asked, and nobody has answered');
  if ('unreachable' in answer) return told([whyUnreachable(name, answer.unreachable)], 5, io);
  const hosts = flags.hosts === true ? publicHosts(cluster, buildGraph(fleet, cluster, components).stack) : [];
  return report(options, { name, facts: factsOf(answer.objects), unresolved: await unresolvedHosts(hosts) }, io);
}

interface Examined {
  readonly name: string;
  readonly facts: Facts;
  readonly unresolved: readonly string[];
}

function report({ repo, format }: GlobalOptions, { name, facts, unresolved }: Examined, io: Io): ExitCode {
  const { diagnostics } = loadFleet(repo, componentsOf, examine(name, facts, unresolved));
  io.out(format === 'json' ? inJson(name, diagnostics) : inText(name, facts, diagnostics));
  return diagnostics.length === 0 ? 0 : 1;
}

function inJson(cluster: string, diagnostics: readonly Diagnostic[]): string {
  const document: DoctorDocument = { cluster, findings: [...sortedDiagnostics(diagnostics)] };
  return JSON.stringify(document, null, 2);
}

function inText(name: string, facts: Facts, diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length > 0)
    return `${renderDiagnostics(diagnostics)}\n\n${diagnostics.length} ${diagnostics.length === 1 ? 'finding' : 'findings'}`;
  const nodes = `${facts.nodes} ${facts.nodes === 1 ? 'node' : 'nodes'}`;
  return `${name} has what its input needs: ${nodes} with Kubernetes ${facts.minors.join(' and ')}`;
}
