/**
 * `npm run demo-traffic`: believable traffic for every panel of every dashboard in a real Prometheus at http://localhost:9090, until Ctrl-C.
 * The same for the same time of the same day. For `npm run preview`, and for a Grafana.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoTraffic } from './traffic.ts';

const PORT = 9090;
/** For as long as somebody may look at it. */
const AHEAD_SECONDS = 3600;

const folder = mkdtempSync(join(tmpdir(), 'lang-observatory-demo-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
console.log('making traffic of eight days…');
const { url } = await startDemoTraffic(folder, { now: Date.now() / 1000, ahead: AHEAD_SECONDS }, PORT);
console.log(`for an hour from now at ${url}: npm run preview -- llm-overview ${url} overview.html`);
await new Promise(() => {});
