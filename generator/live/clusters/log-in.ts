/** The client's configuration of one context, with the credentials that its kubeconfig says or that its plugin gives. */
import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { textAt } from '../../data/fields.ts';
import { pluginCredential } from './exec-plugin.ts';
import type { KubeContext } from './kubeconfig.ts';
import { asUnreachable, Unreachable } from './unreachable.ts';

/** Ways to get credentials that Kubernetes has removed; the client would run a program for one of them. */
const REMOVED_PROVIDERS = ['gcp', 'azure', 'exec'];

/** Of the handshake of a WebSocket. */
const MILLISECONDS = 20_000;

/** The client gives a WebSocket no end (kubernetes-client/javascript:src/web-socket-handler.ts), and passes on what it finds here. */
class PatientConfig extends KubeConfig {
  override async applyToHTTPSOptions(options: RequestOptions): Promise<void> {
    await super.applyToHTTPSOptions(options);
    Object.assign(options, { handshakeTimeout: MILLISECONDS });
  }
}

/** Throws Unreachable. The signal ends the plugin. */
export async function logIn(context: KubeContext, repo: string, signal: AbortSignal): Promise<KubeConfig> {
  const { cluster, user, name } = context;
  const provider = textAt(JSON.parse(JSON.stringify(user.authProvider ?? {})), 'name');
  if (REMOVED_PROVIDERS.includes(provider))
    throw new Unreachable(
      `its kubeconfig has the auth-provider ${provider}, which Kubernetes has removed`,
      'use a credential plugin (exec) of your cloud',
    );
  try {
    const { exec, ...rest } = user;
    const credential = exec === undefined || exec === null ? {} : await pluginCredential(context, repo, signal);
    const config = new PatientConfig();
    config.loadFromClusterAndUser(
      { ...cluster, server: cluster.server.replace(/\/+$/, '') },
      { ...rest, ...credential },
    );
    return config;
  } catch (error) {
    throw asUnreachable(error, name);
  }
}
