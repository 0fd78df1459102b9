import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { programFolder } from '../../generator/program-folder.ts';
import { findTool, GO_VERSION, reportedVersion, TOOLS, type ToolName } from '../../generator/validate/tools.ts';
import { realTool } from '../real-tool.ts';

const NAMES: readonly ToolName[] = ['kustomize', 'helm', 'kubeconform', 'gitleaks'];
const folders: string[] = [];

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lang-observatory-tools-'));
  folders.push(folder);
  return folder;
}

// One after the other: each build uses all cores.
beforeAll(async () => {
  for (const name of NAMES) await realTool(name);
});
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('the table of tools', () => {
  it.each(NAMES)('%s is what its go.mod pins', (name) => {
    const pinned = readFileSync(join(programFolder(), 'tools', name, 'go.mod'), 'utf8');
    const requirement = [...pinned.matchAll(/^\s*(?:require )?(\S+) v(\S+)/gm)].find(([, module = '']) =>
      `${TOOLS[name].package}/`.startsWith(`${module}/`),
    );
    expect(requirement?.[2]).toBe(TOOLS[name].version);
    expect(pinned).toContain(`\ntool ${TOOLS[name].package}\n`);
    expect(pinned).toContain(`\ngo ${GO_VERSION}.0\n`);
  });

  it.each(NAMES)('%s reports its version', async (name) => {
    expect(await reportedVersion(name, await realTool(name))).toBe(TOOLS[name].version);
  });
});

describe('finding a tool', () => {
  it('takes the right version from the PATH and passes over another one', async () => {
    const [wrong, right] = [temporaryFolder(), temporaryFolder()];
    writeFileSync(join(wrong, 'kustomize'), '#!/bin/sh\necho v5.0.0\n');
    chmodSync(join(wrong, 'kustomize'), 0o755);
    symlinkSync(await realTool('kustomize'), join(right, 'kustomize'));
    const found = await findTool('kustomize', { folder: temporaryFolder(), searchPath: `${wrong}:${right}` });
    expect(found).toEqual({ ok: true, path: join(right, 'kustomize') });
  });

  it('says what to install when it can neither find nor build it', async () => {
    expect(await findTool('kustomize', { folder: temporaryFolder(), searchPath: '' })).toEqual({
      ok: false,
      code: 'tool-missing',
      message:
        'kustomize 5.8.1 is needed and was not found. ' +
        'Install it, or install Go 1.26 or newer so that it can be built from tools/kustomize.',
    });
  });

  it('is built once when two callers need it at the same time, and leaves only the binary', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'tools'));
    cpSync(join(programFolder(), 'tools/kubeconform'), join(folder, 'tools/kubeconform'), { recursive: true });
    const builds: ToolName[] = [];
    const options = { folder, searchPath: '', onBuild: (name: ToolName) => builds.push(name) };
    const found = await Promise.all([findTool('kubeconform', options), findTool('kubeconform', options)]);
    const path = join(folder, '.tools', 'kubeconform-0.7.0');
    expect(found).toEqual([
      { ok: true, path },
      { ok: true, path },
    ]);
    expect(builds).toEqual(['kubeconform']);
    expect(readdirSync(join(folder, '.tools'))).toEqual(['kubeconform-0.7.0']);
  }, 600_000);

  it('takes over the lock of a process that is gone', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, '.tools'));
    mkdirSync(join(folder, 'tools'));
    cpSync(join(programFolder(), 'tools/kubeconform'), join(folder, 'tools/kubeconform'), { recursive: true });
    // Above the largest process id that Linux gives.
    writeFileSync(join(folder, '.tools/kubeconform-0.7.0.lock'), '4194305\n');
    expect(await findTool('kubeconform', { folder, searchPath: '' })).toMatchObject({ ok: true });
    expect(existsSync(join(folder, '.tools/kubeconform-0.7.0.lock'))).toBe(false);
  }, 600_000);
});
