/** Kinds as an API server serves them. */
import type { JsonObject } from '../data/json.ts';

export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
}

/** Objects of a kind: in a namespace, or in the whole cluster. */
export interface Listing {
  readonly resource: Resource;
  readonly namespace?: string;
  /** Names, labels and annotations alone: definitions are large. */
  readonly metadataOnly?: boolean;
  /** Only those with this label, as `key=value`. */
  readonly labelled?: string;
  /** What is kept of each as soon as it is read: the rest may be a credential. */
  readonly keep?: (object: JsonObject) => JsonObject;
}

/** What somebody may do with objects of a kind; to list them unless it says verbs. */
export interface Right extends Pick<Listing, 'resource' | 'namespace'> {
  readonly verbs?: readonly string[];
}
