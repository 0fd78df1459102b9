/**
 * The chart repositories of the catalogue: for each chart one of the same name and version that renders the values it gets.
 * HTTP repositories are an index and archives; OCI ones are a real registry.
 */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Chart } from '../../../generator/stack/component.ts';
import { freePort } from '../../free-port.ts';
import { realTool } from '../../real-tool.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { until } from '../wait.ts';
import type { Workspace } from '../workspace.ts';

const run = promisify(execFile);

const RELEASE = join(import.meta.dirname, '../stand-ins/release.yaml');

/** A handler for every host that the charts' repositories name. */
export async function startChartServers(
  workspace: Workspace,
  charts: readonly Chart[],
): Promise<ReadonlyMap<string, RequestListener>> {
  const helm = await realTool('helm');
  const port = await startRegistry(workspace);
  const site = workspace.make('charts', 'site');
  for (const chart of charts) {
    const archive = await packageChart(helm, workspace, chart);
    const { protocol, host, pathname } = new URL(chart.repository);
    if (protocol === 'oci:') {
      await run(helm, ['push', archive, `oci://127.0.0.1:${port}${pathname}`, '--plain-http']);
    } else {
      const folder = join(site, host, pathname);
      mkdirSync(folder, { recursive: true });
      copyFileSync(archive, join(folder, `${chart.name}-${chart.version}.tgz`));
      await run(helm, ['repo', 'index', folder, '--url', chart.repository.replace(/\/$/, '')]);
    }
  }
  return new Map(
    charts.map(({ repository }): [string, RequestListener] => {
      const { protocol, host } = new URL(repository);
      return [host, protocol === 'oci:' ? forward(port) : files(join(site, host))];
    }),
  );
}

async function packageChart(helm: string, workspace: Workspace, { name, version }: Chart): Promise<string> {
  const folder = workspace.make('charts', 'sources', version, name);
  writeFileSync(join(folder, 'Chart.yaml'), JSON.stringify({ apiVersion: 'v2', name, version }));
  mkdirSync(join(folder, 'templates'), { recursive: true });
  copyFileSync(RELEASE, join(folder, 'templates', 'release.yaml'));
  await run(helm, ['package', folder, '--destination', workspace.make('charts', 'archives')]);
  return join(workspace.folder, 'charts', 'archives', `${name}-${version}.tgz`);
}

async function startRegistry(workspace: Workspace): Promise<number> {
  const port = await freePort();
  const registry = workspace.start({
    name: 'registry',
    path: await testTool('registry'),
    arguments: ['--port', String(port)],
  });
  await until('the registry answers', async () => {
    registry.assertRunning();
    return (await fetch(`http://127.0.0.1:${port}/v2/`)).ok ? [] : ['no /v2/'];
  });
  return port;
}

function forward(port: number): RequestListener {
  return (request, response) => {
    const { method, url: path, headers } = request;
    const onward = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  };
}

function files(folder: string): RequestListener {
  return (request, response) => {
    const path = new URL(request.url ?? '/', 'https://localhost').pathname;
    try {
      const content = readFileSync(join(folder, path));
      response.writeHead(200, { 'content-length': content.length }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  };
}
