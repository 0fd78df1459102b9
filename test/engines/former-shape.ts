/** The tree of a fleet of the time before Applications read their layers themselves and environments had Kustomizations, made of what is generated now. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { kustomizeBuild } from '../kustomize-build.ts';
import { realTool } from '../real-tool.ts';
import type { FleetRepository } from './fleet-repository.ts';

/** Writes the work tree as the program wrote it then. What is returned puts it back. */
export async function writeFormerShape(fleet: FleetRepository): Promise<() => void> {
  const former = new Map<string, string | undefined>();
  for (const path of fleet.files('argocd/root/acme/applicationsets'))
    former.set(path, withoutLastSource(fleet.read(path)));
  for (const cluster of clustersIn(fleet, 'argocd/clusters'))
    for (const [path, text] of ofArgocd(fleet, cluster)) former.set(path, text);
  for (const cluster of clustersIn(fleet, 'flux/kustomizations'))
    for (const [path, text] of await ofFlux(fleet, cluster)) former.set(path, text);
  const present = new Map(
    [...former.keys()].map((path) => [path, existsSync(join(fleet.folder, path)) ? fleet.read(path) : undefined]),
  );
  write(fleet, former);
  return () => write(fleet, present);
}

function clustersIn(fleet: FleetRepository, folder: string): ReadonlySet<string> {
  return new Set(fleet.files(folder).map((path) => path.split('/')[2] ?? ''));
}

function write(fleet: FleetRepository, files: ReadonlyMap<string, string | undefined>): void {
  for (const [path, text] of files)
    if (text === undefined) fleet.remove(path);
    else fleet.write(path, text);
}

function withoutLastSource(text: string): string {
  const set = parse(text);
  set.spec.template.spec.sources.pop();
  return stringify(set);
}

type Files = readonly (readonly [path: string, text: string | undefined])[];

/** A folder of its own for each Application. */
function ofArgocd(fleet: FleetRepository, cluster: string): Files {
  const components = `argocd/clusters/${cluster}/components.jsonnet`;
  return fleet.files(`argocd/clusters/${cluster}`).flatMap((path): Files => {
    if (path === components) return [[path, undefined]];
    const build = path.replace('/clusters/', '/builds/').replace(/\.yaml$/, '');
    const { extras, paths, ...rest } = parse(fleet.read(path));
    return [
      [path, stringify({ ...rest, extras: build, paths: paths.replace(components, build) })],
      [`${build}/kustomization.yaml`, stringify({ resources: [`../../../../${extras}`] })],
    ];
  });
}

/** A file for each object, and a folder for what each Kustomization builds. */
async function ofFlux(fleet: FleetRepository, cluster: string): Promise<Files> {
  const folder = `flux/kustomizations/${cluster}`;
  const build = await kustomizeBuild(await realTool('kustomize'), join(fleet.folder, folder));
  if (!build.ok) throw new Error(build.message);
  const objects = parseAllDocuments(build.text).map((document) => document.toJS());
  return [
    ...fleet.files(folder).map((path) => [path, undefined] as const),
    ...objects.flatMap((object): Files => {
      const file = `${folder}/${object.kind.toLowerCase()}-${object.metadata.name}.yaml`;
      if (object.kind !== 'Kustomization') return [[file, stringify(object)]];
      const { path } = object.spec;
      const own = `flux/builds/${cluster}/${object.metadata.labels['lang-observatory.dev/component']}`;
      return [
        [file, stringify({ ...object, spec: { ...object.spec, path: `./${own}` } })],
        [`${own}/kustomization.yaml`, fleet.read(`${path.replace('./', '')}/kustomization.yaml`)],
      ];
    }),
  ];
}
