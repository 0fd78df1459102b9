/** Why a server does not answer, in words without an address or a credential. */
import { Unreachable } from '../../live/clusters/unreachable.ts';
import { SILENCE } from '../../live/silence.ts';

/** By the code of the system or of TLS. */
const REASONS: Readonly<Record<string, string>> = {
  ...SILENCE,
  EPIPE: 'the connection is closed',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

const DISTRUSTED = /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_)/;

/** An error of `what` as Unreachable, unless it is a fault of the program. */
export function asUnanswered(error: unknown, what: string): unknown {
  if (error instanceof Unreachable || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const reason =
    REASONS[code] ??
    (error.name === 'AbortError' || error.name === 'TimeoutError' ? REASONS.ABORT_ERR : undefined) ??
    (DISTRUSTED.test(code) ? 'its certificate is of an authority that is not trusted here' : undefined);
  if (reason === undefined && error instanceof TypeError) return error;
  return new Unreachable(`${what}: ${reason ?? `it cannot be reached (${code})`}`);
}
