/** What the engines themselves tell goes to the receivers of alerts. */
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { REGISTRY } from '../generator/components/registry.ts';
import { isObject } from '../generator/data/json.ts';
import { LABELS } from '../generator/engines/names.ts';
import type { Engine } from '../generator/fleet/model.ts';
import { generateFiles } from '../generator/generate.ts';
import { documentsOf, runKubeconform } from '../generator/validate/kubeconform.ts';
import { describedFleet } from './described-fleet.ts';
import { fluxObjects, fluxText } from './flux-objects.ts';
import { inputFiles } from './input-files.ts';
import { realTool } from './real-tool.ts';

/** Of everybody, as one who wants to hear of warnings. */
const EVERYBODY = `
      slack: {channel: '#ops'}
      pagerduty: {severity: warning, secretName: pagerduty-ops}
      email: {to: [a@acme.io, b@acme.io]}
      smtp: {host: mail.acme.io, from: x@acme.io}
      teams: {}
      opsgenie: {severity: info, region: eu}
      webhook: {}`;

/** The files of a fleet of one cluster `c` in the environment `prod`. */
function generate(engine: Engine, alerting: string): ReadonlyMap<string, string> {
  const environment = { wave: 'all', alerting: parse(alerting) };
  const fleet = { waves: [{ name: 'all', ref: 'main' }], environments: { prod: environment } };
  const input = inputFiles({ fleet, clusters: { c: { engine } } });
  return new Map([...generateFiles(describedFleet(input), REGISTRY)].map(({ path, text }) => [path, text]));
}

function objects(files: ReadonlyMap<string, string>, path: string) {
  return parseAllDocuments(files.get(path) ?? '').map((document) => document.toJS());
}

function subscriptions(alerting: string): Readonly<Record<string, unknown>> {
  const { annotations } = objects(generate('argocd', alerting), 'argocd/root/acme/projects/c.yaml')[0].metadata;
  const own = Object.entries(annotations).filter(([name]) => name.startsWith('notifications.argoproj.io/'));
  return Object.fromEntries(own);
}

async function told(alerting: string, kind: 'Alert' | 'Provider') {
  return (await fluxObjects(generate('flux', alerting), 'c')).filter((object) => object.kind === kind);
}

const providers = (alerting: string) => told(alerting, 'Provider');

describe('the AppProject of a cluster', () => {
  it('subscribes each receiver to what goes wrong, and to nothing else', () => {
    const of = (service: string, recipients: string) =>
      ['on-health-degraded', 'on-sync-failed', 'on-sync-status-unknown'].map((trigger) => [
        `notifications.argoproj.io/subscribe.${trigger}.${service}`,
        recipients,
      ]);
    expect(subscriptions(EVERYBODY)).toEqual(
      Object.fromEntries([
        ...of('slack', '#ops'),
        ...of('pagerdutyv2', 'pagerduty-ops'),
        ...of('email', 'a@acme.io;b@acme.io'),
        ...of('teams-workflows', 'acme.prod'),
        ...of('opsgenie', 'acme.prod'),
        ...of('observatory', 'acme.prod'),
      ]),
    );
  });

  it('has no subscription where nobody is to be told', () => {
    expect(subscriptions('{}')).toEqual({});
  });
});

