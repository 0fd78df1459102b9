/** The Secrets of Langfuse, with which it is initialised from Git and its chart generates no values. */
import type { Secret } from '../../stack/component.ts';

export const LANGFUSE_CORE = 'langfuse-core';
export const LANGFUSE_ADMIN = 'langfuse-admin';
/** Keys of the initial project: the collector authenticates with them too. */
export const LANGFUSE_PROJECT_KEYS = 'langfuse-project-keys';

/** What a collector needs to send to Langfuse, in every mode. */
export const LANGFUSE_KEYS = projectKeys(LANGFUSE_PROJECT_KEYS, 'the first project');

function projectKeys(name: string, which: string): Secret {
  return {
    name,
    purpose: `API keys of ${which}, and the header that the collector sends`,
    keys: {
      'public-key': { generate: 'alphanumeric', prefix: 'pk-lf-' },
      'secret-key': { generate: 'alphanumeric', prefix: 'sk-lf-' },
      authorization: {
        template: (key) => `Basic {{ printf "%s:%s" ${key('public-key')} ${key('secret-key')} | b64enc }}`,
      },
    },
  };
}

/** `projects` are the further ones: a name, and the Secret with its keys. */
export function langfuseSecrets(
  projects: readonly { readonly name: string; readonly secretName: string }[],
): readonly Secret[] {
  return [
    {
      name: LANGFUSE_CORE,
      purpose: 'encryption at rest, hashing of API keys and session tokens; losing it loses what it encrypted',
      // The encryption key must be 64 hexadecimal characters.
      keys: {
        salt: { generate: 'alphanumeric' },
        'encryption-key': { generate: 'hex' },
        'nextauth-secret': { generate: 'alphanumeric' },
      },
    },
    { name: LANGFUSE_ADMIN, purpose: 'sign-in of the first user', keys: { password: { generate: 'alphanumeric' } } },
    LANGFUSE_KEYS,
    ...projects.map(({ name, secretName }) => projectKeys(secretName, `the project ${name}`)),
  ];
}
