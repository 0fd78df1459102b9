/** The fields of a `cluster.yaml` that say what a cluster or its registration has shown, for the template; comments tell what nobody can know but a person. */
import { yamlString } from '../../data/yaml.ts';
import type { Engine } from '../../fleet/model.ts';
import { hasOwnCertificates } from '../../kubernetes/ingress-annotations.ts';
import { printableLine } from '../../text/terminal.ts';
import type { Registered } from '../argocd/registered.ts';
import type { Choice, Facts, Installed } from './facts.ts';
import { whereaboutsOf } from './provider-of-name.ts';

export interface ImportedCluster {
  readonly name: string;
  readonly environment: string;
  readonly engine: Engine;
}

/** Lines of the same kind in the file: a component, what it says, and why. */
interface ComponentLine {
  readonly name: string;
  /** In YAML's flow style. */
  readonly settings: string;
  readonly comments: readonly string[];
}

/** Components whose setting `namespace` says where the operator is, for the network policies of its workloads. */
const HAVE_NAMESPACE: ReadonlySet<string> = new Set(['cloudnative-pg', 'clickhouse-operator', 'gpu']);

/** `known` are comments of whoever has asked. */
export function clusterInput(cluster: ImportedCluster, facts: Facts, known: readonly string[] = []): object {
  const { provider, region, kubernetes, apiPorts, dns } = facts;
  return {
    ...cluster,
    labels: [],
    argocd: '',
    provider,
    region: region ?? '',
    kubernetes: kubernetes ?? '',
    storageClass: storageClassToSay(facts) ?? '',
    apiPorts: apiPorts?.join(', ') ?? '',
    dns:
      dns === undefined
        ? ''
        : {
            namespace: dns.namespace,
            labels: Object.entries(dns.labels).map(([key, value]) => ({ key, value })),
            ports: dns.ports.join(', '),
          },
    about: [...aboutCluster(facts), ...commentLines(known)],
    components: [...facts.installed.map(existing), ...backupsLine(facts), ...gatewayLine(facts)],
  };
}

/** Of a cluster that Argo CD knows, and that nobody has asked. */
export function registeredInput(
  cluster: ImportedCluster,
  { name, server, labels }: Registered,
  { instance }: { readonly instance: string | undefined },
): object {
  const whereabouts = whereaboutsOf({ name, server });
  const destination = name === cluster.name ? '' : name;
  return {
    ...cluster,
    labels: Object.entries(labels).map(([key, value]) => ({ key, value })),
    argocd: instance === undefined && destination === '' ? '' : { instance: instance ?? '', destination },
    provider: whereabouts?.provider ?? 'bare',
    region: whereabouts?.region ?? '',
    kubernetes: '',
    storageClass: '',
    apiPorts: '',
    dns: '',
    about: commentLines([
      `Argo CD knows it as ${name}, with ${server} as its API server.`,
      ...(whereabouts === undefined ? ['Neither tells its provider: change it if it is in a cloud.'] : []),
      `What else the cluster is, it tells itself: lang-observatory doctor ${cluster.name}`,
    ]),
    components: [],
  };
}

/** What a reader should know before the settings; empty when the cluster leaves nothing open. */
export function aboutCluster(facts: Facts): readonly string[] {
  const { minors, nodes, storageClasses, hasMetricsServer, kubernetes } = facts;
  return commentLines([
    `${nodes} ${nodes === 1 ? 'node' : 'nodes'} with Kubernetes ${minors.join(' and ')}, when it was imported.`,
    ...(kubernetes === undefined
      ? ['This version of the program has no schemas for that Kubernetes: manifests are validated against another one.']
      : []),
    ...(storageClasses.length > 1 ? [`StorageClasses: ${namesOf(storageClasses)}.`] : []),
    ...(storageClasses.length === 0 ? ['It has no StorageClass: no volume can be made.'] : []),
    ...(storageClasses.length > 1 && !storageClasses.some(({ isDefault }) => isDefault)
      ? ['None of them is the default one: set storageClass.']
      : []),
    ...(hasMetricsServer ? [] : ['It has no metrics-server: autoscalers do nothing until it has one.']),
    ...severalClasses(facts),
  ]);
}

/** The only one, where none is the default: volumes would wait for ever without it. */
function storageClassToSay({ storageClasses }: Facts): string | undefined {
  const [only, ...others] = storageClasses;
  return only === undefined || only.isDefault || others.length > 0 ? undefined : only.name;
}

function existing({ component, version, namespace }: Installed): ComponentLine {
  const said = HAVE_NAMESPACE.has(component) && namespace !== undefined ? `, namespace: ${yamlString(namespace)}` : '';
  const place = namespace === undefined ? '' : ` in namespace ${namespace}`;
  return {
    name: component,
    settings: `{mode: existing${said}}`,
    comments: commentLines([`${version === undefined ? 'Installed' : `Version ${version} is installed`}${place}.`]),
  };
}

/** The plugin runs beside its operator, so where that is somebody else's, the plugin must be, too. */
function backupsLine({ installed }: Facts): readonly ComponentLine[] {
  const operator = installed.find(({ component }) => component === 'cloudnative-pg');
  if (operator === undefined || installed.some(({ component }) => component === 'barman-cloud')) return [];
  const place = operator.namespace === undefined ? '' : ` in namespace ${operator.namespace}`;
  return [
    {
      name: 'postgres',
      settings: '{backup: {enabled: false}}',
      comments: commentLines([
        `CloudNativePG has no plugin for backups. Install Barman Cloud's${place}, and put barman-cloud: {mode: existing} in place of this.`,
      ]),
    },
  ];
}

/**
 * The class that the cluster has already, where there is no doubt which: among several, one may lead to the internet and another one not.
 * Nothing where it is NGINX Gateway Fabric, the default.
 */
function gatewayLine({ gatewayClasses, ingressClasses }: Facts): readonly ComponentLine[] {
  const gateway = theOne(gatewayClasses);
  if (gateway !== undefined)
    return gateway === 'nginx'
      ? []
      : [{ name: 'gateway', settings: `{className: ${yamlString(gateway)}}`, comments: [] }];
  const ingress = gatewayClasses.length > 0 ? undefined : theOne(ingressClasses);
  return ingress === undefined
    ? []
    : [
        {
          name: 'gateway',
          settings: `{kind: ingress, className: ${yamlString(ingress)}${certificateOf(ingress)}}`,
          comments: [],
        },
      ];
}

/** Load balancers of some classes serve certificates of their cloud alone. */
function certificateOf(ingressClass: string): string {
  return hasOwnCertificates(ingressClass) ? ', certificate: {from: load-balancer}' : '';
}

/** The only one, or the default one. */
function theOne([first, ...others]: readonly Choice[]): string | undefined {
  return first !== undefined && (first.isDefault || others.length === 0) ? first.name : undefined;
}

function severalClasses(facts: Facts): readonly string[] {
  return (['GatewayClasses', 'IngressClasses'] as const).flatMap((what) => {
    const all = what === 'GatewayClasses' ? facts.gatewayClasses : facts.ingressClasses;
    return all.length > 1
      ? [`${what}: ${namesOf(all)}. components.gateway.className says which one leads to the UIs.`]
      : [];
  });
}

function namesOf(choices: readonly Choice[]): string {
  return choices.map(({ name, isDefault }) => (isDefault ? `${name} (default)` : name)).join(', ');
}

/** Each stays a comment, whatever a cluster says. */
function commentLines(lines: readonly string[]): readonly string[] {
  return lines.map(printableLine);
}
