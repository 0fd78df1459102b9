/** All facts of a cluster, from the objects that it has listed. */
import { mapAt, textAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import type { Engine } from '../../fleet/model.ts';
import { classesOf } from './classes.ts';
import { enginesIn } from './engine-versions.ts';
import type { Facts } from './facts.ts';
import { hasMetricsServer, installedIn } from './installed.ts';
import { containerLimitsIn, podSecurityIn, quotasIn } from './limits.ts';
import { apiPortsOf, dnsOf } from './network.ts';
import { minorsOf, providerOf, regionOf, supportedMinor } from './nodes.ts';

/** Definitions of which each engine needs its own. */
const DEFINITION_OF: Readonly<Record<Engine, string>> = {
  argocd: 'applications.argoproj.io',
  flux: 'kustomizations.kustomize.toolkit.fluxcd.io',
};

export function factsOf(objects: readonly JsonObject[]): Facts {
  const nodes = objects.filter((object) => textAt(object, 'kind') === 'Node');
  const minors = minorsOf(nodes);
  const has = (definition: string): boolean =>
    objects.some(
      (one) => textAt(one, 'kind') === 'CustomResourceDefinition' && textAt(one, 'metadata', 'name') === definition,
    );
  return {
    provider: providerOf(nodes),
    region: regionOf(nodes),
    nodes: nodes.length,
    nodeLabels: nodes.map(labelsOf),
    priorityClasses: objects
      .filter((one) => textAt(one, 'kind') === 'PriorityClass')
      .map((one) => textAt(one, 'metadata', 'name')),
    minors,
    kubernetes: supportedMinor(minors),
    engines: (['argocd', 'flux'] as const).filter((engine) => has(DEFINITION_OF[engine])),
    storageClasses: classesOf(objects, 'StorageClass'),
    gatewayClasses: classesOf(objects, 'GatewayClass'),
    ingressClasses: classesOf(objects, 'IngressClass'),
    installed: installedIn(objects),
    hasMetricsServer: hasMetricsServer(objects),
    apiPorts: apiPortsOf(objects),
    dns: dnsOf(objects),
    runningEngines: enginesIn(objects),
    quotas: quotasIn(objects),
    containerLimits: containerLimitsIn(objects),
    podSecurity: podSecurityIn(objects),
  };
}

function labelsOf(object: JsonObject): Readonly<Record<string, string>> {
  const labels = Object.entries(mapAt(object, 'metadata', 'labels'));
  return Object.fromEntries(labels.map(([key, value]) => [key, String(value)]));
}
