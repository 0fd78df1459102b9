/**
 * OpenLIT's first user owns everything, and has a password that is in its public documentation: nothing but signing in can change it. So a pod
 * tries that password whenever OpenLIT comes up, also after its volume was lost, and replaces it with the one of our Secret. Passwords that
 * people have set stay.
 */

import type { JsonObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced } from '../../kubernetes/metadata.ts';
import { fromSecret } from '../../kubernetes/secret-variable.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources as usage } from '../../kubernetes/security.ts';
import { serviceUrl } from '../../kubernetes/service-url.ts';
import { OWNER, openlit } from './handle.ts';
import { openlitImage } from './image.ts';
import type { OpenlitSettings } from './settings.ts';

/** User `node` of the image. */
const USER = 1000;

/**
 * Signs in as NextAuth's own page does (openlit/openlit:src/client/src/app/auth.ts) and changes the password as the page of the profile does
 * (src/client/src/app/api/user/profile/route.ts). It asks for the page of the sign-in all the time, and tries the password only after that has
 * failed. The text contains nothing that a template engine would expand.
 */
export const REPLACE_KNOWN_PASSWORD = `const { OPENLIT_URL, OWNER_EMAIL, OWNER_PASSWORD, PAUSE_MILLISECONDS = '5000', ROUNDS = 'Infinity' } = process.env;
const KNOWN = 'openlituser';
const ask = (path, cookies, options = {}) =>
  fetch(OPENLIT_URL + path, {
    ...options,
    redirect: 'manual',
    headers: { ...options.headers, cookie: cookies.join('; '), origin: OPENLIT_URL },
    signal: AbortSignal.timeout(10_000),
  });
const cookiesOf = (response) => response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
const signIn = async (password) => {
  const start = await ask('/api/auth/csrf', []);
  if (!start.ok) throw new Error('status ' + start.status + ' before the sign-in');
  const cookies = cookiesOf(start);
  const { csrfToken } = await start.json();
  const response = await ask('/api/auth/callback/login', cookies, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrfToken, email: OWNER_EMAIL, password, json: 'true' }),
  });
  if (response.ok) return [...cookies, ...cookiesOf(response)];
  if (response.status === 401) return undefined;
  throw new Error('status ' + response.status + ' of the sign-in');
};
const replace = async () => {
  const cookies = await signIn(KNOWN);
  if (cookies === undefined) return 'nobody can sign in with the known password';
  const response = await ask('/api/user/profile', cookies, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ currentPassword: KNOWN, newPassword: OWNER_PASSWORD }),
  });
  if (!response.ok) throw new Error('status ' + response.status + ' of the new password');
  if ((await signIn(KNOWN)) !== undefined) throw new Error('the known password still works');
  return 'the known password is replaced';
};
let checked = false;
for (let round = 0; round < Number(ROUNDS); round += 1) {
  try {
    const page = await ask('/login', []);
    if (!page.ok) throw new Error('status ' + page.status);
    if (!checked) console.log(await replace());
    checked = true;
  } catch (error) {
    checked = false;
    console.log('waiting: ' + (error.cause?.message ?? error.message));
  }
  await new Promise((resolve) => setTimeout(resolve, Number(PAUSE_MILLISECONDS)));
}
`;

export function ownerGuard(s: OpenlitSettings): Manifest {
  const { podLabels } = openlit.owner;
  const secret = (name: string, key: string): JsonObject => fromSecret(name, OWNER, key);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: namespaced(OWNER, openlit.namespace.name, { component: openlit.name }),
    spec: {
      replicas: 1,
      selector: { matchLabels: podLabels },
      template: {
        metadata: { labels: podLabels },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { ...RESTRICTED_POD, runAsUser: USER, runAsGroup: USER },
          containers: [
            {
              name: 'owner',
              image: openlitImage(s),
              imagePullPolicy: 'IfNotPresent',
              command: ['node', '--input-type=module', '--eval', REPLACE_KNOWN_PASSWORD],
              env: [
                { name: 'OPENLIT_URL', value: serviceUrl(openlit.connection, openlit.namespace.name) },
                secret('OWNER_EMAIL', 'email'),
                secret('OWNER_PASSWORD', 'password'),
              ],
              resources: usage('5m', '64Mi', '128Mi'),
              securityContext: RESTRICTED_CONTAINER,
            },
          ],
        },
      },
    },
  };
}
