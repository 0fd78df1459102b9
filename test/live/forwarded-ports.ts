/**
 * What a kubelet does with a port-forward over a WebSocket: channel 0 carries the data, channel 1 what went wrong, and each begins with
 * the number of the port (kubernetes/kubernetes:pkg/kubelet/kubelet_server/portforward/websocket.go).
 */
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { acceptWebSocket } from './websocket.ts';

const PROTOCOL = 'v4.channel.k8s.io';

/** A server that stands for the port of a pod. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Answers an upgrade with a connection to the address; undefined stands for a port where nothing listens. */
export function forwardTo(address: Address | undefined, port: number, request: IncomingMessage, socket: Duplex): void {
  const number = Buffer.alloc(2);
  number.writeUInt16LE(port);
  const message = (channel: number, data: Buffer): Buffer => Buffer.concat([Buffer.from([channel]), data]);
  const server = address === undefined ? undefined : connect(address.port, address.host);
  const side = acceptWebSocket(
    request,
    socket,
    PROTOCOL,
    (received) => {
      if (received[0] === 0) server?.write(received.subarray(1));
    },
    () => server?.destroy(),
  );
  side.send(message(0, number));
  side.send(message(1, number));
  if (server === undefined) {
    side.send(message(1, Buffer.from(`dial tcp4 127.0.0.1:${port}: connect: connection refused`)));
    return;
  }
  server.on('data', (data: Buffer) => side.send(message(0, data)));
  server.once('close', () => side.close());
  server.on('error', () => side.close());
}
