/** Secrets that are in the repository in a form that only their owner can read. */
import { isObject, type Json, type JsonObject } from '../../data/json.ts';
import type { Rule } from './rule.ts';
import { subject } from './tree.ts';

/** What SOPS puts in place of a value (getsops/sops:aes/cipher.go). */
const CIPHERTEXT = /^ENC\[AES256_GCM,data:[^,\]]*,iv:[^,\]]+,tag:[^,\]]+,type:\w+\]$/;

/** With its record of keys and the code that tells of a change, and every value of it encrypted. */
function isSopsEncrypted({ sops, data, stringData }: JsonObject): boolean {
  const isSealed = isObject(sops) && typeof sops.mac === 'string' && CIPHERTEXT.test(sops.mac);
  return isSealed && [data, stringData].flatMap(texts).every((text) => CIPHERTEXT.test(text));
}

function texts(map: Json | undefined): readonly string[] {
  return isObject(map) ? Object.values(map).map(String) : [];
}

/** Whether an object holds its secrets encrypted: by SOPS, or for the controller of Sealed Secrets. */
export function isEncrypted(object: JsonObject): boolean {
  return isSopsEncrypted(object) || (object.kind === 'SealedSecret' && object.apiVersion === 'bitnami.com/v1alpha1');
}

/** Safe where they are, and of no use to anybody. */
export const encryptedObjects: Rule = ({ objects }) =>
  [...objects]
    .filter(([object]) => isSopsEncrypted(object))
    .map(([object, file]) => ({
      code: 'encrypted-object',
      file,
      object: subject(object),
      message: 'is encrypted with SOPS, but neither Argo CD nor the generated Flux Kustomizations decrypt it',
      hint: 'put the secret into the secrets store and add an ExternalSecret, or use a SealedSecret with its controller on the cluster',
    }));
