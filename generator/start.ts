/** Standard input and output become an Io, whatever a command ends with becomes the exit code. */
import { failureOf } from './commands/failure.ts';
import type { ExitCode } from './commands/io.ts';
import { run } from './commands/program.ts';
import { inWords } from './disk/disk-error.ts';
import { drawn } from './text/screen.ts';
import { printable } from './text/terminal.ts';

const argv = process.argv.slice(2);

function end(exitCode: ExitCode): void {
  // What went wrong first is what the command ends with.
  process.exitCode = process.exitCode || exitCode;
}

function fail(error: unknown): void {
  const { exitCode, text = '' } = failureOf(error, argv);
  process.stderr.write(`${printable(text)}\n`);
  end(exitCode);
}

// Whoever reads may have seen enough (`generate | head`): that stops no work.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    if ('code' in error && error.code === 'EPIPE') return;
    if (stream === process.stdout) fail(inWords(error, 'standard output'));
    else end(1);
  });
process.on('uncaughtException', (error) => {
  fail(error);
  // What it has interrupted will never end.
  process.exit();
});

end(
  await run(argv, {
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
    ...(process.stdout.isTTY === true
      ? { redraw: (text: string) => process.stdout.write(drawn(text, process.stdout.rows)) }
      : {}),
    progress: process.stderr.isTTY === true,
    // https://no-color.org
    colour: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
    cwd: process.cwd(),
  }),
);
