/** What checks pipelines before a forge does: actionlint for GitHub, and for all three the schemas that their vendors publish. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Ci } from '../../generator/commands/init/ci.ts';
import { testTool } from '../tools/build-test-tool.ts';
import { pythonWith } from '../tools/python.ts';

const run = promisify(execFile);

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

/** In Azure's schema every scalar is a string, and some patterns have escapes that Unicode expressions do not know. */
const SCHEMAS: Readonly<Record<Ci, readonly string[]>> = {
  github: ['--builtin-schema', 'vendor.github-workflows'],
  gitlab: ['--builtin-schema', 'vendor.gitlab-ci', '--data-transform', 'gitlab-ci'],
  azure: [
    ...['--builtin-schema', 'vendor.azure-pipelines', '--data-transform', 'azure-pipelines'],
    ...['--regex-variant', 'nonunicode'],
  ],
};

/** What they find wrong in the files; nothing when all are right. */
export async function lint(ci: Ci, files: readonly string[]): Promise<string> {
  const checkSchema = ['-m', 'check_jsonschema', '--output-format', 'json'];
  const schema = await found(await pythonWith(REQUIREMENTS), [...checkSchema, ...SCHEMAS[ci], ...files]);
  if (ci !== 'github') return schema;
  return `${schema}${await found(await testTool('actionlint'), ['-no-color', ...files])}`;
}

async function found(program: string, argv: readonly string[]): Promise<string> {
  try {
    await run(program, argv, { maxBuffer: 2 ** 26 });
    return '';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 1 && 'stdout' in error) return String(error.stdout);
    throw error;
  }
}
