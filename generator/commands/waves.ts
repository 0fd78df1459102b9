/** `waves`: the commit that each wave is at, and what waits for it. Moves nothing. */
import { withServer } from '../git/remote/server.ts';
import { wavesJson, wavesText } from '../moves/render-waves.ts';
import { fleetRefs, waveStates } from '../moves/wave-state.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { openFleet } from './open-fleet.ts';
import { wholeHistory } from './whole-history.ts';

export interface WavesFlags {
  readonly remote?: string;
}

export async function waves({ repo, format }: GlobalOptions, { remote }: WavesFlags, io: Io): Promise<ExitCode> {
  const { fleet, components } = openFleet({ repo, format }, io);
  if (fleet === undefined) return 2;
  await wholeHistory(repo, 'waves');
  return withServer({ repo, url: fleet.repository.url, remote }, async (server) => {
    const refs = await fleetRefs(fleet, server);
    const states = await waveStates(
      repo,
      fleet,
      refs,
      components.map(({ name }) => name),
    );
    io.out(format === 'json' ? JSON.stringify(wavesJson(refs, states), null, 2) : wavesText(refs, states));
    return states.every(({ at, clusters }) => at !== undefined || clusters.length === 0) ? 0 : 1;
  });
}
