/** Encrypted objects in the repository. */
import { isObject, type Json, type JsonObject } from '../../data/json.ts';
import type { Rule } from './rule.ts';
import { subject } from './tree.ts';

/** What SOPS writes in place of a value (getsops/sops:aes/cipher.go). */
const CIPHERTEXT = /^ENC\[AES256_GCM,data:[^,\]]*,iv:[^,\]]+,tag:[^,\]]+,type:\w+\]$/;

/** Whether SOPS has encrypted it: with its metadata and MAC, and every value encrypted. */
export function isSopsEncrypted({ sops, data, stringData }: JsonObject): boolean {
  const isSealed = isObject(sops) && typeof sops.mac === 'string' && CIPHERTEXT.test(sops.mac);
  return isSealed && [data, stringData].flatMap(texts).every((text) => CIPHERTEXT.test(text));
}

function texts(map: Json | undefined): readonly string[] {
  return isObject(map) ? Object.values(map).map(String) : [];
}

/** Whether the secrets of an object are encrypted, by SOPS or as a SealedSecret. */
export function isEncrypted(object: JsonObject): boolean {
  return isSopsEncrypted(object) || (object.kind === 'SealedSecret' && object.apiVersion === 'bitnami.com/v1alpha1');
}

/** Reports objects that are encrypted with SOPS where the engine of a cluster does not decrypt them. */
export const encryptedObjects: Rule = ({ newObjects, clusters }, fleet) => {
  const decrypting = new Set(
    fleet.clusters
      .filter(({ engine, flux }) => engine === 'flux' && flux.decryption !== undefined)
      .map(({ name }) => name),
  );
  const encrypted = [...newObjects].filter(([object]) => isSopsEncrypted(object));
  return encrypted.flatMap(([object, file]) => {
    const deploying = clusters.filter(({ components }) =>
      components.some(({ objects = [] }) => objects.includes(object)),
    );
    const wrong = deploying.find(({ name }) => !decrypting.has(name));
    return deploying.length > 0 && wrong === undefined
      ? []
      : [
          {
            code: 'encrypted-object',
            file,
            object: subject(object),
            message: `is encrypted with SOPS, but ${wrong === undefined ? 'the engine' : `the engine of ${wrong.name}`} does not decrypt it`,
            hint: 'set flux.decryption for a cluster with Flux; or put the secret into the secrets store and add an ExternalSecret, or use a SealedSecret with its controller on the cluster',
          },
        ];
  });
};
