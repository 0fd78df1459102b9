/**
 * How other components refer to a component: its name, its namespace, its workloads, the Prometheus jobs of its series,
 * and the connection of its consumers. A handle is data of one component and imports no other, so components that use each
 * other do not import each other. A misspelt reference does not compile.
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
  /** The namespace of the pods, if it is not the component's. */
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
  /** Values of the label `job` in the series of a ServiceMonitor, PodMonitor or Probe, by subject. */
  readonly probes: Readonly<Record<string, string>>;
}

/** Names that a workload cannot have, because they are properties of a handle, like its workloads. */
type Reserved = keyof Handle | 'connection';

type PodsByName<S extends CommonSettings> = Readonly<Record<string, Pods<S>>> & { readonly [Name in Reserved]?: never };

interface Definition<Name, Workloads, Probes, Connect> {
  readonly name: Name;
  readonly namespace: Namespace;
  readonly workloads?: Workloads;
  readonly probes?: Probes;
  /** The connection of its consumers: a function of its settings if it depends on the mode. */
  readonly connection?: Connect;
}

type Named<Workloads> = {
  readonly [Name in keyof Workloads]: Workloads[Name] & { readonly component: string; readonly name: Name & string };
};

/**
 * A handle with its own names: `clickhouse.server`, `langfuse.probes.health`, `valkey.connection(settings)`.
 * It does not extend `Handle`, which allows any name.
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
 * For a component whose settings no other component reads: `defineHandle()({ … })`.
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
    // Names become properties here, and only here; the type of `Object.fromEntries` cannot express that.
    return { ...workloads, name, namespace, workloads, probes, connection } as unknown as HandleOf<
      S,
      Name,
      Workloads,
      Probes,
      Connect
    >;
  };
}
