/** A connection to PostgreSQL that sends statements: the simple queries of its protocol, without a password. */
import { Socket } from 'node:net';

export interface Session {
  /** Resolves when the statement is done, rejects with what the server says against it. */
  run(statement: string): Promise<void>;
  stop(): Promise<void>;
}

const PORT = 5432;
/** Version 3.0 of the protocol (postgres/postgres:doc/src/sgml/protocol.sgml). */
const PROTOCOL = 0x30000;
/** The type of a message and its length, which counts itself and not the type. */
const HEADER = 5;

/** Connects; rejects when the server does not let it in. */
export async function openSession(host: string, user: string, database: string): Promise<Session> {
  const socket = new Socket();
  let pending: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;
  let problem: string | undefined;
  /** Why there is no connection any more. */
  let closed: string | undefined;
  let rest = Buffer.alloc(0);
  const settle = (): void => {
    if (problem === undefined) pending?.resolve();
    else pending?.reject(new Error(problem));
    pending = undefined;
    problem = undefined;
  };
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER) {
      const end = 1 + rest.readInt32BE(1);
      if (rest.length < end) break;
      const type = String.fromCharCode(rest.readUInt8(0));
      if (type === 'E') problem = errorText(rest.subarray(HEADER, end));
      // Ready for the next statement: this one is over.
      if (type === 'Z') settle();
      rest = rest.subarray(end);
    }
  });
  socket.on('error', (error) => {
    problem = error.message;
  });
  socket.on('close', () => {
    closed = problem ?? 'the connection was closed';
    problem = closed;
    settle();
  });
  const answer = (message: Buffer): Promise<void> =>
    new Promise((resolve, reject) => {
      // Nothing would come that could settle it.
      if (closed !== undefined) return reject(new Error(closed));
      pending = { resolve, reject };
      socket.write(message);
    });
  socket.connect(PORT, host);
  await answer(withLength(int32(PROTOCOL), Buffer.from(`user\0${user}\0database\0${database}\0\0`)));
  return {
    run: (statement) => answer(Buffer.concat([Buffer.from('Q'), withLength(Buffer.from(`${statement}\0`))])),
    stop: async () => {
      socket.destroy();
    },
  };
}

function withLength(...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

/** Of an error's fields the one that is for people. */
function errorText(fields: Buffer): string {
  const message = fields
    .toString()
    .split('\0')
    .find((field) => field.startsWith('M'));
  return message?.slice(1) ?? 'an error without a message';
}
