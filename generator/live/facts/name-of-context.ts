/** The name of a cluster within the name of its context, as the tools of the clouds and of developers make them. */

const NAMES: readonly RegExp[] = [
  // aws eks update-kubeconfig: arn:aws:eks:eu-west-1:123456789012:cluster/prod-1
  /^arn:aws[a-z-]*:eks:[^:]*:\d+:cluster\/(.+)$/,
  // gcloud container clusters get-credentials: gke_project_europe-west1_prod-1
  /^gke_[^_]+_[^_]+_(.+)$/,
  // eksctl: somebody@prod-1.eu-west-1.eksctl.io
  /^[^@]+@([^.]+)\.[^.]+\.eksctl\.io$/,
  // oc login: namespace/api-prod-1-acme-io:6443/somebody
  /^[^/]+\/api-([^:]+):\d+\/[^/]+$/,
  // kind and k3d: kind-dev-1, k3d-dev-1
  /^(?:kind|k3d)-(.+)$/,
];

/** In the notation of a DNS label; what is no such name becomes one as far as it can. */
export function nameOfContext(context: string): string {
  const name = NAMES.reduce((found, pattern) => found ?? pattern.exec(context)?.[1], undefined as string | undefined);
  return (name ?? context)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}
