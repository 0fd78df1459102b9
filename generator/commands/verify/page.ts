/** Opens a page over HTTPS to see what it is and which certificate is served: nothing is sent that anybody could misuse. */
import { request } from 'node:https';
import type { LookupFunction } from 'node:net';
import { checkServerIdentity, TLSSocket } from 'node:tls';
import { Unreachable } from '../../live/clusters/unreachable.ts';
import type { Certificate, Page } from '../../verify/world.ts';
import { SECONDS } from './http.ts';

/** `lookup` finds the address of a name, where that is not the system's. */
export function openPage(url: string, lookup?: LookupFunction): Promise<Page> {
  const { hostname } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        agent: false,
        // What is wrong with the certificate is what we want to know.
        rejectUnauthorized: false,
        headers: { accept: 'text/html', 'user-agent': 'lang-observatory' },
        signal: AbortSignal.timeout(SECONDS * 1000),
        ...(lookup === undefined ? {} : { lookup }),
      },
      (response) => {
        const { socket, headers, statusCode = 0 } = response;
        const certificate = socket instanceof TLSSocket ? certificateOf(socket, hostname) : undefined;
        response.destroy();
        if (certificate === undefined) reject(new Unreachable(`${hostname} serves no certificate`));
        else
          resolve({
            status: statusCode,
            contentType: headers['content-type'] ?? '',
            location: headers.location ?? '',
            certificate,
          });
      },
    );
    sent.once('error', reject);
    sent.end();
  });
}

function certificateOf(socket: TLSSocket, hostname: string): Certificate | undefined {
  const certificate = socket.getPeerCertificate();
  if (certificate.valid_to === undefined) return undefined;
  // An error in spite of its type, which is that of Node.js: the code of OpenSSL.
  const error: unknown = socket.authorizationError;
  const code =
    error instanceof Error && 'code' in error ? String(error.code) : error == null ? undefined : String(error);
  const isTrusted = socket.authorized || code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'CERT_HAS_EXPIRED';
  return {
    expires: Date.parse(certificate.valid_to),
    isForHost: checkServerIdentity(hostname, certificate) === undefined,
    distrust: isTrusted ? undefined : (code ?? 'unknown'),
  };
}
