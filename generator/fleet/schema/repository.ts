/** The Git repository that the fleet is in, and how Flux reads it. */
import * as z from 'zod';
import { advised } from './advice.ts';
import { gitFolder, gitUrl } from './git-names.ts';
import { branchName } from './git-refs.ts';
import { dnsLabel } from './quantities.ts';

export const repository = z
  .strictObject({
    url: gitUrl.describe('Address from which Argo CD or Flux reads the repository.'),
    branch: branchName
      .meta({ title: 'branch', examples: ['main'] })
      .default('main')
      .describe('The branch that changes are merged into.'),
    path: gitFolder
      .default('.')
      .describe('Folder of this fleet in the Git repository, which engines read it from; its root by default.'),
    secretName: dnsLabel(253)
      .optional()
      .describe('Secret in the namespace of Flux with the credentials of a private repository.'),
    provider: z
      .enum(['generic', 'github', 'azure', 'aws'])
      .optional()
      .describe(
        'How Flux signs in: `generic`, with the Secret; `github`, as the GitHub App of the Secret; `azure` and `aws`, with the identity of its workload. generic by default.',
      ),
    proxySecretName: dnsLabel(253)
      .optional()
      .describe('Secret in the namespace of Flux with the address of the proxy for Git repositories.'),
    verify: z
      .strictObject({
        secretName: dnsLabel(253).describe(
          'Secret in the namespace of Flux with the public keys of people who may sign commits, in keys that end with .asc or .sshpub.',
        ),
      })
      .optional()
      .describe('Flux applies a commit only if it is signed.'),
  })
  .superRefine(({ url, secretName, provider = 'generic' }, context) => {
    const refuse = (message: string, hint: string): void =>
      context.addIssue({ ...advised(message, hint), path: ['provider'] });
    if (provider === 'generic') return;
    if (!url.startsWith('https://'))
      refuse(`is ${provider}, which signs in by HTTPS`, 'write the url with https://, or use a key in secretName');
    if (provider === 'github' && secretName === undefined)
      refuse('needs the Secret of the GitHub App', 'set secretName');
  })
  .describe('This repository.');
