/** References between components are checked by the compiler: each of these lines would raise nothing if it were a string. */
import { expect, it } from 'vitest';
import * as z from 'zod';
import { certManager } from '../../generator/components/cert-manager/handle.ts';
import { clickhouse } from '../../generator/components/clickhouse/handle.ts';
import { langfuse } from '../../generator/components/langfuse/handle.ts';
import { valkey } from '../../generator/components/valkey/handle.ts';
import type { CommonSettings } from '../../generator/fleet/model.ts';
import { type Avoidance, defineComponent, type Flow, type Stack } from '../../generator/stack/component.ts';
import { defineHandle, type Handle } from '../../generator/stack/handle.ts';
import { STACK } from '../../generator/stack/namespaces.ts';
import type { Alert } from '../../generator/telemetry/alert.ts';

const flow = (to: Flow['to']): Flow => ({ from: langfuse.web, to, ports: [9000], purpose: 'queries' });

it('refuses a misspelt end of a flow', () => {
  // @ts-expect-error The workload is `server`.
  expect(clickhouse.sever).toBeUndefined();
  // @ts-expect-error An end is a workload and no string.
  expect(flow('clickhouse/server').to).toBe('clickhouse/server');
  // @ts-expect-error Nor is a whole component an end.
  expect(flow(clickhouse).to).toBe(clickhouse);
  // @ts-expect-error No party outside is called so.
  expect(flow({ outside: 'anywher' })).toBeDefined();
  expect(flow(clickhouse.server).to).toEqual({
    component: 'clickhouse',
    name: 'server',
    podLabels: { app: 'clickhouse-clickhouse', 'clickhouse.com/role': 'clickhouse-server' },
  });
});

it('refuses a misspelt requirement, question and need', () => {
  const requires = (...handles: readonly Handle[]): readonly string[] => handles.map(({ name }) => name);
  // @ts-expect-error A requirement is a handle and no string.
  expect(requires('valkey')).toEqual([undefined]);
  expect(requires(valkey, certManager)).toEqual(['valkey', 'cert-manager']);
  // @ts-expect-error So is what a component asks for,
  const asks = (stack: Stack): boolean => stack.deploys('valkey');
  // @ts-expect-error what an alert needs,
  const needs: Alert['needs'] = ['blackbox'];
  // @ts-expect-error and whose setting avoids it.
  const avoidance: Avoidance = { component: 'postgres', path: ['mode'], value: 'disabled' };
  expect([typeof asks, needs, avoidance.path]).toEqual(['function', ['blackbox'], ['mode']]);
});

it('refuses a misspelt job', () => {
  // @ts-expect-error The probe is `health`.
  expect(langfuse.probes.helth).toBeUndefined();
  expect(langfuse.probes.health).toBe('langfuse-health');
  // @ts-expect-error A component without probes has no job.
  expect(certManager.probes.webhook).toBeUndefined();
});

it('knows the settings and the connection of a component, and no others', () => {
  const reads = (stack: Stack) => ({
    replicas: stack.of(valkey).replicas,
    port: valkey.connection(stack.of(valkey)).port,
    // @ts-expect-error Valkey has no instances.
    instances: stack.of(valkey).instances,
    // @ts-expect-error What cert-manager is told is nobody else's business.
    issuer: stack.of(certManager).issuer,
    // @ts-expect-error A connection is that of its own settings.
    other: valkey.connection(stack.of(clickhouse)),
  });
  expect(typeof reads).toBe('function');
});

it('refuses a component that does not keep what its handle says', () => {
  interface Promised extends CommonSettings {
    readonly replicas: number;
  }
  const handle = defineHandle<Promised>()({
    name: 'promising',
    namespace: STACK,
    workloads: { server: { podLabels: { app: 'promising' } } },
  });
  const common = { description: '', modes: ['managed'] } as const;
  const settings = z.strictObject({ replicas: z.int().default(1) });
  // @ts-expect-error The handle says that there are replicas.
  expect(defineComponent(handle, { ...common, settings: z.strictObject({}) }).name).toBe('promising');
  // @ts-expect-error The handle has no workload `sever`.
  const misspelt = defineComponent(handle, { ...common, settings, workloads: () => ({ sever: false }) });
  const right = defineComponent(handle, { ...common, settings, workloads: (s) => ({ server: s.replicas > 0 }) });
  expect([misspelt.handle, right.handle]).toEqual([handle, handle]);
});

it('refuses a workload with the name of something else of a handle', () => {
  // @ts-expect-error `handle.probes` are the jobs.
  expect(defineHandle()({ name: 'n', namespace: STACK, workloads: { probes: { podLabels: {} } } }).name).toBe('n');
  // @ts-expect-error `handle.connection` is where consumers find it.
  expect(defineHandle()({ name: 'n', namespace: STACK, workloads: { connection: { podLabels: {} } } }).name).toBe('n');
});
