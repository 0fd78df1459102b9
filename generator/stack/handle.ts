/**
 * How everybody else refers to a component: its name, its namespace, its workloads, the jobs by which Prometheus knows its series,
 * and where its consumers find it. A handle is data of one component and knows no other, so that components which talk to each
 * other never import each other. A misspelt reference does not compile.
 */
import type { CommonSettings } from '../fleet/model.ts';

export interface Namespace {
  readonly name: string;
  /** Pod Security level; anything but `restricted` needs a reason, which `validate` lists. */
  readonly podSecurity:
    | { readonly level: 'restricted' }
    | { readonly level: 'baseline' | 'privileged'; readonly reason: string };
}

export type PodLabels = Readonly<Record<string, string>>;

/** Labels that follow from settings. With the type of a method, so that a handle with settings of its own is still a `Handle`. */
export type PodLabelsBy<S> = { labels(settings: S): PodLabels }['labels'];

/** Pods that network policies select. */
export interface Pods<S extends CommonSettings = CommonSettings> {
  readonly podLabels: PodLabels | PodLabelsBy<S>;
  /** Where the pods run, when that is not the component's namespace. */
  readonly namespace?: string;
}

/** Pods of a component under the name that it gives them: an end of a flow. */
export interface Workload extends Pods {
  readonly component: string;
  readonly name: string;
}

declare const SETTINGS: unique symbol;

interface Identity<S> {
  readonly namespace: Namespace;
  /** The type of the settings; there is no such property. */
  readonly [SETTINGS]?: S;
}

/** What all handles have. `S` are the settings that others may read with `stack.of`. */
export interface Handle<S extends CommonSettings = CommonSettings> extends Identity<S> {
  readonly name: string;
  readonly workloads: Readonly<Record<string, Workload>>;
  /** What the label `job` says of the series of a ServiceMonitor, PodMonitor or Probe, by what it is about. */
  readonly probes: Readonly<Record<string, string>>;
}

/** Names that a workload cannot have, because a handle has its workloads beside them. */
type Reserved = keyof Handle | 'connection';

type PodsByName<S extends CommonSettings> = Readonly<Record<string, Pods<S>>> & { readonly [Name in Reserved]?: never };

interface Definition<Name, Workloads, Probes, Connect> {
  readonly name: Name;
  readonly namespace: Namespace;
  readonly workloads?: Workloads;
  readonly probes?: Probes;
  /** Where consumers find it: a function of its settings where that depends on who runs it. */
  readonly connection?: Connect;
}

type Named<Workloads> = {
  readonly [Name in keyof Workloads]: Workloads[Name] & { readonly component: string; readonly name: Name & string };
};

/**
 * A handle with its own names: `clickhouse.server`, `langfuse.probes.health`, `valkey.connection(settings)`.
 * Not a `Handle` with more, because that one takes any name.
 */
export type HandleOf<S extends CommonSettings, Name, Workloads, Probes, Connect> = Identity<S> &
  Named<Workloads> & {
    readonly name: Name;
    readonly workloads: Named<Workloads>;
    readonly probes: Probes;
    readonly connection: Connect;
  };

type None = Readonly<Record<never, never>>;

/**
 * Ties a handle to the settings that others may read: `defineHandle<ValkeySettings>()({ name: 'valkey', … })`.
 * Of a component whose settings are nobody else's business: `defineHandle()({ … })`.
 */
export function defineHandle<S extends CommonSettings = CommonSettings>() {
  return <
    const Name extends string,
    const Workloads extends PodsByName<S> = None,
    const Probes extends Readonly<Record<string, string>> = None,
    const Connect = undefined,
  >(
    definition: Definition<Name, Workloads, Probes, Connect>,
  ): HandleOf<S, Name, Workloads, Probes, Connect> => {
    const { name, namespace, probes = {}, connection } = definition;
    const workloads = Object.fromEntries(
      Object.entries(definition.workloads ?? {}).map(([workload, pods]) => [
        workload,
        { ...pods, component: name, name: workload },
      ]),
    );
    // The one place where names become properties, which no type of `Object.fromEntries` tells.
    return { ...workloads, name, namespace, workloads, probes, connection } as unknown as HandleOf<
      S,
      Name,
      Workloads,
      Probes,
      Connect
    >;
  };
}
