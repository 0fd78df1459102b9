/** Whatever texts the section `alerting` takes, Alertmanager takes for texts: asked of its own amtool. */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { line, slackChannel } from '../../../generator/fleet/schema/plain-text.ts';
import { webAddress } from '../../../generator/fleet/schema/quantities.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { longest } from '../../text/accepted-texts.ts';
import { HOSTILE, hostileText } from '../../text/hostile-texts.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { mountedConfig } from './mounted-config.ts';

const folder = temporaryFolder();
let program = '';
beforeAll(async () => {
  program = await testTool('amtool');
}, 900_000);
afterAll(() => rmSync(folder, { recursive: true }));

async function amtool(...argv: readonly string[]): Promise<string> {
  return (await promisify(execFile)(program, argv)).stdout;
}

/** What becomes of a text in a message. */
async function rendered(text: string): Promise<string> {
  return amtool('template', 'render', `--template.glob=${folder}/*.tmpl`, `--template.text=${text}`);
}

interface Texts {
  readonly channel: string;
  readonly address: string;
  readonly username: string;
  readonly team: string;
  readonly runbooks: string;
}

/** As strange as each field lets them be. */
const texts = fc
  .tuple(fc.shuffledSubarray([...HOSTILE], { minLength: 20 }), fc.array(hostileText, { maxLength: 5 }))
  .map(([known, random]): Texts => {
    const taken = (schema: z.ZodType, beside: readonly string[] = []): string =>
      longest(schema, [...random, ...known, ...beside]) ?? '';
    return {
      channel: taken(slackChannel),
      address: taken(z.email()),
      username: taken(line),
      team: taken(line, ['"', '\\', '.*']),
      runbooks: taken(webAddress),
    };
  });

function mounted({ channel, address, username, team, runbooks }: Texts): string {
  const slack = { channel };
  const alerting = {
    slack,
    runbooks,
    email: { to: [address] },
    smtp: { host: 'smtp.acme.io', from: address, username },
    routes: [
      { name: 'several', match: { team: [team, 'ads'] }, slack },
      { name: 'one', match: { owner: team }, slack },
    ],
  };
  return mountedConfig(folder, 'texts', { fleet: { alerting } });
}

describe('a text of the section alerting', () => {
  it('is the same in every message', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (said) => {
        expect(await amtool('check-config', mounted(said))).toContain('SUCCESS');
        for (const text of Object.values(said)) expect(await rendered(text)).toBe(text);
      }),
      { numRuns: 5 },
    );
  });

  it('matches the labels that have it, and no others', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (said) => {
        const config = mounted(said);
        const told = async (label: string, value: string): Promise<string> => {
          const labels = ['alertname=A', 'severity=critical', `${label}=${JSON.stringify(value)}`];
          return (await amtool('config', 'routes', 'test', `--config.file=${config}`, ...labels)).trim();
        };
        expect(await told('team', said.team)).toBe('several-slack');
        expect(await told('team', 'ads')).toBe('several-slack');
        expect(await told('owner', said.team)).toBe('one-slack');
        for (const other of [`${said.team}a`, 'a', `${said.team}|ads`]) {
          expect(await told('team', other)).toBe('slack,email');
          expect(await told('owner', other)).toBe('slack,email');
        }
      }),
      { numRuns: 5 },
    );
  });
});

it('a template is another text in a message', async () => {
  expect(await rendered('#{{ .Status }}')).toBe('#alertstatus');
});
