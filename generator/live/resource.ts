/** Kinds as an API server serves them. */

export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
}

/** Objects of a kind in a namespace. */
export interface Listing {
  readonly resource: Resource;
  readonly namespace: string;
}
