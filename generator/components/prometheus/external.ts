/** A Prometheus of somebody else, as a component that the stack does not deploy. */
import type { Outside, Secret } from '../../stack/component.ts';
import { signInSecret } from '../sign-in.ts';
import { EXTERNAL_SECRET } from './handle.ts';
import type { PrometheusSettings } from './settings.ts';

/** The pods that scrape the pods of the stack. */
export function scrapers({ external }: PrometheusSettings): Outside | undefined {
  if (external === undefined) return undefined;
  const { namespaces, selector } = external.scrapers;
  return { outside: 'namespaces', names: namespaces, ...(selector === undefined ? {} : { podLabels: selector }) };
}

/** What Grafana and the collectors sign in with. */
export function externalSecret({ external }: PrometheusSettings): readonly Secret[] {
  if (external === undefined) return [];
  return signInSecret(external.signIn, {
    name: EXTERNAL_SECRET,
    purpose: 'credentials of Grafana and the collectors for the external Prometheus',
    subject: 'the external Prometheus',
    path: ['external'],
  }).map((secret) => ({ ...secret, setting: ['external', 'signIn', 'secretName'] }));
}
