/** Why a cluster cannot be read, in words without an address or a credential. */

export class Unreachable extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** By the code of the system or of TLS. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at the address of its API server',
  ECONNRESET: 'its API server closes the connection',
  EHOSTUNREACH: 'there is no way to its API server',
  ENETUNREACH: 'there is no way to its API server',
  ENOTFOUND: 'the name of its API server cannot be resolved',
  EAI_AGAIN: 'the name of its API server cannot be resolved',
  ETIMEDOUT: 'its API server does not answer',
  ABORT_ERR: 'its API server does not answer in time',
  ENOENT: 'a file that its kubeconfig names is not there',
  CERT_HAS_EXPIRED: 'the certificate of its API server has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate of its API server is of an authority that the kubeconfig does not name',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate of its API server is of an authority that the kubeconfig does not name',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'the certificate of its API server is of an authority that the kubeconfig does not name',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'the certificate of its API server is of an authority that the kubeconfig does not name',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate of its API server is for another name',
};

/** What a person does who does not believe it. */
export function tryIt(context: string): string {
  return `\`kubectl --context ${context} version\` shows whether you can reach it`;
}

/** Any error of a connection in such words. */
export function asUnreachable(error: unknown, context: string): Unreachable {
  if (error instanceof Unreachable) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const reason = REASONS[code] ?? `it cannot be reached${code === '' ? '' : ` (${code})`}`;
  return new Unreachable(reason, tryIt(context));
}

/** The answer, or why there is none; rejects for any other error. */
export function orUnreachable<T>(answer: Promise<T>): Promise<T | Unreachable> {
  return answer.catch((error: unknown) => {
    if (error instanceof Unreachable) return error;
    throw error;
  });
}

/** The whole message about a place that cannot be read. */
export function whyUnreachable(place: string, { message, hint }: Unreachable): string {
  return `${place}: ${message}${hint === undefined ? '' : `\n  hint: ${hint}`}`;
}
