/** What a component of Flux is made of in a cluster: the sources, the release or the manifests of upstream, and the Kustomization over all. */
import { fieldAt, listAt, textAt } from '../../data/fields.ts';
import type { Json, JsonObject } from '../../data/json.ts';
import { prefixed } from '../../engines/names.ts';
import type { Wanted } from '../model.ts';
import type { Find } from './flux-objects.ts';

export interface Parts {
  readonly kustomization: JsonObject | undefined;
  /** Those that are there, in the order in which one needs the other. */
  readonly below: readonly JsonObject[];
  /** `Kind namespace/name` of one that the Kustomization makes and that is not there. */
  readonly absent: string | undefined;
  /** Versions without the build part that Flux adds. */
  readonly wanted: string | undefined;
  readonly running: string | undefined;
}

/** How objects of a cluster are found, and where those of Flux itself are. */
interface Finding {
  readonly find: Find;
  readonly namespace: string;
}

export function partsOf(wanted: Wanted, finding: Finding): Parts {
  const kustomization = finding.find('Kustomization', finding.namespace, prefixed(wanted.component));
  return { kustomization, ...BELOW[wanted.source](wanted, finding) };
}

type Below = Omit<Parts, 'kustomization'>;

const BELOW: Readonly<Record<Wanted['source'], (wanted: Wanted, finding: Finding) => Below>> = {
  manifests: () => ({ below: [], absent: undefined, wanted: undefined, running: undefined }),
  chart: ({ component, namespace }, { find }) => {
    const release = find('HelmRelease', namespace, component);
    if (release === undefined) return nothing(`HelmRelease ${namespace}/${component}`);
    const sources = sourcesOf(release, find);
    const told = textAt(sources.at(0), 'spec', 'ref', 'tag') || textAt(release, 'spec', 'chart', 'spec', 'version');
    return { below: [...sources, release], absent: undefined, wanted: bare(told), running: deployedVersion(release) };
  },
  upstream: ({ component }, { find, namespace }) => {
    const name = prefixed(`${component}-upstream`);
    const applied = find('Kustomization', namespace, name);
    const source = find('GitRepository', namespace, name);
    if (applied === undefined) return nothing(`Kustomization ${namespace}/${name}`);
    const [, running] = /^(?:refs\/tags\/)?(.+)@/.exec(textAt(applied, 'status', 'lastAppliedRevision')) ?? [];
    return {
      below: [...(source === undefined ? [] : [source]), applied],
      absent: undefined,
      wanted: bare(textAt(source, 'spec', 'ref', 'tag')),
      running,
    };
  },
};

function nothing(absent: string): Below {
  return { below: [], absent, wanted: undefined, running: undefined };
}

/** Of a release: its OCIRepository, or its HelmRepository and the HelmChart that Flux makes of both. */
function sourcesOf(release: JsonObject, find: Find): readonly JsonObject[] {
  const [own, name] = [textAt(release, 'metadata', 'namespace'), textAt(release, 'metadata', 'name')];
  const at = (reference: Json | undefined): JsonObject | undefined =>
    find(textAt(reference, 'kind'), textAt(reference, 'namespace') || own, textAt(reference, 'name'));
  const chartRef = fieldAt(release, 'spec', 'chartRef');
  const sourceRef = fieldAt(release, 'spec', 'chart', 'spec', 'sourceRef');
  const found =
    chartRef !== undefined
      ? [at(chartRef)]
      : // Named by helm-controller (fluxcd/helm-controller:api/v2/helmrelease_types.go, GetHelmChartName).
        [at(sourceRef), find('HelmChart', textAt(sourceRef, 'namespace') || own, `${own}-${name}`)];
  return found.filter((one) => one !== undefined);
}

/** The newest version of its history that Helm has deployed, or has had deployed until an upgrade failed. */
function deployedVersion(release: JsonObject): string | undefined {
  const history = listAt(release, 'status', 'history');
  const deployed = history.find((one) => ['deployed', 'superseded'].includes(textAt(one, 'status')));
  return bare(textAt(deployed, 'chartVersion'));
}

/** helm-controller adds the digest of the chart to the version of one from a registry, whose tags have `_` in place of `+`. */
function bare(version: string): string | undefined {
  return version.replace(/[+_][0-9a-f]{12,}$/, '') || undefined;
}
