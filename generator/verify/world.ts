/** Everything that checks may do: the only way out of this room. Tests give them another world. */
import type { JsonObject } from '../data/json.ts';
import type { ServicePlace } from '../live/clusters/service-pod.ts';
import type { PlacedWorkload } from '../stack/graph.ts';
import type { Address } from './probes/probes.ts';

export interface Request {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A page as a browser that trusts public authorities sees it. */
export interface Page {
  readonly status: number;
  /** Empty when it says none. */
  readonly contentType: string;
  /** Where it leads to; empty when it leads nowhere. */
  readonly location: string;
  readonly certificate: Certificate;
}

export interface Certificate {
  /** Milliseconds since 1970. */
  readonly expires: number;
  /** Whether it is for the host name that was asked for. */
  readonly isForHost: boolean;
  /** The code of what is wrong with the authority that it is of, as TLS says it; undefined for one that is trusted. */
  readonly distrust: string | undefined;
}

/** What only the user has. Never printed. */
export interface Credentials {
  readonly langfuse: { readonly publicKey: string; readonly secretKey: string } | undefined;
  /** Of a service account of Grafana. */
  readonly grafanaToken: string | undefined;
}

/** Pods that connect in the place of others. */
export interface Probes {
  /** Of the namespaces of the stack, as they were when they were first asked for. */
  pods(): Promise<readonly JsonObject[]>;
  /**
   * What a pod with the labels of `source` meets at each address, in their order: `open`, or the code of the error. A single text says why it
   * cannot be told.
   */
  run(source: PlacedWorkload, addresses: readonly Address[]): Promise<readonly string[] | string>;
}

/** What asks throws Unreachable when nobody answers. */
export interface World {
  /** Asks a Service of the cluster, from inside of it. */
  service(place: ServicePlace, request: Request): Promise<Answer>;
  /** Asks a server outside of the cluster; `url` is without a slash at its end. */
  address(url: string, request: Request): Promise<Answer>;
  /** Opens a page, whatever its certificate is; follows nothing. */
  page(url: string): Promise<Page>;
  readonly credentials: Credentials;
  /** Where nobody asked for probe pods there are none. */
  readonly probes?: Probes;
  /** Milliseconds since 1970. */
  now(): number;
  pause(milliseconds: number): Promise<void>;
  /** So many random bytes in hexadecimal. */
  randomHex(bytes: number): string;
}
