#!/usr/bin/env node
/** The program's entry, in the syntax of old versions of Node.js: one that cannot read the rest says here that it is too old. */

/** What `engines` in package.json says. */
const NEEDED = '20.19';

function isOlder(version: string, needed: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number);
  return major < neededMajor || (major === neededMajor && minor < neededMinor);
}

if (isOlder(process.versions.node, NEEDED)) {
  process.stderr.write(
    `lang-observatory needs Node.js ${NEEDED} or newer; this is ${process.versions.node} (${process.execPath})\n  hint: install a newer version; if several are installed, put the newer one first on the PATH\n`,
  );
  process.exitCode = 2;
} else {
  void import('./start.ts');
}
