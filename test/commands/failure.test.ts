import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../generator/commands/failure.ts';
import { programVersion } from '../../generator/program/program-folder.ts';

const ARGV = ['generate', '--repo', 'my fleet'];

describe('an error that ends a command', () => {
  it('is printed with its path and a hint for an error of the system', () => {
    const error = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', path: '/tmp/x' });
    expect(failureOf(error, ARGV)).toEqual({
      exitCode: 1,
      text: '/tmp/x: permission denied\n  hint: solve the problem and run the command again; it completes the interrupted run',
    });
  });

  it('is printed with the name of the system call if it has no path and an unknown reason', () => {
    const error = Object.assign(new Error('EPROTO'), { code: 'EPROTO', syscall: 'read' });
    expect(failureOf(error, ARGV)).toEqual({
      exitCode: 1,
      text: 'read: the operating system reports EPROTO\n  hint: solve the problem and run the command again; it completes the interrupted run',
    });
  });

  it('is a complete report with its own exit code for an internal error', () => {
    const { exitCode, text = '' } = failureOf(new TypeError('oops'), ARGV);
    expect(exitCode).toBe(70);
    const lines = text.split('\n');
    expect(lines[0]).toBe('internal error of lang-observatory: your input did not cause it');
    expect(lines[1]).toContain(`version: ${programVersion()}, Node.js ${process.version}, `);
    expect(lines[2]).toBe('  command: lang-observatory "generate" "--repo" "my fleet"');
    expect(text).toMatch(/^ {2}TypeError: oops\n +at .*failure\.test\.ts/m);
    expect(lines.at(-1)).toMatch(/^ {2}hint: please report it with this whole text to the project/);
  });

  it('is an internal error too if the thrown value is not an Error', () => {
    expect(failureOf('oops', ARGV)).toMatchObject({ exitCode: 70, text: expect.stringContaining('\n  oops\n') });
  });

  it('is not printed again after the usage', () => {
    expect(failureOf(new CommanderError(1, 'commander.unknownOption', 'unknown option'), ARGV)).toEqual({
      exitCode: 2,
    });
  });
});
