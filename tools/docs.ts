/** `npm run docs`: the tables of docs/ from the tables of the program. A test fails when they differ. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCUMENT_NAMES, documentJsonSchema } from '../generator/commands/schemas/documents.ts';
import { DIAGNOSTIC_CODES } from '../generator/fleet/diagnostic.ts';
import { KUSTOMIZATION_CODES } from '../generator/kustomize/read-kustomization.ts';
import { DANGERS } from '../generator/plan/dangers/dangers.ts';
import { programFolder } from '../generator/program/program-folder.ts';
import { RULES } from '../generator/validate/lint/lint.ts';
import { dashboardsPage } from './dashboards-page.ts';
import { settingsPage } from './settings-page.ts';
import { versionsPage } from './versions-page.ts';

const ERRORS = `# Errors in the input

Every command reads \`fleet.yaml\` and \`clusters/*/cluster.yaml\` first and reports every mistake in them, with file, line and column.
Nothing is written if there is one. Codes do not change. \`backup-in-cluster\`, \`group-unused\` and \`not-backed-up\` are warnings: they are printed as such, and
prevent nothing.
`;

const LINT = `# What validate finds beyond schemas

\`validate\` checks every kustomization first, because anybody may have written it in a pull request. It must refer only to files and folders of the
repository, not through links, with paths of plain characters, and no field of it may run a program. Otherwise nothing is built.

${table(Object.entries(KUSTOMIZATION_CODES))}
Then \`validate\` builds every kustomization and checks every object against the schemas of its Kubernetes minor (\`schema-violation\`,
\`schema-missing\`, \`document-unreadable\`, \`build-failed\`), searches the files that people wrote for secrets, with
the rules of gitleaks (\`secret-found\`), and asks Git whether it ignores a file that engines need (\`ignored-file\`). With \`--refs\` it asks the server,
too, whether it has the ref of each wave that clusters follow (\`wave-ref-missing\`).
Then it checks the whole tree with these rules. Codes do not change.
`;

const DANGERS_PAGE = `# Dangers of a change

\`plan\` tells these of a change, each with its code, what it happens to, and the clusters. With \`--fail-on danger\` it then exits with 1. A danger may be what you want: read it,
and merge the change with the steps that it needs. They are told in the order of this table. Codes do not change.
`;

function table(rows: readonly (readonly [string, string])[]): string {
  return `| code | meaning |\n|---|---|\n${rows.map(([code, meaning]) => `| \`${code}\` | ${meaning} |`).join('\n')}\n`;
}

/** Text of each generated page, by its path. */
export function pages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/errors.md', `${ERRORS}\n${table(Object.entries(DIAGNOSTIC_CODES))}`],
    ['docs/lint.md', `${LINT}\n${table(RULES.flatMap(({ codes }) => Object.entries(codes)))}`],
    ['docs/dangers.md', `${DANGERS_PAGE}\n${table(Object.entries(DANGERS))}`],
    ...DOCUMENT_NAMES.map(
      (name) => [`docs/${name}.schema.json`, `${JSON.stringify(documentJsonSchema(name), null, 2)}\n`] as const,
    ),
    ['docs/dashboards.md', dashboardsPage()],
    ['docs/settings.md', `${settingsPage()}\n`],
    ['docs/versions.md', versionsPage()],
  ]);
}

if (process.argv[1]?.endsWith('docs.ts'))
  for (const [path, text] of pages()) writeFileSync(join(programFolder(), path), text);
