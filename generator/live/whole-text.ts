/** Reads what a server answers: what it says is untrusted and has an end. */
import type { ClientRequest, IncomingMessage } from 'node:http';

export interface Most {
  readonly bytes: number;
  /** The error with which a request ends whose answer is larger. */
  readonly exceeded: () => Error;
}

/** The body of the answer to a request as text. Rejects when the connection breaks off, or ends it when the answer is too large. */
export function wholeText(sent: ClientRequest, response: IncomingMessage, { bytes, exceeded }: Most): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    response.on('data', (part: Buffer) => {
      size += part.length;
      if (size > bytes) sent.destroy(exceeded());
      else parts.push(part);
    });
    response.once('error', reject);
    response.once('end', () => resolve(Buffer.concat(parts).toString('utf8')));
  });
}
