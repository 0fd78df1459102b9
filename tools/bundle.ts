/** `npm run build`: the program as plain JavaScript in dist/, so that the published command starts without a compiler. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { programFolder } from '../generator/program-folder.ts';

const root = programFolder();
rmSync(join(root, 'dist'), { recursive: true, force: true });
buildSync({
  absWorkingDir: root,
  entryPoints: ['generator/main.ts'],
  outdir: 'dist',
  bundle: true,
  // Commands are imported only when they are called: each becomes a file of its own.
  splitting: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // CommonJS packages inside call require.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});
