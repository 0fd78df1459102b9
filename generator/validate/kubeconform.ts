/**
 * Checks manifests against our schemas with the real kubeconform: strict, offline, and a kind without a schema is a finding.
 *
 * A fleet repeats the same document on a thousand clusters, so each different document is checked once and the finding is
 * told for every file that holds it. Each lies in a file of its own, because kubeconform names the file of a result but
 * not the position in it. (Its standard input is no way out: it reads on into a buffer that its workers still use.)
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseDocument } from '../data/documents.ts';
import { isObject } from '../data/json.ts';
import type { KubernetesMinor } from '../fleet/model.ts';
import { programFolder } from '../program/program-folder.ts';
import { type Report, type Result, readReport } from './kubeconform-report.ts';
import { SCHEMAS_FOLDER, schemaLocations } from './schemas.ts';

/** YAML documents of one file or one build. */
export interface DocumentStream {
  /** What findings call it: a path in the repository. */
  readonly file: string;
  readonly documents: readonly string[];
}

export interface SchemaFinding {
  readonly code: 'schema-missing' | 'schema-violation' | 'document-unreadable';
  readonly message: string;
  readonly file: string;
  /** `Kind/namespace/name`, as far as the document tells. */
  readonly object: string;
}

export interface KubeconformRun {
  /** The path of kubeconform. */
  readonly binary: string;
  readonly minor: KubernetesMinor;
  readonly streams: readonly DocumentStream[];
}

/** All findings, sorted by file, object and message. Throws when kubeconform itself does not work. */
export async function runKubeconform({ binary, minor, streams }: KubeconformRun): Promise<readonly SchemaFinding[]> {
  const texts = [...new Set(streams.flatMap(({ documents }) => documents))];
  if (texts.length === 0) return [];
  const folder = await mkdtemp(join(tmpdir(), 'lang-observatory-kubeconform-'));
  try {
    for (const [index, text] of texts.entries()) await writeFile(join(folder, `${index}.yaml`), text);
    const report = readReport(await execute(binary, minor, folder));
    assertAllChecked(report, texts);
    const results = byText(report, texts);
    return streams
      .flatMap(({ file, documents }) =>
        [...new Set(documents)].flatMap((text) =>
          (results.get(text) ?? []).flatMap((result) => findings(result, text, file)),
        ),
      )
      .sort(inReadingOrder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The documents of a file. What the comment at its top says is left out: it names the input file, and differs where nothing else does. */
export function documentsOf(text: string): readonly string[] {
  // kubeconform splits in the same way: a line that starts with `---` can not be inside a YAML value.
  return text
    .replace(/^#[ -~]*\n/, '#\n')
    .split(/^---.*$/m)
    .filter((document) => /^[^#\s]/m.test(document));
}

/** What is wrong with each document, of those with which something is. */
function byText({ results }: Report, texts: readonly string[]): ReadonlyMap<string, readonly Result[]> {
  const found = new Map<string, Result[]>();
  for (const result of results) {
    const text = texts[Number.parseInt(basename(result.filename), 10)] ?? '';
    found.set(text, [...(found.get(text) ?? []), result]);
  }
  return found;
}

async function execute(binary: string, minor: KubernetesMinor, folder: string): Promise<string> {
  const locations = schemaLocations(minor).flatMap((location) => ['-schema-location', location]);
  // Relative locations: a path with `{{` or `%` in it would not survive as a template.
  const cwd = join(programFolder(), SCHEMAS_FOLDER);
  return new Promise((resolve, reject) => {
    const options = { cwd, env: {}, maxBuffer: 1024 * 1024 * 1024 };
    execFile(
      binary,
      ['-strict', '-summary', '-output', 'json', ...locations, folder],
      options,
      (error, stdout, stderr) => {
        // It ends with 1 for findings too. Then the report is on standard output.
        if (error !== null && stdout === '') reject(new Error(`kubeconform failed: ${stderr || error.message}`));
        else resolve(stdout);
      },
    );
  });
}

/** Nothing may pass because it was never looked at. A List counts as its items, so it is not expected. */
function assertAllChecked(report: Report, texts: readonly string[]): void {
  const expected = texts.filter((text) => !/^kind: \w*List\s*$/m.test(text)).length;
  if (report.checked < expected) throw new Error(`kubeconform checked ${report.checked} of ${expected} documents`);
}

function findings(result: Result, text: string, file: string): readonly SchemaFinding[] {
  const object = objectOf(result, text);
  return result.problems.map((message) => ({ code: result.code, message, file, object }));
}

function objectOf(result: Result, text: string): string {
  // Kubeconform does not report the namespace. What it could not read, we cannot either.
  const document: unknown = result.code === 'document-unreadable' ? undefined : parseDocument(text);
  const metadata = isObject(document) && document.kind === result.kind ? document.metadata : undefined;
  const namespace = isObject(metadata) && typeof metadata.namespace === 'string' ? metadata.namespace : '';
  return [result.kind, namespace, result.name].filter((part) => part !== '').join('/');
}

function inReadingOrder(a: SchemaFinding, b: SchemaFinding): number {
  return compare(a.file, b.file) || compare(a.object, b.object) || compare(a.message, b.message);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
