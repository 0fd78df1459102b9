/**
 * Checks manifests against our schemas with the real kubeconform: strict, offline, and a kind without a schema is a finding.
 *
 * A fleet has the same document on a thousand clusters, so each different document is checked once and the finding is
 * reported for every file that contains it. Each document is written to a separate file, because kubeconform reports the file of a
 * result but not the position in it. (Standard input does not work: kubeconform overwrites a buffer that its workers still use.)
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseDocument } from '../data/documents.ts';
import { isObject } from '../data/json.ts';
import type { KubernetesMinor } from '../fleet/model.ts';
import { programFolder } from '../program/program-folder.ts';
import { inTemporaryFolder } from '../program/temporary-folder.ts';
import { type Report, type Result, readReport } from './kubeconform-report.ts';
import { SCHEMAS_FOLDER, schemaLocations } from './schemas.ts';

/** YAML documents of one file or one build. */
export interface DocumentStream {
  /** Its name in findings: a path in the repository. */
  readonly file: string;
  readonly documents: readonly string[];
}

export interface SchemaFinding {
  readonly code: 'schema-missing' | 'schema-violation' | 'document-unreadable';
  readonly message: string;
  readonly file: string;
  /** `Kind/namespace/name`, as far as the document has them. */
  readonly object: string;
}

export interface KubeconformRun {
  /** The path of kubeconform. */
  readonly binary: string;
  readonly minor: KubernetesMinor;
  readonly streams: readonly DocumentStream[];
}

/** All findings, sorted by file, object and message. Throws when kubeconform itself fails. */
export async function runKubeconform({ binary, minor, streams }: KubeconformRun): Promise<readonly SchemaFinding[]> {
  const texts = [...new Set(streams.flatMap(({ documents }) => documents))];
  if (texts.length === 0) return [];
  return inTemporaryFolder('kubeconform', async (folder) => {
    // Without a promise each, so that kubeconform starts before whoever called does other work.
    for (const [index, text] of texts.entries()) writeFileSync(join(folder, `${index}.yaml`), text);
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
  });
}

/** The documents of a file, without the comment at its top, which names the input file and would make equal documents different. */
export function documentsOf(text: string): readonly string[] {
  // kubeconform splits in the same way: a line that starts with `---` cannot be inside a YAML value.
  return text
    .replace(/^#[ -~]*\n/, '#\n')
    .split(/^---.*$/m)
    .filter((document) => /^[^#\s]/m.test(document));
}

/** The problems of each document that has any. */
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
  // Relative locations, because they are templates: `{{` or `%` in an absolute path would be interpreted.
  const cwd = join(programFolder(), SCHEMAS_FOLDER);
  return new Promise((resolve, reject) => {
    const options = { cwd, env: {}, maxBuffer: 1024 * 1024 * 1024 };
    execFile(
      binary,
      ['-strict', '-summary', '-output', 'json', ...locations, folder],
      options,
      (error, stdout, stderr) => {
        // The exit code is 1 for findings too. Then the report is on standard output.
        if (error !== null && stdout === '') reject(new Error(`kubeconform failed: ${stderr || error.message}`));
        else resolve(stdout);
      },
    );
  });
}

/** Fails if a document was not checked. A List counts as its items, so it is not expected. */
function assertAllChecked(report: Report, texts: readonly string[]): void {
  const expected = texts.filter((text) => !/^kind: \w*List\s*$/m.test(text)).length;
  if (report.checked < expected) throw new Error(`kubeconform checked ${report.checked} of ${expected} documents`);
}

function findings(result: Result, text: string, file: string): readonly SchemaFinding[] {
  const object = objectOf(result, text);
  return result.problems.map((message) => ({ code: result.code, message, file, object }));
}

function objectOf(result: Result, text: string): string {
  // kubeconform does not report the namespace. A document that it cannot parse, we cannot parse either.
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
