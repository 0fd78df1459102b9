/**
 * A connection to a port of a pod, through the Kubernetes API: what `kubectl port-forward` does. Nothing listens on this machine, and the
 * pod sees a connection from inside itself, so no network policy is in its way.
 */
import { Duplex, PassThrough } from 'node:stream';
import { type KubeConfig, PortForward } from '@kubernetes/client-node';
import { cleaned } from '../clean.ts';
import { asUnreachable, Unreachable } from './unreachable.ts';

export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** Throws Unreachable. Whoever gets it destroys it. */
export async function forward(
  config: KubeConfig,
  { namespace, pod, port }: PodPort,
  { context, rights }: { readonly context: string; readonly rights: string },
): Promise<Duplex> {
  const [received, sent, complaints] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const opened = await new PortForward(config)
    .portForward(namespace, pod, [port], received, complaints, sent)
    .catch((error: unknown) => {
      throw whyClosed(error, { place: `${namespace}/${pod}`, context, rights });
    });
  const socket = typeof opened === 'function' ? opened() : opened;
  const connection = Duplex.from({ writable: sent, readable: received });
  complaints.on('data', (part: Buffer) => {
    const said = cleaned(part.toString('utf8'));
    if (said !== '') connection.destroy(new Unreachable(`port ${port} of pod ${pod} cannot be reached: ${said}`));
  });
  if (socket !== null) {
    socket.onclose = () => received.end();
    connection.once('close', () => socket.close());
  }
  return connection;
}

/** The WebSocket says the status of the answer in its message, and nothing else of it (websockets/ws:lib/websocket.js, "Unexpected server response"). */
function whyClosed(
  error: unknown,
  { place, context, rights }: { readonly place: string; readonly context: string; readonly rights: string },
): Unreachable {
  const [, status] = /Unexpected server response: (\d+)/.exec(messageOf(error)) ?? [];
  if (status === '401') return new Unreachable('its API server does not accept the credentials');
  if (status === '403') return new Unreachable(`you may not forward ports of ${place}`, rights);
  if (status !== undefined) return new Unreachable(`its API server answers ${status} to a port-forward to ${place}`);
  const cause = typeof error === 'object' && error !== null && 'error' in error ? error.error : error;
  return asUnreachable(cause, context);
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
}