describe('a cluster with Flux', () => {
  it('has a Provider for each receiver that Flux can tell, with a Secret of its name and no credential', async () => {
    const specs = (await providers(EVERYBODY)).map(({ metadata, spec }) => [metadata.name, spec]);
    expect(Object.fromEntries(specs)).toEqual({
      'observatory-slack': { type: 'slack', channel: '#ops', secretRef: { name: 'observatory-slack' } },
      'observatory-teams': { type: 'msteams', secretRef: { name: 'observatory-teams' } },
      'observatory-opsgenie': {
        type: 'opsgenie',
        address: 'https://api.eu.opsgenie.com/v2/alerts',
        secretRef: { name: 'observatory-opsgenie' },
      },
      'observatory-webhook': { type: 'generic', secretRef: { name: 'observatory-webhook' } },
    });
  });

  it('has each of them in the namespace of Flux, where its Secret and its Alert are', async () => {
    const both = [...(await providers(EVERYBODY)), ...(await told(EVERYBODY, 'Alert'))];
    expect(both).toHaveLength(8);
    expect(new Set(both.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['flux-system']));
  });

  it('tells of errors alone, of every kind of ours wherever one is', async () => {
    const alerting = "{slack: {channel: '#ops'}}";
    const files = generate('flux', alerting);
    const [alert] = await told(alerting, 'Alert');
    const deployed = (await fluxObjects(files, 'c')).map(({ metadata }) => metadata.labels?.[LABELS.component]);
    const written = [...files.keys()].filter((path) => {
      const [, release] = /^flux\/releases\/([^/]+)\//.exec(path) ?? [];
      return path.startsWith('flux/clusters/c/') || (release !== undefined && deployed.includes(release));
    });
    const ours = written
      .flatMap((path) => objects(files, path))
      .filter((object) => isObject(object) && isObject(object.metadata))
      .map(({ kind, metadata }) => `${metadata.namespace}/${kind}`);
    expect(alert).toMatchObject({
      kind: 'Alert',
      spec: {
        providerRef: { name: 'observatory-slack' },
        eventSeverity: 'error',
        eventMetadata: { cluster: 'c', environment: 'prod' },
      },
    });
    expect(ours.length).toBeGreaterThan(15);
    expect(
      new Set(
        alert.spec.eventSources.map(
          ({ kind, namespace }: { kind: string; namespace: string }) => `${namespace}/${kind}`,
        ),
      ),
    ).toEqual(new Set(ours.filter((key) => !key.startsWith('argocd/'))));
  });

  it('tells of everything of ours in the namespace of Flux, which it knows by its labels', async () => {
    const files = generate('flux', "{slack: {channel: '#ops'}}");
    const made = await fluxObjects(files, 'c');
    const alert = made.find(({ kind }) => kind === 'Alert');
    const looksFor = (kind: string) =>
      alert.spec.eventSources.find((one: { kind: string; namespace: string }) => one.kind === kind).matchLabels;
    const written = [...files.keys()]
      .filter((path) => /^flux\/clusters\/c\/|^flux\/releases\/[^/]+\/release\.yaml$/.test(path))
      .flatMap((path) => objects(files, path));
    const ours = [...written, ...made].filter(
      ({ kind, metadata }) => /^(GitRepository|Kustomization)$/.test(kind) && metadata.namespace === 'flux-system',
    );
    expect(new Set(ours.map(({ kind }) => kind))).toEqual(new Set(['GitRepository', 'Kustomization']));
    for (const { kind, metadata } of ours) expect(metadata.labels, metadata.name).toMatchObject(looksFor(kind));
  });

  it('has neither where nobody is to be told, nor where only those are that Flux cannot tell', async () => {
    for (const alerting of ['{}', '{pagerduty: {severity: warning}}'])
      expect([...(await told(alerting, 'Provider')), ...(await told(alerting, 'Alert'))]).toEqual([]);
  });

  it('writes what Flux takes, and a receiver that it does not know is refused', async () => {
    const binary = await realTool('kubeconform');
    const text = await fluxText(generate('flux', EVERYBODY), 'c');
    const findings = (content: string) =>
      runKubeconform({ binary, minor: '1.36', streams: [{ file: 'built', documents: documentsOf(content) }] });
    expect(await findings(text)).toEqual([]);
    expect(await findings(text.replace('type: msteams', 'type: teams'))).toHaveLength(1);
  });
});

describe('a receiver', () => {
  it('hears of it as a warning', async () => {
    const critical = "{slack: {channel: '#ops', severity: critical}, pagerduty: {}, opsgenie: {}}";
    expect(subscriptions(critical)).toEqual({});
    expect(await providers(critical)).toEqual([]);
  });

  const routed = async (match: string) => {
    const found = await providers(`
      slack: {channel: '#ops'}
      routes: [{name: r, match: ${match}, slack: {channel: '#others'}}]`);
    return found.map(({ spec }) => spec.channel);
  };

  it('is that of the route that takes such a warning', async () => {
    expect(await routed('{environment: prod}')).toEqual(['#others']);
    expect(await routed('{environment: [dev, prod], cluster: c}')).toEqual(['#others']);
  });

  it('is not that of a route for something else', async () => {
    expect(await routed('{environment: prod, team: search}')).toEqual(['#ops']);
    expect(await routed('{severity: critical}')).toEqual(['#ops']);
  });
});
