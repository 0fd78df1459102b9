import { describe, expect, it } from 'vitest';
import { gatherAll } from '../../generator/live/clusters/gather.ts';
import type { KubeContext } from '../../generator/live/clusters/kubeconfig.ts';
import { fluxListings } from '../../generator/live/flux/flux-objects.ts';
import { type ApiServer, apiServer, TOKEN } from './api-server.ts';
import { settledFlux, WANTED } from './objects.ts';

function contextOf({ address }: Pick<ApiServer, 'address'>, user: Partial<KubeContext['user']> = {}): KubeContext {
  return {
    name: 'eu-1',
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
      { milliseconds: 3000 },
    );
    expect(reasons(answers)).toEqual([
      'it has not answered within 3 seconds',
      'nothing listens at the address of its API server',
      'it has not answered within 3 seconds',
      '9 objects',
    ]);
    expect(Date.now() - begun).toBeLessThan(60_000);
  });

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
