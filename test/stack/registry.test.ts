/** What no type can see is told when the registry is made, with the component that it is about and what to write. */
import { expect, it } from 'vitest';
import * as z from 'zod';
import { clickhouseComponent } from '../../generator/components/clickhouse/clickhouse.ts';
import { gateway } from '../../generator/components/gateway/handle.ts';
import { postgres } from '../../generator/components/postgres/handle.ts';
import { prometheus } from '../../generator/components/prometheus/handle.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { valkey } from '../../generator/components/valkey/handle.ts';
import { SECTIONS_COMPONENT } from '../../generator/fleet/schema/sections.ts';
import { type Component, type ComponentDefinition, defineComponent } from '../../generator/stack/component.ts';
import { defineHandle } from '../../generator/stack/handle.ts';
import { STACK } from '../../generator/stack/namespaces.ts';
import { defineRegistry } from '../../generator/stack/registry.ts';
import type { Alert } from '../../generator/telemetry/alert.ts';
import { promql } from '../../generator/telemetry/promql.ts';

/** A component that nobody registered: it may also be read as a misspelt one, with a handle that was copied. */
const clickhous = defineHandle()({
  name: 'clickhous',
  namespace: STACK,
  workloads: { server: { podLabels: { app: 'clickhous' } } },
});

const added = defineHandle()({
  name: 'added',
  namespace: STACK,
  workloads: { server: { podLabels: { app: 'added' } }, spare: { podLabels: { app: 'spare' } } },
  probes: { server: 'added' },
});

type Definition = ComponentDefinition<z.ZodObject, 'server' | 'spare'>;

/** The registry with one component more. */
function registryWith(definition: Partial<Definition>, handle = added): readonly Component[] {
  const component = defineComponent(handle, {
    description: 'Added by a test.',
    modes: ['managed', 'disabled'],
    settings: z.strictObject({}),
    ...definition,
  });
  return defineRegistry([...REGISTRY, component]);
}

const ALERT: Alert = {
  name: 'AddedDown',
  rules: [{ severity: 'warning', expression: promql('absent(up{job="added"} == 1)'), for: '5m' }],
  summary: 'Added does not answer',
  description: 'Nobody knows why.',
  dashboard: 'capacity',
  runbook: { meaning: '', diagnosis: [], mitigation: [] },
};

it('takes a component that refers to what is there', () => {
  const registry = registryWith({
    avoidedBy: [{ component: postgres, path: ['backup', 'enabled'], value: false }],
    alerts: [{ ...ALERT, needs: [valkey] }],
    requires: () => [valkey],
    workloads: () => ({ spare: false }),
    flows: () => [{ from: added.server, to: valkey.server, ports: [6379], purpose: 'a cache' }],
  });
  expect(registry).toHaveLength(REGISTRY.length + 1);
});

const OTHERWISE =
  'add its component to generator/components/registry.ts, or import the handle from the folder of the component';

it.each<[what: string, definition: Partial<Definition>, message: string]>([
  [
    'a flow to a workload of a component that is not registered',
    { flows: () => [{ from: added.server, to: clickhous.server, ports: [9000], purpose: 'queries' }] },
    `flow "queries" of added ends at clickhous/server, whose component is not in the registry: ${OTHERWISE}`,
  ],
  [
    'a flow from there',
    { flows: () => [{ from: clickhous.server, to: added.server, ports: [9000], purpose: 'queries' }] },
    `flow "queries" of added ends at clickhous/server, whose component is not in the registry: ${OTHERWISE}`,
  ],
  [
    'a flow to a workload that its component does not have with these settings',
    { flows: () => [{ from: added.server, to: gateway['http01-solver'], ports: [8089], purpose: 'challenges' }] },
    'flow "challenges" ends at gateway/http01-solver, which gateway does not have with these settings: make the flow depend on the same settings as `workloads` of gateway',
  ],
  [
    'a flow from a workload that it says itself is not there',
    {
      workloads: () => ({ spare: false }),
      flows: () => [{ from: added.spare, to: valkey.server, ports: [6379], purpose: 'a cache' }],
    },
    'flow "a cache" ends at added/spare, which added does not have with these settings: make the flow depend on the same settings as `workloads` of added',
  ],
  [
    'a requirement that is not registered',
    { requires: () => [clickhous] },
    `added requires clickhous, which is not in the registry: ${OTHERWISE}`,
  ],
  [
    'a question for a component that is not registered',
    { requires: (_settings, stack) => (stack.deploys(clickhous) ? [valkey] : []) },
    `added asks for clickhous, which is not in the registry: ${OTHERWISE}`,
  ],
  [
    'settings of a component that is not registered',
    { workloads: (_settings, stack) => ({ spare: stack.of(clickhous).mode === 'managed' }) },
    `added reads the settings of clickhous, which is not in the registry: ${OTHERWISE}`,
  ],
  [
    'a way to avoid it that is a setting of a component that is not registered',
    { avoidedBy: [{ component: clickhous, path: ['mode'], value: 'disabled' }] },
    `added is avoided by a setting of clickhous, which is not in the registry: ${OTHERWISE}`,
  ],
  [
    'a way to avoid it that is no setting',
    { avoidedBy: [{ component: postgres, path: ['backups', 'enabled'], value: false }] },
    'added is avoided by backups.enabled: false of postgres, which has no such setting: use one of its schema in avoidedBy',
  ],
  [
    'an alert that needs a component that is not registered',
    { alerts: [{ ...ALERT, needs: [clickhous] }] },
    `alert AddedDown of added needs clickhous, which is not in the registry: ${OTHERWISE}`,
  ],
  [
    'an alert that asks for a job that no handle has',
    {
      alerts: [
        { ...ALERT, rules: [{ severity: 'warning', expression: promql('up{job=~"aded|ad.d"} == 0'), for: '5m' }] },
      ],
    },
    'alert AddedDown of added queries job=~"aded|ad.d", which no handle has: use a job of a handle\'s probes',
  ],
  [
    'a step of a runbook that does',
    {
      alerts: [
        {
          ...ALERT,
          runbook: { meaning: '', diagnosis: [{ caption: 'Up?', query: promql('up{job="aded"}') }], mitigation: [] },
        },
      ],
    },
    'alert AddedDown of added queries job="aded", which no handle has: use a job of a handle\'s probes',
  ],
  [
    'an alert with the name of another',
    { alerts: [{ ...ALERT, name: 'LangfuseDown' }] },
    'components langfuse and added have the same alert, LangfuseDown: each alert has its own runbook: rename one of them',
  ],
])('refuses %s', (_what, definition, message) => {
  expect(() => registryWith(definition)).toThrow(new Error(message));
});

