/** Why a server does not answer, in words without an address or a credential, by the code of the system. */
export const SILENCE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection is closed',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ENOTFOUND: 'the name has no entry in DNS',
  EAI_AGAIN: 'the name has no entry in DNS',
  ETIMEDOUT: 'it does not answer',
  ABORT_ERR: 'it does not answer in time',
};
