import type { Starter } from '../../generator/commands/init/starter.ts';

/** What pipelines are written for, as far as a test does not say it. */
export const STARTER: Starter = {
  name: 'fleet',
  url: 'https://example.com/fleet.git',
  branch: 'main',
  path: '.',
  domain: 'example.com',
  environment: 'prod',
  cluster: 'eu-1',
  engine: 'argocd',
  provider: 'bare',
  commit: 'push',
};
