/** Encrypted objects in the repository. */
import { isObject, type Json, type JsonObject } from '../../data/json.ts';
import type { Rule } from './rule.ts';
import { subject } from './tree.ts';

/** What SOPS writes in place of a value (getsops/sops:aes/cipher.go). */
const CIPHERTEXT = /^ENC\[AES256_GCM,data:[^,\]]*,iv:[^,\]]+,tag:[^,\]]+,type:\w+\]$/;

/** Whether SOPS has encrypted it: with its metadata and MAC, and every value encrypted. */
function isSopsEncrypted({ sops, data, stringData }: JsonObject): boolean {
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

/** Reports objects that are encrypted with SOPS, because no engine decrypts them. */
export const encryptedObjects: Rule = ({ newObjects }) =>
  [...newObjects]
    .filter(([object]) => isSopsEncrypted(object))
    .map(([object, file]) => ({
      code: 'encrypted-object',
      file,
      object: subject(object),
      message: 'is encrypted with SOPS, but neither Argo CD nor the generated Flux Kustomizations decrypt it',
      hint: 'put the secret into the secrets store and add an ExternalSecret, or use a SealedSecret with its controller on the cluster',
    }));
