/** The server's side of a WebSocket (RFC 6455), as far as a port-forward needs it: binary messages, each in one frame or several. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const BINARY = 2;
const CLOSE = 8;

export interface WebSocketSide {
  send(message: Buffer): void;
  close(): void;
}

/** Accepts the upgrade with one of the protocols that the client offers; `take` gets every message. */
export function acceptWebSocket(
  { headers }: IncomingMessage,
  socket: Duplex,
  protocol: string,
  take: (message: Buffer) => void,
  closed: () => void,
): WebSocketSide {
  const accept = createHash('sha1').update(`${headers['sec-websocket-key']}${GUID}`).digest('base64');
  socket.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
      `Sec-WebSocket-Protocol: ${protocol}`,
      '',
      '',
    ].join('\r\n'),
  );
  let left = Buffer.alloc(0);
  socket.on('data', (part: Buffer) => {
    left = Buffer.concat([left, part]);
    for (let frame = frameOf(left); frame !== undefined; frame = frameOf(left)) {
      left = left.subarray(frame.length);
      if (frame.opcode === CLOSE) socket.end();
      else if (frame.payload.length > 0) take(frame.payload);
    }
  });
  socket.once('close', closed);
  socket.on('error', closed);
  return {
    send: (message) => void socket.write(Buffer.concat([header(BINARY, message.length), message])),
    close: () => void socket.end(header(CLOSE, 0)),
  };
}

interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
  /** With its header. */
  readonly length: number;
}

/** Undefined until the whole frame is there. Those of clients are masked. */
function frameOf(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < start + 4) return undefined;
  const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const length = start + 4 + size;
  if (bytes.length < length) return undefined;
  const mask = bytes.subarray(start, start + 4);
  const payload = bytes.subarray(start + 4, length).map((byte, index) => byte ^ mask.readUInt8(index % 4));
  return { opcode: bytes.readUInt8(0) & 0x0f, payload: Buffer.from(payload), length };
}

function header(opcode: number, size: number): Buffer {
  const first = 0x80 | opcode;
  if (size < 126) return Buffer.from([first, size]);
  const long = Buffer.alloc(10);
  long.writeUInt8(first, 0);
  long.writeUInt8(127, 1);
  long.writeBigUInt64BE(BigInt(size), 2);
  return long;
}
