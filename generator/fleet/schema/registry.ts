/** Where images and charts are taken from, in place of the registries of upstream. */
import * as z from 'zod';
import { isAddressText } from './address-text.ts';
import { advised } from './advice.ts';
import { dnsLabel, objectName } from './quantities.ts';

/** As runtimes read the name of an image (distribution/reference:regexp.go): a host, and parts of a path in lower case. */
const HOST =
  /^(?:localhost|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?::\d{1,5})?$|^[a-z0-9-]+:\d{1,5}$/;
const PART = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;

const EXAMPLE = 'registry.acme.io/mirror';

const imagePrefix = z
  .string()
  .superRefine((text, context) => {
    const problem = prefixProblem(text);
    if (problem !== undefined) context.addIssue(advised(...problem));
  })
  .meta({ title: 'place in a registry', examples: [EXAMPLE] });

function prefixProblem(text: string): Parameters<typeof advised> | undefined {
  const meant = (other: string): string | undefined =>
    prefixProblem(other) === undefined ? `did you mean ${other}?` : `write it like ${EXAMPLE}`;
  const [, scheme] = /^([a-z]+:\/\/)/i.exec(text) ?? [];
  if (scheme !== undefined)
    return [`has a scheme, ${scheme}, which names of images do not have`, meant(text.slice(scheme.length))];
  if (text.endsWith('/')) return ['ends with a slash', meant(text.replace(/\/+$/, ''))];
  if (/[A-Z]/.test(text)) return ['has capital letters, which names of images do not have', meant(text.toLowerCase())];
  const [host = '', ...path] = text.split('/');
  const last = path.at(-1) ?? '';
  if (/[:@]/.test(last))
    return ['ends with a tag or a digest: it is the place of all images', meant(text.replace(/[:@][^/]*$/, ''))];
  if (!HOST.test(host))
    return [
      'does not begin with the host of a registry: a container runtime would look for it on docker.io',
      `write it like ${EXAMPLE}`,
    ];
  const wrong = path.find((part) => !PART.test(part));
  if (wrong === undefined) return undefined;
  return [
    wrong === '' ? 'has two slashes one after the other' : `has a part that no registry takes: ${wrong}`,
    `parts are lower-case letters and digits, with . _ __ or - between them, as in ${EXAMPLE}`,
  ];
}

export const chartsUrl = z
  .string()
  .superRefine((text, context) => {
    const problem = urlProblem(text);
    if (problem !== undefined) context.addIssue(advised(...problem));
  })
  .meta({ title: 'URL', examples: ['oci://registry.acme.io/charts'] });

function urlProblem(text: string): Parameters<typeof advised> | undefined {
  const [scheme = ''] = /^[a-z]+:\/\//i.exec(text) ?? [];
  if (!['oci://', 'https://', 'http://'].includes(scheme))
    return [
      'is not the address of charts: it begins with neither oci:// nor https://',
      `write oci://registry.acme.io/charts for a registry, or https://charts.acme.io for a chart repository`,
    ];
  if (text.endsWith('/')) return ['ends with a slash', `did you mean ${text.replace(/\/+$/, '')}?`];
  if (!isAddressText(text) || !URL.canParse(text.replace(/^oci:/, 'https:')))
    return ['contains a character that must be encoded in an address', undefined];
  const { username, password, search, hash } = new URL(text.replace(/^oci:/, 'https:'));
  if (username + password !== '') return ['contains a credential', 'name a Secret in secretName instead'];
  if (search + hash !== '') return ['has a query or a fragment, to which no chart can be added', 'remove it'];
  if (scheme === 'oci://' && text !== text.toLowerCase())
    return ['has capital letters, which a registry does not take', `did you mean ${text.toLowerCase()}?`];
  if (scheme === 'oci://' && /[:@][^/]*$/.test(text.slice(scheme.length).replace(/^[^/]*/, '')))
    return [
      'ends with a tag or a digest: it is the place of all charts',
      `did you mean ${text.replace(/[:@][^/:@]*$/, '')}?`,
    ];
  return undefined;
}

const pullSecrets = z
  .array(objectName.meta({ examples: ['registry-acme'] }))
  .refine((names) => new Set(names).size === names.length, { error: 'names a Secret twice' })
  .optional()
  .describe(
    'Secrets of type kubernetes.io/dockerconfigjson with which the pods of the stack pull their images. A secrets provider with a store makes them from entries; without one they must be in each namespace of the stack.',
  );

export const registry = z
  .strictObject({
    images: imagePrefix
      .optional()
      .describe(
        'Host and path of a mirror that every image is taken from. The registry of an image stays in its path: docker.io/grafana/grafana is taken from registry.acme.io/mirror/docker.io/grafana/grafana. Images that are already in the registry of the mirror stay where they are.',
      ),
    charts: z
      .strictObject({
        url: chartsUrl.describe(
          'Where all charts are, each by its own name: oci://… for a registry, https://… for a chart repository.',
        ),
        secretName: dnsLabel(253)
          .optional()
          .describe(
            'Secret in the namespace of Flux with the credentials. Argo CD finds its own credentials by the address.',
          ),
      })
      .optional()
      .describe('A mirror that every Helm chart is taken from.'),
    pullSecrets,
  })
  .optional()
  .describe('Mirrors of images and charts, in place of the registries of upstream.');
