/** `init`: a new fleet repository that is generated and valid from its first minute. */

import { basename } from 'node:path';
import { REGISTRY } from '../components/registry.ts';
import { openDisk } from '../disk/disk.ts';
import { gitUrl } from '../fleet/schema/git-names.ts';
import { clusterNameProblem } from '../fleet/schema/schema.ts';
import { programVersion } from '../program/program-folder.ts';
import type { Chart, UpstreamFolder } from '../stack/component.ts';
import { renderTemplate } from '../templates/render.ts';
import { pathOf } from '../tree/layout.ts';
import { withLock } from '../tree/lock.ts';
import { generate } from './generate.ts';
import type { ExitCode, GlobalOptions, Io, OutputFormat } from './io.ts';
import { openFleet } from './open-fleet.ts';
import { writeSchemas } from './schema.ts';

interface InitFlags {
  readonly name?: string;
  readonly url?: string;
  readonly domain: string;
  readonly environment: string;
  readonly cluster: string;
  readonly engine: string;
  readonly provider: string;
  readonly region?: string;
  readonly package?: string;
}

export async function init(folder: string, flags: InitFlags, format: OutputFormat, io: Io): Promise<ExitCode> {
  const disk = openDisk(folder);
  if (disk.entries('.').some(({ path }) => path !== '.git')) {
    io.err(`${folder} is not empty: init creates a new repository; use add cluster in an existing one`);
    return 2;
  }
  if (flags.url === undefined) {
    io.err('init needs --url: the address of the Git repository that Argo CD or Flux will read');
    return 2;
  }
  const problem = clusterNameProblem(flags.cluster);
  if (problem !== undefined) {
    io.err(`${flags.cluster} is not a valid cluster name: it ${problem}`);
    return 2;
  }
  const options: GlobalOptions = { repo: folder, format };
  const files = starterFiles(folder, flags);
  if (openFleet(options, io, files).fleet === undefined) return 2;
  await withLock(folder, () => {
    for (const [path, text] of files) disk.create(path, text);
    writeSchemas(disk);
  });
  if (format === 'text') io.out(`created a fleet repository in ${folder}`);
  return generate(options, { validate: true }, io);
}

function starterFiles(folder: string, flags: InitFlags): ReadonlyMap<string, string> {
  const name = flags.name ?? basename(folder);
  const fleet = {
    ...flags,
    // In the form that `flux bootstrap` takes, too; what is no address at all is told of where fleet.yaml says it.
    url: gitUrl.safeParse(flags.url).data ?? flags.url,
    name,
    charts: [
      ...REGISTRY.flatMap(({ name: component, chart }) => (chart === undefined ? [] : [pinned(component, chart)])),
      ...REGISTRY.flatMap(({ name: component, upstream }) =>
        upstream === undefined ? [] : [tagged(component, upstream)],
      ),
    ].sort((a, b) => (a.component < b.component ? -1 : 1)),
  };
  return new Map([
    [pathOf('fleetInput'), renderTemplate('fleet.yaml', fleet)],
    [
      pathOf('clusterInput', { cluster: flags.cluster }),
      renderTemplate('cluster.yaml', { ...flags, name: flags.cluster }),
    ],
    ['README.md', renderTemplate('README.md', fleet)],
    [
      'package.json',
      renderTemplate('package.json', { name: `${name}-observability`, package: flags.package ?? programVersion() }),
    ],
    ['renovate.json', renderTemplate('renovate.json', {})],
    ['.gitignore', renderTemplate('gitignore', {})],
    ['.gitattributes', renderTemplate('gitattributes', {})],
    ['.github/workflows/observability.yaml', renderTemplate('workflow.yaml', {})],
  ]);
}

/** A version in the input, with the comment by which Renovate knows where newer ones are. */
interface Pin {
  readonly component: string;
  readonly renovate: string;
  readonly version: string;
}

function pinned(component: string, { repository, name, version }: Chart): Pin {
  const registry = /^oci:\/\/(.*)$/.exec(repository)?.[1];
  const helm = `datasource=helm depName=${name} registryUrl=${repository}`;
  return {
    component,
    renovate: registry === undefined ? helm : `datasource=docker depName=${registry}/${name}`,
    version,
  };
}

function tagged(component: string, { repository, version }: UpstreamFolder): Pin {
  return {
    component,
    renovate: `datasource=github-tags depName=${repository.replace('https://github.com/', '')}`,
    version,
  };
}
