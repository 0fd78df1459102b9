/** The beginning of a call of OTLP over gRPC: HTTP/2 without TLS, and the length of the message that is to come. */
import { connect } from 'node:http2';
import { PATIENCE_MILLISECONDS } from './server.ts';

const PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

/** The gRPC status with which a server refuses a message for its size, of which it is told before the message comes. */
export function refusalOverGrpc(host: string, bytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const session = connect(`http://${host}:4317`);
    session.once('error', reject);
    session.setTimeout(PATIENCE_MILLISECONDS, () => session.destroy(new Error('no answer')));
    const call = session.request(
      { ':method': 'POST', ':path': PATH, 'content-type': 'application/grpc', te: 'trailers' },
      { endStream: false },
    );
    call.once('error', reject);
    call.once('response', (headers) => {
      resolve(Number(headers['grpc-status']));
      session.destroy();
    });
    const length = Buffer.alloc(5);
    length.writeUInt32BE(bytes, 1);
    call.write(length);
  });
}
