/** `npm run preview`, against a server that answers as Prometheus does. */
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { programFolder } from '../../generator/program/program-folder.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const run = promisify(execFile);
const LABELS = {
  measured_by: 'client',
  service_name: 'search <1>',
  gen_ai_request_model: 'gpt-4o',
  cluster: 'eu-1',
  environment: 'prod',
};

/** The page of a dashboard, and what was asked for it. */
async function preview(uid: string, reply: (parameters: URLSearchParams) => object) {
  const asked: URLSearchParams[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const parameters = new URLSearchParams(body);
    asked.push(parameters);
    response.end(JSON.stringify(reply(parameters)));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  try {
    return await inTemporaryFolder(async (folder) => {
      const file = join(folder, 'page.html');
      const program = ['--import', 'tsx', join(programFolder(), 'tools/preview/preview.ts')];
      await run(process.execPath, [...program, uid, `http://127.0.0.1:${port}`, file], { cwd: programFolder() });
      return { html: readFileSync(file, 'utf8'), asked };
    });
  } finally {
    server.close();
  }
}

const answer = (result: readonly object[]) => ({ status: 'success', data: { resultType: 'matrix', result } });

describe('the preview of a dashboard', () => {
  it('shows every panel with its numbers, asked as Grafana would', async () => {
    const { html, asked } = await preview('llm-overview', (parameters) => {
      const at = Number(parameters.get('end') ?? parameters.get('time'));
      const sample = [at - 60, '0.25'] as const;
      return answer([
        parameters.has('time') ? { metric: LABELS, value: sample } : { metric: LABELS, values: [sample, [at, '0.5']] },
      ]);
    });
    const titles = ['Successful calls', 'Cost per hour by model', 'Applications and models'];
    for (const title of titles) expect(html).toContain(`<h2>${title}</h2>`);
    expect(html).toContain('<b>50.00 %</b>');
    expect(html).toMatch(/<td>search &lt;1><\/td><td>gpt-4o<\/td><td>0.25 req\/s<\/td>/);
    expect(html).toContain('<polyline');
    expect(html).toMatch(/<div class="values">(<span>[^<]*<\/span>){5}<\/div>/);
    expect(html).toMatch(/<div class="times">(<span>\d\d:\d\d<\/span>){5}<\/div>/);
    expect(asked.filter((parameters) => parameters.get('query')?.includes('$'))).toEqual([]);
    expect(asked.some((parameters) => parameters.get('query')?.includes('service_name=~".*"'))).toBe(true);
  });

  it('says what stands there when nothing has come yet', async () => {
    const { html } = await preview('llm-overview', () => answer([]));
    expect(html).toContain('nothing sent yet');
    expect(html).not.toContain('<polyline');
  });

  it('fails with what Prometheus says', async () => {
    const failing = preview('slos', () => ({ status: 'error', errorType: 'bad_data', error: 'no such thing' }));
    await expect(failing).rejects.toThrow('no such thing');
  });

  it.each([
    ['slos', 'http://127.0.0.1:1', 1, 'no Prometheus answers at http://127.0.0.1:1\n  hint: kubectl '],
    ['slo', 'http://127.0.0.1:1', 2, 'unknown dashboard slo\n  hint: did you mean slos?\n'],
  ])('says what to do when there is no Prometheus, or no such dashboard: %s', (uid, url, status, message) => {
    const program = ['--import', 'tsx', join(programFolder(), 'tools/preview/preview.ts')];
    const ran = spawnSync(process.execPath, [...program, uid, url, 'page.html'], {
      cwd: programFolder(),
      encoding: 'utf8',
    });
    expect([ran.status, ran.stderr.startsWith(message), ran.stderr]).toEqual([status, true, ran.stderr]);
    expect(ran.stderr).not.toContain('    at ');
  });
});
