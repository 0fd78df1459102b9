/** Which version of each engine runs in a cluster, and where. */
import { listAt, textAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import type { Engine } from '../../fleet/model.ts';
import { imageName } from '../../images/reference.ts';
import type { RunningEngine } from './facts.ts';

/** Flux marks its Deployments with the version of the whole (`flux install`, Flux operator); the images have versions of their own. */
const FLUX = { part: 'flux', deployment: 'source-controller' };

/** Argo CD's image has its version, whoever has installed it under whatever names. */
const ARGOCD_IMAGE = 'argocd';

/** One for each namespace that has one. */
export function enginesIn(objects: readonly JsonObject[]): readonly RunningEngine[] {
  const deployments = objects.filter((object) => textAt(object, 'kind') === 'Deployment');
  const found = deployments.flatMap((deployment): readonly RunningEngine[] => {
    const namespace = textAt(deployment, 'metadata', 'namespace');
    const label = (name: string): string => textAt(deployment, 'metadata', 'labels', `app.kubernetes.io/${name}`);
    if (label('part-of') === FLUX.part && textAt(deployment, 'metadata', 'name') === FLUX.deployment)
      return [{ engine: 'flux', namespace, version: versionIn(label('version')) }];
    const image = listAt(deployment, 'spec', 'template', 'spec', 'containers')
      .map((container) => textAt(container, 'image'))
      .find((name) => imageName(name).repository.split('/').at(-1) === ARGOCD_IMAGE);
    return image === undefined
      ? []
      : [{ engine: 'argocd', namespace, version: versionIn(imageName(image).version.slice(1)) }];
  });
  const place = ({ engine, namespace }: { readonly engine: Engine; readonly namespace: string }) =>
    `${engine} ${namespace}`;
  return [...new Map(found.map((one) => [place(one), one])).values()];
}

function versionIn(text: string): string | undefined {
  return /^v?(\d+\.\d+\.\d+)/.exec(text)?.[1];
}
