/** What the sections `alerting` and `remoteWrite` become. */
import { describe, expect, it } from 'vitest';
import { timeIntervals } from '../../generator/components/notifications/quiet-times.ts';
import { alerting } from '../../generator/components/notifications/settings.ts';
import { isObject, type JsonObject } from '../../generator/data/json.ts';
import { valueAt, watchedCluster } from '../telemetry/rules/watched-cluster.ts';

describe('quiet times', () => {
  const intervals = (quiet: JsonObject) => timeIntervals(alerting.parse({ quietTimes: [quiet] }));
  const quiet = (...times: readonly JsonObject[]) => [{ name: 'quiet', time_intervals: times }];

  it('are whole days where no time is given', () => {
    expect(intervals({ days: ['saturday'] })).toEqual(
      quiet({ times: [{ start_time: '00:00', end_time: '24:00' }], weekdays: ['saturday'], location: 'UTC' }),
    );
  });

  it('end on the same day where they can', () => {
    expect(intervals({ from: '12:00', to: '13:00' })).toEqual(
      quiet({ times: [{ start_time: '12:00', end_time: '13:00' }], location: 'UTC' }),
    );
  });

  it('end on the morning after, which is another day of the week', () => {
    expect(intervals({ days: ['friday', 'sunday'], from: '22:00', to: '07:00' })).toEqual(
      quiet(
        { times: [{ start_time: '22:00', end_time: '24:00' }], weekdays: ['friday', 'sunday'], location: 'UTC' },
        { times: [{ start_time: '00:00', end_time: '07:00' }], weekdays: ['saturday', 'monday'], location: 'UTC' },
      ),
    );
  });

  it('hold back everything but what is critical', () => {
    const answers = watchedCluster({
      fleet: { alerting: { slack: { channel: '#a' }, quietTimes: [{ days: ['sunday'] }] } },
    });
    expect(valueAt(answers, 'prometheus', 'alertmanager', 'config', 'route', 'routes')).toEqual([
      { matchers: ['alertname="Watchdog"'], receiver: 'none' },
      { matchers: ['severity="critical"'], receiver: 'slack', continue: true },
      { matchers: ['severity="warning"'], receiver: 'slack', continue: true, mute_time_intervals: ['quiet'] },
    ]);
  });
});

describe('remote write', () => {
  const answers = watchedCluster({
    cluster: {
      components: {
        prometheus: {
          remoteWrite: [
            {
              name: 'central',
              url: 'https://metrics.acme.io:9009/api/v1/write',
              signIn: { kind: 'basic' },
              keep: 'slo:.*',
            },
            { name: 'team', url: 'https://team.acme.io/write', signIn: { kind: 'bearer', secretName: 'team-token' } },
          ],
        },
      },
    },
  });

  it('signs in with Secrets, and sends what it is to send', () => {
    expect(valueAt(answers, 'prometheus', 'prometheus', 'prometheusSpec', 'remoteWrite')).toEqual([
      {
        name: 'central',
        url: 'https://metrics.acme.io:9009/api/v1/write',
        headers: {},
        basicAuth: {
          username: { name: 'remote-write-central', key: 'username' },
          password: { name: 'remote-write-central', key: 'password' },
        },
        writeRelabelConfigs: [{ sourceLabels: ['__name__'], regex: 'slo:.*', action: 'keep' }],
      },
      {
        name: 'team',
        url: 'https://team.acme.io/write',
        headers: {},
        authorization: { credentials: { name: 'team-token', key: 'token' } },
      },
    ]);
  });

  it('has the Secrets that nobody else brings, and a way out', () => {
    const named = answers.get('credentials')?.manifests.map(({ metadata }) => metadata.name) ?? [];
    expect(named).toContain('remote-write-central');
    expect(named).not.toContain('team-token');
    const policy = answers
      .get('prometheus')
      ?.manifests.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'prometheus');
    expect(isObject(policy?.spec) ? policy.spec.egress : []).toContainEqual({
      ports: [{ port: 9009, protocol: 'TCP' }],
    });
  });
});
