/** What somebody else has installed that the stack would bring otherwise. */
import { listAt, textAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import { OWN_LABELS, ROOT } from '../../engines/names.ts';
import { imageName } from '../../images/reference.ts';
import type { Installed } from './facts.ts';

/** Definitions without pods: they are installed when one of them is there. */
interface Definitions {
  readonly component: string;
  readonly definition: string;
  /** On the definition, with its version. */
  readonly annotation: string;
}

/** A program in pods; `definition` is one that it must have brought, if it brings any. */
interface Program {
  readonly component: string;
  /** Last part of the name of its image, wherever a mirror has put it. */
  readonly image: string;
  readonly definition?: string;
}

const DEFINITIONS: readonly Definitions[] = [
  {
    component: 'prometheus-crds',
    definition: 'prometheuses.monitoring.coreos.com',
    annotation: 'operator.prometheus.io/version',
  },
  {
    component: 'gateway-crds',
    definition: 'httproutes.gateway.networking.k8s.io',
    annotation: 'gateway.networking.k8s.io/bundle-version',
  },
];

const PROGRAMS: readonly Program[] = [
  { component: 'cert-manager', image: 'cert-manager-controller', definition: 'certificates.cert-manager.io' },
  { component: 'external-secrets', image: 'external-secrets', definition: 'externalsecrets.external-secrets.io' },
  { component: 'cloudnative-pg', image: 'cloudnative-pg', definition: 'clusters.postgresql.cnpg.io' },
  { component: 'barman-cloud', image: 'plugin-barman-cloud', definition: 'objectstores.barmancloud.cnpg.io' },
  { component: 'clickhouse-operator', image: 'clickhouse-operator', definition: 'clickhouseclusters.clickhouse.com' },
  { component: 'otel-operator', image: 'opentelemetry-operator', definition: 'instrumentations.opentelemetry.io' },
  { component: 'nginx-gateway', image: 'nginx-gateway-fabric', definition: 'nginxgateways.gateway.nginx.org' },
  { component: 'gpu', image: 'dcgm-exporter' },
];

/** The components that are told by a cluster when somebody else has installed them. */
export const RECOGNISED: readonly string[] = [...DEFINITIONS, ...PROGRAMS].map(({ component }) => component);

const METRICS_SERVER = 'metrics-server';

/** Sorted as the tables are. What this program has deployed is not somebody else's. */
export function installedIn(objects: readonly JsonObject[]): readonly Installed[] {
  const own = ownNamespaces(objects);
  const definitions = objects.filter((object) => textAt(object, 'kind') === 'CustomResourceDefinition');
  const named = (name: string | undefined) => definitions.find((one) => textAt(one, 'metadata', 'name') === name);
  return [
    ...DEFINITIONS.flatMap(({ component, definition, annotation }): readonly Installed[] => {
      const found = named(definition);
      if (found === undefined || isOurs(found, component, own)) return [];
      return [
        { component, version: versionIn(textAt(found, 'metadata', 'annotations', annotation)), namespace: undefined },
      ];
    }),
    ...PROGRAMS.flatMap(({ component, image, definition }): readonly Installed[] => {
      if (definition !== undefined && named(definition) === undefined) return [];
      const found = workloadsOf(objects).find((one) => imagesOf(one).some((name) => isNamed(name, image)));
      if (found === undefined || isOurs(found, component, own)) return [];
      const tags = imagesOf(found)
        .filter((name) => isNamed(name, image))
        .map(versionIn);
      return [{ component, version: tags[0], namespace: textAt(found, 'metadata', 'namespace') }];
    }),
  ];
}

/** Autoscalers and `kubectl top` ask it. */
export function hasMetricsServer(objects: readonly JsonObject[]): boolean {
  return workloadsOf(objects).some((one) => imagesOf(one).some((name) => isNamed(name, METRICS_SERVER)));
}

function workloadsOf(objects: readonly JsonObject[]): readonly JsonObject[] {
  return objects.filter((object) => ['Deployment', 'DaemonSet'].includes(textAt(object, 'kind')));
}

function imagesOf(workload: JsonObject): readonly string[] {
  return listAt(workload, 'spec', 'template', 'spec', 'containers').map((container) => textAt(container, 'image'));
}

function isNamed(image: string, name: string): boolean {
  return imageName(image).repository.split('/').at(-1) === name;
}

/** `1.20.1` of a tag or of an annotation; undefined where there is only a digest or a word. */
function versionIn(text: string): string | undefined {
  return /(?:^|[:v])(\d+\.\d+\.\d+)/.exec(text)?.[1];
}

/** Namespaces that this program has made. */
function ownNamespaces(objects: readonly JsonObject[]): ReadonlySet<string> {
  const [[label, value] = ['', '']] = Object.entries(OWN_LABELS);
  return new Set(
    objects
      .filter(
        (object) => textAt(object, 'kind') === 'Namespace' && textAt(object, 'metadata', 'labels', label) === value,
      )
      .map((object) => textAt(object, 'metadata', 'name')),
  );
}

/** By the marks of the engines, and of Helm as Flux runs it. */
function isOurs({ metadata }: JsonObject, component: string, own: ReadonlySet<string>): boolean {
  const application = textAt(metadata, 'annotations', 'argocd.argoproj.io/tracking-id').split(':')[0] ?? '';
  return (
    own.has(textAt(metadata, 'namespace')) ||
    own.has(textAt(metadata, 'annotations', 'meta.helm.sh/release-namespace')) ||
    own.has(textAt(metadata, 'labels', 'helm.toolkit.fluxcd.io/namespace')) ||
    textAt(metadata, 'labels', 'kustomize.toolkit.fluxcd.io/name').startsWith(`${ROOT}-`) ||
    (own.size > 0 && application.endsWith(`-${component}`))
  );
}
