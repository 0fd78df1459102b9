/** Where a cluster runs, told by the name that tools of the clouds give it or by the address of its API server. */
import type { ProviderName } from '../../fleet/model.ts';

export interface Whereabouts {
  readonly provider: ProviderName;
  readonly region: string;
}

const FORMS: readonly (readonly [ProviderName, RegExp])[] = [
  ['aws', /^arn:aws[a-z-]*:eks:(?<region>[a-z0-9-]+):\d+:cluster\//],
  // GKE names a region, or a zone of one.
  ['gcp', /^gke_[^_]+_(?<region>[a-z]+-[a-z]+\d+)(?:-[a-z])?_/],
  ['aws', /^https:\/\/[^/:]+\.(?<region>[a-z0-9-]+)\.eks\.amazonaws\.com(?:\.cn)?(?:[:/]|$)/i],
  ['azure', /^https:\/\/[^/:]+\.(?:hcp|privatelink)\.(?<region>[a-z0-9]+)\.azmk8s\.(?:io|us|cn)(?:[:/]|$)/i],
];

/** Undefined where neither tells it: then only a person knows. */
export function whereaboutsOf({
  name,
  server,
}: {
  readonly name: string;
  readonly server: string;
}): Whereabouts | undefined {
  for (const [provider, form] of FORMS) {
    const region = (form.exec(name) ?? form.exec(server))?.groups?.region;
    if (region !== undefined) return { provider, region };
  }
  return undefined;
}
