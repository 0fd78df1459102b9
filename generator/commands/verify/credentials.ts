/** What only the user has, from environment variables: in no file, in no argument, and never printed. */
import { Refusal } from '../../program/refusal.ts';
import type { Credentials } from '../../verify/world.ts';

/** Throws a Refusal for half of a pair. */
export function credentialsOf(environment: NodeJS.ProcessEnv): Credentials {
  const { LANGFUSE_PUBLIC_KEY: publicKey = '', LANGFUSE_SECRET_KEY: secretKey = '', GRAFANA_TOKEN = '' } = environment;
  if ((publicKey === '') !== (secretKey === ''))
    throw new Refusal(
      `${publicKey === '' ? 'LANGFUSE_PUBLIC_KEY' : 'LANGFUSE_SECRET_KEY'} is not set, and the other key of the pair is\n  hint: set both, or none`,
      2,
    );
  return {
    langfuse: publicKey === '' ? undefined : { publicKey, secretKey },
    grafanaToken: GRAFANA_TOKEN === '' ? undefined : GRAFANA_TOKEN,
  };
}
