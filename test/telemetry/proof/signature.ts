/** AWS Signature Version 4, checked as Amazon does it: whoever sends a request knows the secret of its key (docs.aws.amazon.com: IAM/latest/UserGuide/reference_sigv-create-signed-request.html). */
import { createHash, createHmac } from 'node:crypto';
import type { Received } from './http-stub.ts';

/** For AWS' own programs, which read them from the environment: no service account has a role here. */
export const AWS_KEY = {
  AWS_ACCESS_KEY_ID: 'AKIDPROOF',
  AWS_SECRET_ACCESS_KEY: 'proof-of-telemetry',
  AWS_EC2_METADATA_DISABLED: 'true',
} as const;

const FORM =
  /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/(\w+)\/aws4_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/;

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export interface Scope {
  readonly key: string;
  readonly region: string;
  readonly service: string;
}

/** What the request is signed for. Throws if it is not signed, or not with the secret. */
export function signedScope({ method, path, headers, body }: Received): Scope {
  const parts = FORM.exec(headers.authorization ?? '');
  if (parts === null) throw new Error(`not signed: ${headers.authorization}`);
  const [, key = '', day = '', region = '', service = '', names = '', signature] = parts;
  const signed = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const canonical = [method, path, '', signed.join(''), names, sha256(body)].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const secret = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${AWS_KEY.AWS_SECRET_ACCESS_KEY}`,
  );
  if (hmac(secret, text).toString('hex') !== signature) throw new Error(`wrong signature of\n${canonical}`);
  return { key, region, service };
}