it('refuses an alert with a dashboard that is not there', () => {
  // @ts-expect-error The compiler refuses it too.
  const misspelt: Alert = { ...ALERT, dashboard: 'clickhous' };
  expect(() => registryWith({ alerts: [misspelt] })).toThrow(
    'alert AddedDown of added names the dashboard clickhous, which does not exist: use one of llm-overview, ',
  );
});

it('refuses two components with one name', () => {
  expect(() => defineRegistry([...REGISTRY, clickhouseComponent])).toThrow(
    new Error('components clickhouse and clickhouse have the same name, clickhouse: rename one of them in its handle'),
  );
});

it('refuses a second handle with the name of one that is registered', () => {
  const copy = defineHandle()({ name: 'valkey', namespace: STACK });
  expect(() => registryWith({ requires: () => [copy] })).toThrow(
    new Error(`added requires valkey, which is not in the registry: ${OTHERWISE}`),
  );
});

it('refuses components that require each other', () => {
  const [one, other] = ['one', 'other'].map((name) => defineHandle()({ name, namespace: STACK }));
  if (one === undefined || other === undefined) throw new Error('there are two handles');
  const common = { description: '', modes: ['managed'], settings: z.strictObject({}) } as const;
  const circle = [
    defineComponent(one, { ...common, requires: () => [other] }),
    defineComponent(other, { ...common, requires: () => [one] }),
  ];
  expect(() => defineRegistry([...REGISTRY, ...circle])).toThrow(
    new Error('components require each other, one → other → one: remove one of these from requires'),
  );
});

it('refuses a component before one that it requires', () => {
  const early = defineComponent(added, {
    description: '',
    modes: ['managed'],
    settings: z.strictObject({}),
    requires: () => [valkey],
  });
  expect(() => defineRegistry([early, ...REGISTRY])).toThrow(
    new Error('added requires valkey, which comes after it: move valkey before added in the registry'),
  );
});

it('refuses two components with one job', () => {
  const handle = defineHandle()({
    name: 'added',
    namespace: STACK,
    workloads: added.workloads,
    probes: { server: 'langfuse-health' },
  });
  const component = defineComponent(handle, { description: '', modes: ['managed'], settings: z.strictObject({}) });
  expect(() => defineRegistry([...REGISTRY, component])).toThrow(
    new Error(
      'components langfuse and added have the same job, langfuse-health: define the job in one handle, and refer to it from the other component',
    ),
  );
});

it('refuses to lose an alert that others name', () => {
  const without = REGISTRY.map((component) =>
    component.handle === prometheus
      ? { ...component, alerts: (component.alerts ?? []).filter(({ name }) => name !== 'StoreNearFull') }
      : component,
  );
  expect(() => defineRegistry(without)).toThrow(
    new Error(
      'no component has the alert StoreNearFull, which others refer to: add it to the alerts of one, or remove it from generator/telemetry/alert-names.ts',
    ),
  );
});

it('has the component whose settings are sections of the input', () => {
  expect(REGISTRY.map(({ name }) => name)).toContain(SECTIONS_COMPONENT);
});
