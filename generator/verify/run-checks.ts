/** Runs checks: all at the same time, because most of them wait. */
import { Unreachable } from '../live/clusters/unreachable.ts';
import { type Check, type Finding, failed, type Result } from './check.ts';
import type { Credentials, World } from './world.ts';

/** In the order of the checks. Rejects only for a fault of the program. */
export function runChecks(checks: readonly Check[], world: World): Promise<readonly Result[]> {
  return Promise.all(
    checks.map(async (check) => {
      const begin = world.now();
      const finding = await run(check, world);
      const { name, subject } = check;
      return {
        name,
        subject,
        ...finding,
        said: hidden(finding.said, world.credentials),
        seconds: Math.round((world.now() - begin) / 100) / 10,
      };
    }),
  );
}

async function run(check: Check, world: World): Promise<Finding> {
  try {
    return await check.run(world);
  } catch (error) {
    if (error instanceof Unreachable) return failed(error.message, error.hint ?? check.remedy);
    throw error;
  }
}

/** What servers say may repeat what they were sent. */
function hidden(said: string, { langfuse, grafanaToken }: Credentials): string {
  const secrets = [langfuse?.secretKey, grafanaToken].filter((one) => one !== undefined);
  return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), said);
}
