/** The HTTP proxy of a company, through which its clusters reach servers outside. */
import * as z from 'zod';
import { isAddressText } from './address-text.ts';
import { advised } from './advice.ts';
import { cidr, domain } from './quantities.ts';

const EXAMPLE = 'http://proxy.acme.io:3128';

/** An address with nothing but a host and a port: what programs do with more differs. */
const proxyAddress = z
  .string()
  .superRefine((address, context) => {
    const problem = addressProblem(address);
    if (problem !== undefined) context.addIssue(advised(...problem));
  })
  .meta({ title: 'URL', examples: [EXAMPLE] });

function addressProblem(address: string): Parameters<typeof advised> | undefined {
  if (!/^https?:\/\//.test(address) || !URL.canParse(address) || !isAddressText(address))
    return ['is not the address of an HTTP proxy', `write it like ${EXAMPLE}`];
  const { username, password, pathname, search, hash } = new URL(address);
  if (username + password !== '')
    return [
      'contains a credential, which everybody could read in the repository and in pods',
      'let the proxy take connections of the cluster by their addresses',
    ];
  return pathname === '/' && search + hash === ''
    ? undefined
    : ['has more than a host and a port', `write it like ${EXAMPLE}`];
}

const exception = z
  .string()
  .superRefine((text, context) => {
    const [, host = text] = /^\*?\.?(.*)$/.exec(text) ?? [];
    if (text.startsWith('*.'))
      context.addIssue(advised('has a *, which only some programs understand here', `write .${host}`));
    else if (text === '*')
      context.addIssue(advised('is every host: the proxy would have no effect', 'remove the proxy instead'));
    else if (!domain.safeParse(host).success && (host !== text || !(isAddress(text) || cidr.safeParse(text).success)))
      context.addIssue(
        advised(
          'is not a host name, an address or a CIDR, without a scheme or port',
          'write it like .acme.io or 10.0.0.0/8',
        ),
      );
  })
  .meta({ title: 'host name, address or CIDR', examples: ['.acme.io'] });

function isAddress(text: string): boolean {
  return z.union([z.ipv4(), z.ipv6()]).safeParse(text).success;
}

export const proxy = z
  .strictObject({
    http: proxyAddress.optional().describe('Proxy for addresses that begin with http://.'),
    https: proxyAddress
      .optional()
      .describe('Proxy for addresses that begin with https://; its own address usually begins with http://.'),
    noProxy: z
      .array(exception)
      .optional()
      .describe(
        'Hosts, domains (.acme.io) and networks that are reached without the proxy, beside the cluster itself, private addresses and the domain of the fleet.',
      ),
  })
  .optional()
  .describe(
    'HTTP proxy through which everything that connects to servers outside of the cluster does. It must ask for no password: the address is in the repository.',
  );
