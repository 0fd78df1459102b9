/** How an application on a cluster reaches the collector: everything that follows from the resolved fleet. Pure. */

import { gateway, isExposed, publicHost } from '../components/gateway/handle.ts';
import { langfuse, type Project, projectsOf, takesTraces } from '../components/langfuse/handle.ts';
import { doorService } from '../components/otel-collector/projects.ts';
import { type Takers, takersOf } from '../components/otel-collector/takers.ts';
import { otelGateway } from '../components/otel-gateway/handle.ts';
import type { Cluster } from '../fleet/model.ts';
import { STACK_NAMESPACE } from '../kubernetes/metadata.ts';
import { isOutside } from '../stack/component.ts';
import type { LevelGraph } from '../stack/graph.ts';
import { ownerOfSecrets } from '../stack/standby.ts';
import { storeEntry } from '../stack/store-entries.ts';

export interface Application {
  /** Name of its service in telemetry, of its Deployment and container, and the `app.kubernetes.io/name` of its pods. */
  readonly name: string;
  readonly namespace: string;
}

export interface Connection {
  readonly cluster: string;
  readonly environment: string;
  readonly application: Application;
  /** OTLP, as pods on the cluster see it. */
  readonly endpoints: { readonly grpc: string; readonly http: string };
  /** Which component takes what the collector receives; null where it is dropped. */
  readonly signals: Takers;
  readonly langfuse: LangfuseAccess | null;
}

/** Langfuse's own API, for what is no telemetry: prompts, scores, datasets. */
export interface LangfuseAccess {
  readonly url: string;
  /** Whether that address is answered for applications at all. */
  readonly reachable: boolean;
  /** The Secret with the keys of its project, and the entry in the store that it comes from. */
  readonly keys: {
    readonly namespace: string;
    readonly secret: string;
    readonly publicKey: string;
    readonly secretKey: string;
    readonly storeEntry: string | null;
  };
}

/** Undefined where the cluster has no collector. The graph is the cluster's. */
export function connectionOf(cluster: Cluster, graph: LevelGraph, application: Application): Connection | undefined {
  const { stack } = graph;
  if (!stack.deploys(otelGateway)) return undefined;
  const project = projectOf(application.namespace, graph);
  const { service } = otelGateway.connection;
  const address = `${project === undefined ? service : doorService(service, project)}.${STACK_NAMESPACE}.svc`;
  return {
    cluster: cluster.name,
    environment: cluster.environment,
    application,
    endpoints: {
      grpc: `http://${address}:${otelGateway.connection.grpcPort}`,
      http: `http://${address}:${otelGateway.connection.httpPort}`,
    },
    signals: takersOf(stack),
    langfuse: takesTraces(stack.of(langfuse)) ? langfuseAccess(cluster, graph, project) : null,
  };
}

/** The project of a namespace, where it is not the initial one. */
export function projectOf(namespace: string, { stack }: LevelGraph): Project | undefined {
  return projectsOf(stack.of(langfuse)).find(({ namespaces }) => namespaces.includes(namespace));
}

/** Elsewhere by its address. Here by its public name; without one inside the cluster, where its network policy lets in few. */
function langfuseAccess(cluster: Cluster, { stack, flows }: LevelGraph, project: Project | undefined): LangfuseAccess {
  const { url, isUserProvided, ...initial } = langfuse.connection(stack.of(langfuse));
  const secretName = project?.secretName ?? initial.secretName;
  const isElsewhere = !stack.deploys(langfuse);
  const isPublic = isExposed(stack.of(gateway));
  const isOpen = flows.some(({ from, to }) => to === langfuse.web && isOutside(from) && OPEN.has(from.outside));
  const { secretsProvider } = stack;
  return {
    url: isPublic && !isElsewhere ? `https://${publicHost(stack.of(gateway), langfuse.name, cluster.domain)}` : url,
    reachable: isElsewhere || isPublic || isOpen,
    keys: {
      namespace: STACK_NAMESPACE,
      secret: secretName,
      publicKey: 'public-key',
      secretKey: 'secret-key',
      storeEntry:
        secretsProvider.provider === 'generated' || isUserProvided
          ? null
          : storeEntry(secretsProvider, ownerOfSecrets(cluster.name, cluster.standby), secretName),
    },
  };
}

/** Parties outside the stack that an application belongs to. */
const OPEN: ReadonlySet<string> = new Set(['anywhere', 'applications']);
