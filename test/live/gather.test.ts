import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gatherAll } from '../../generator/live/clusters/gather.ts';
import type { KubeContext } from '../../generator/live/clusters/kubeconfig.ts';
import { fluxListings } from '../../generator/live/flux/flux-objects.ts';
import { listening } from '../moves/forge-server.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';
import { type ApiServer, apiServer } from './api-server.ts';
import { settledFlux, WANTED } from './objects.ts';
import { TOKEN } from './recorded-api-server.ts';

let contexts = 0;

/** Each has a name of its own, but for those that are given one. */
function contextOf(
  { address }: Pick<ApiServer, 'address'>,
  user: Partial<KubeContext['user']> = {},
  name = `context-${++contexts}`,
): KubeContext {
  return {
    name,
    cluster: { name: 'eu-1', server: address, skipTLSVerify: true },
    user: { name: 'ada', token: TOKEN, ...user },
    folder: '/',
  };
}

const listings = fluxListings(WANTED, 'flux-system');

function reasons(answers: Awaited<ReturnType<typeof gatherAll>>): readonly string[] {
  return answers.map((one) => ('unreachable' in one ? one.unreachable.message : `${one.objects.length} objects`));
}

describe('clusters that are read', () => {
  it('give every object of a list that has pages, with its kind', async () => {
    const objects = settledFlux();
    const [answer] = await gatherAll([{ context: contextOf(await apiServer(objects)), listings }], '/nowhere');
    const found = answer !== undefined && 'objects' in answer ? answer.objects : [];
    const named = (all: typeof objects) => all.map(({ kind, metadata }) => JSON.stringify([kind, metadata])).sort();
    expect(named(found)).toEqual(named(objects));
  });

  it('do not wait for one that does not answer, for nothing that listens, or for a plugin that hangs', async () => {
    const [silent, quick] = [await apiServer([]), await apiServer(settledFlux())];
    silent.isSilent = true;
    const hanging = { exec: { command: 'sleep', args: ['60'] } };
    const begun = Date.now();
    const places = [
      contextOf(silent),
      contextOf({ address: 'http://127.0.0.1:1' }),
      contextOf(quick, hanging),
      contextOf(quick),
    ];
    const answers = await gatherAll(
      places.map((context) => ({ context, listings })),
      '/nowhere',
      { milliseconds: 8000 },
    );
    expect(reasons(answers)).toEqual([
      'it has not answered within 8 seconds',
      'nothing listens at the address of its API server',
      'it has not answered within 8 seconds',
      '9 objects',
    ]);
    expect(Date.now() - begun).toBeLessThan(60_000);
  });

  it('are asked all at once when they are forty: none answers here before each has been asked', async () => {
    let asked = 0;
    const waiting: (() => void)[] = [];
    const arrive = (): Promise<void> =>
      new Promise((resolve) => {
        waiting.push(resolve);
        asked += 1;
        if (asked === 40) for (const go of waiting) go();
      });
    const servers = await Promise.all(
      Array.from({ length: 40 }, async () => {
        let arrived: Promise<void> | undefined;
        const server = createServer(async (_request, response) => {
          arrived ??= arrive();
          await arrived;
          response.end(JSON.stringify({ kind: 'List', metadata: {}, items: [] }));
        });
        return { address: await listening(server) };
      }),
    );
    const answers = await gatherAll(
      servers.map((server) => ({ context: contextOf(server), listings })),
      '/nowhere',
      { milliseconds: 300_000 },
    );
    expect(new Set(reasons(answers))).toEqual(new Set(['0 objects']));
  });

  it('start sixteen credential plugins at a time and no more, however many clusters there are', () =>
    inTemporaryFolder(async (folder) => {
      const server = await apiServer([]);
      // Each leaves a mark while it runs, and says how many marks there are.
      const script = `d=$1; : > "$d/$$"; ls "$d" | wc -l >> "$d.counts"; sleep 1; rm "$d/$$"; echo '{"status":{"token":"${TOKEN}"}}'`;
      const marks = join(folder, 'marks');
      mkdirSync(marks);
      const exec = { command: 'sh', args: ['-c', script, 'sh', marks] };
      const places = Array.from({ length: 40 }, () => ({ context: contextOf(server, { exec }), listings: [] }));
      const answers = await gatherAll(places, '/nowhere', { milliseconds: 300_000 });
      expect(new Set(reasons(answers))).toEqual(new Set(['0 objects']));
      const counts = readFileSync(`${marks}.counts`, 'utf8').trim().split('\n').map(Number);
      expect([counts.length, Math.max(...counts) <= 16]).toEqual([40, true]);
    }));

  it('are logged in to once for all that is asked behind one context, and what may not be read there is told alone', () =>
    inTemporaryFolder(async (folder) => {
      const server = await apiServer(settledFlux());
      server.forbidden = new Set(['kustomizations']);
      const log = join(folder, 'log');
      const exec = {
        command: 'sh',
        args: ['-c', `echo in >> "$1"; echo '{"status":{"token":"${TOKEN}"}}'`, 'sh', log],
      };
      const allowed = listings.filter(({ resource }) => resource.plural !== 'kustomizations');
      const places = [listings, allowed].map((some) => ({
        context: contextOf(server, { exec }, 'hub'),
        listings: some,
      }));
      const [refused, read] = reasons(await gatherAll(places, '/nowhere'));
      expect(refused).toContain('you may not list kustomizations');
      expect(read).toMatch(/^[1-9]\d* objects$/);
      expect(readFileSync(log, 'utf8')).toBe('in\n');
    }));

  it('are never asked over plain HTTP that nobody has allowed', async () => {
    const server = await apiServer(settledFlux());
    const { cluster, ...rest } = contextOf(server);
    const answers = await gatherAll(
      [{ context: { ...rest, cluster: { ...cluster, skipTLSVerify: false } }, listings }],
      '/nowhere',
    );
    expect(reasons(answers)).toEqual(['it cannot be reached']);
    expect(server.requests).toEqual([]);
  });
});
