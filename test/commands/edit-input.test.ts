import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { EditReport } from '../../generator/commands/edit/edit-input.ts';
import { editSchema } from '../../generator/commands/schemas/edit.ts';
import { CHARTS } from '../../generator/components/charts.ts';
import { programVersion } from '../../generator/program/program-folder.ts';
import { expectTranscript } from '../moves/transcripts.ts';
import { repositoryMadeOnce } from '../repository-made-once.ts';
import { writeFiles } from '../temporary-folder.ts';
import { commandLine, type Ran } from './command-line.ts';
import { documentOf } from './document.ts';

const FLEET = `# The fleet.
apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository:
    url: https://github.com/acme/observability.git
  domain: "obs.acme.io"   # ours
  environments:
    prod:
      size: small
      components:
        # Two are enough.
        langfuse: {web: {replicas: {min: 2, max: 5}}}
    dev: {size: small}
  components:
    postgres: {storage: 50Gi}
`;

function cluster(name: string, environment: string, more = ''): string {
  return `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: ${name}}
spec:
  environment: ${environment}
  engine: flux
  provider: {name: bare}
${more}`;
}

const OWN = `  components:
    postgres: {storage: 80Gi}   # search
    grafana:
      values: &dark
        grafana.ini: {users: {default_theme: dark}}
`;

const withFleet = repositoryMadeOnce(async (folder) => {
  writeFiles(join(folder, 'fleet'), [
    ['fleet.yaml', FLEET],
    ['clusters/eu-1/cluster.yaml', cluster('eu-1', 'prod', OWN)],
    ['clusters/us-1/cluster.yaml', cluster('us-1', 'prod')],
    ['clusters/dev-1/cluster.yaml', cluster('dev-1', 'dev')],
  ]);
  expect(await commandLine(join(folder, 'fleet'), 'generate', '--no-validate')).toMatchObject({ exitCode: 0 });
});

/** Runs a command that edits the input; the tests of validation have their own. */
async function edit(repo: string, ...argv: readonly string[]): Promise<Ran> {
  return commandLine(repo, ...argv, '--no-validate');
}

function read(repo: string, path = 'fleet.yaml'): string {
  return readFileSync(join(repo, path), 'utf8');
}

const GROUPS = `  groups:
    - name: bare
      match: {provider: bare}
      components:
        postgres: {storage: 55Gi}   # measured
    - name: prod
      match: {environment: prod}
      size: small
`;

describe('a group', () => {
  const withGroups = repositoryMadeOnce(async (folder) => {
    writeFiles(join(folder, 'fleet'), [
      ['fleet.yaml', FLEET + GROUPS],
      ['clusters/eu-1/cluster.yaml', cluster('eu-1', 'prod', OWN)],
      ['clusters/us-1/cluster.yaml', cluster('us-1', 'prod')],
      ['clusters/dev-1/cluster.yaml', cluster('dev-1', 'dev')],
    ]);
    expect(await commandLine(join(folder, 'fleet'), 'generate', '--no-validate')).toMatchObject({ exitCode: 0 });
  });

  it('gets a setting with every other line as it was', () =>
    withGroups(async (repo) => {
      const { exitCode, out, err } = await edit(repo, 'set', 'components.postgres.storage', '60Gi', '--group', 'bare');
      expect([exitCode, err]).toEqual([0, '']);
      expect(read(repo)).toBe(FLEET + GROUPS.replace('55Gi', '60Gi'));
      expect(out).toContain('clusters/eu-1/cluster.yaml:9 spec.components.postgres.storage overrides it on eu-1');
      expect(read(repo, 'clusters/us-1/postgres/kustomization.yaml')).toContain('60Gi');
      expect(await commandLine(repo, 'check')).toMatchObject({ exitCode: 0 });
    }));

  it('is found by the path that leads to it, by its name or as errors print it', () =>
    withGroups(async (repo) => {
      for (const group of ['groups.prod', 'spec.groups[1]']) {
        expect(await edit(repo, 'set', `${group}.storageClass`, 'fast')).toMatchObject({ exitCode: 0, err: '' });
        expect(read(repo)).toBe(`${FLEET}${GROUPS}      storageClass: fast\n`);
        expect(await edit(repo, 'unset', `${group}.storageClass`)).toMatchObject({ exitCode: 0, err: '' });
        expect(read(repo)).toBe(FLEET + GROUPS);
      }
    }));

  it('pins a version for its clusters', () =>
    withGroups(async (repo) => {
      expect(await edit(repo, 'pin', 'valkey', '0.12.0', '--group', 'prod')).toMatchObject({ exitCode: 0, err: '' });
      expect(read(repo)).toContain('valkey:\n          # renovate:');
      expect(await edit(repo, 'unpin', 'valkey', '--group', 'prod')).toMatchObject({ exitCode: 0, err: '' });
      expect(read(repo)).toBe(FLEET + GROUPS);
    }));

  it('is refused where there is none, beside another place, and where everything overrides it', () =>
    withGroups(async (repo) => {
      expect((await edit(repo, 'set', 'size', 'large', '--group', 'bar')).err).toMatch(
        /^unknown group bar\n {2}hint: did you mean bare\?/,
      );
      expect((await edit(repo, 'set', 'size', 'large', '--group', 'bare', '--environment', 'dev')).exitCode).toBe(2);
      expect((await edit(repo, 'set', 'size', 'large', '--environment', 'prod')).err).toBe(
        'size of environment prod would have no effect\nfleet.yaml:25 spec.groups.prod.size overrides it on eu-1, us-1\n  hint: set it there, or unset it there',
      );
    }));

  it('is named where its setting comes from, and where another one wins over it', () =>
    withGroups(async (repo) => {
      const { out } = await commandLine(repo, 'explain', 'us-1', 'postgres', 'storage', '--format', 'json');
      expect(JSON.parse(out)).toMatchObject({
        setting: {
          value: '55Gi',
          from: 'fleet.yaml:22 spec.groups.bare.components.postgres.storage',
          overrides: ['fleet.yaml:17 spec.components.postgres.storage'],
        },
      });
      const own = await commandLine(repo, 'explain', 'eu-1', 'postgres', 'storage', '--format', 'json');
      expect(JSON.parse(own.out)).toMatchObject({
        setting: {
          from: 'clusters/eu-1/cluster.yaml:9 spec.components.postgres.storage',
          overrides: [
            'fleet.yaml:17 spec.components.postgres.storage',
            'fleet.yaml:22 spec.groups.bare.components.postgres.storage',
          ],
        },
      });
    }));
});

describe('set', () => {
  it('writes a setting and the tree, and keeps every other line', () =>
    withFleet(async (repo) => {
      const { exitCode, out } = await edit(repo, 'set', 'components.postgres.storage', '60Gi');
      expect(exitCode).toBe(0);
      expectTranscript('set', 'set components.postgres.storage 60Gi --no-validate', out);
      expect(out.split('\n').slice(0, 6)).toEqual([
        'fleet.yaml:17',
        '-     postgres: {storage: 50Gi}',
        '+     postgres: {storage: 60Gi}',
        'clusters/eu-1/cluster.yaml:9 spec.components.postgres.storage overrides it on eu-1',
        '',
        '2 of 3 clusters change, compared with the files as they were',
      ]);
      expect(read(repo)).toBe(FLEET.replace('50Gi', '60Gi'));
      expect(read(repo, 'bases/postgres/cluster-postgres.yaml')).toContain('size: 60Gi');
      expect(await commandLine(repo, 'check')).toMatchObject({ exitCode: 0 });
    }));

  it('takes the path of a file, as errors print it, and the level that it leads into', () =>
    withFleet(async (repo) => {
      const path = 'spec.environments.prod.components.langfuse.web.replicas.max';
      expect(await edit(repo, 'set', path, '9')).toMatchObject({ exitCode: 0, err: '' });
      expect(read(repo)).toBe(FLEET.replace('max: 5', 'max: 9'));
    }));

  it('writes a text for which YAML would take something else', () =>
    withFleet(async (repo) => {
      expect(await edit(repo, 'set', 'kubernetes', '1.35', '--cluster', 'us-1')).toMatchObject({ exitCode: 0 });
      expect(read(repo, 'clusters/us-1/cluster.yaml')).toBe(cluster('us-1', 'prod', "  kubernetes: '1.35'\n"));
      await edit(repo, 'set', 'alerting.slack', '{channel: general, secretName: slack}', '--cluster', 'us-1');
      await edit(repo, 'set', 'alerting.slack.channel', '#llm', '--cluster', 'us-1');
      expect(read(repo, 'clusters/us-1/cluster.yaml')).toContain(
        "  alerting:\n    slack: {channel: '#llm', secretName: slack}\n",
      );
    }));

  it('writes nothing for a dry run', () =>
    withFleet(async (repo) => {
      const { exitCode, out } = await commandLine(repo, 'set', 'size', 'large', '--environment', 'dev', '--dry-run');
      expect([exitCode, out]).toEqual([0, expect.stringMatching(/\n\ndry run, nothing written$/)]);
      expect(read(repo)).toBe(FLEET);
    }));

  it('says of what is so already where it comes from, and writes nothing', () =>
    withFleet(async (repo) => {
      const said = async (...argv: readonly string[]): Promise<string> => {
        const { exitCode, out, err } = await edit(repo, 'set', ...argv);
        expect([exitCode, err, read(repo)]).toEqual([0, '', FLEET]);
        return out;
      };
      expect(await said('components.postgres.storage', '50Gi')).toBe(
        'components.postgres.storage of the whole fleet is already 50Gi, from fleet.yaml:17',
      );
      expect(await said('components.postgres.storage', '50Gi', '--cluster', 'us-1')).toBe(
        'components.postgres.storage of cluster us-1 is already 50Gi, from fleet.yaml:17',
      );
      expect(await said('components.langfuse.mode', 'managed', '--environment', 'dev')).toBe(
        'components.langfuse.mode of environment dev is already managed, which is the default',
      );
    }));

  it.each([
    [
      'a setting that every cluster overrides',
      ['size', 'large'],
      'size of the whole fleet would have no effect\n' +
        'fleet.yaml:15 spec.environments.dev.size overrides it on dev-1\n' +
        'fleet.yaml:11 spec.environments.prod.size overrides it on eu-1, us-1\n' +
        '  hint: set it there, or unset it there',
    ],
    [
      'an unknown setting, with its place in the edited text',
      ['components.langfuse.web.replica', '3', '--environment', 'prod'],
      'fleet.yaml:14:54: spec.environments.prod.components.langfuse.web.replica: unknown field replica [unknown-key]\n' +
        '  14 |         langfuse: {web: {replicas: {min: 2, max: 5}, replica: 3}}\n' +
        '                                                            ^\n' +
        '  hint: did you mean replicas?\n\n1 error in the input; nothing was written',
    ],
    [
      'a value that is not one of the setting',
      ['size', 'huge', '--environment', 'dev'],
      'fleet.yaml:15:17: spec.environments.dev.size: huge is not one of small, medium, large [unknown-value]\n' +
        '  15 |     dev: {size: huge}\n' +
        '                       ^\n' +
        '\n1 error in the input; nothing was written',
    ],
    [
      'what is no YAML',
      ['components.postgres.values', '{a: '],
      'the value is not YAML: flow map must end with a }\n  hint: for a text, quote it for YAML within the quotes of the shell: "\'…\'"',
    ],
    [
      'a path without its beginning',
      ['postgres.storage', '60Gi'],
      'postgres.storage begins with the name of a component\n  hint: did you mean components.postgres.storage?',
    ],
    [
      'a path that is none',
      ['components..storage', '60Gi'],
      'components..storage is not the path of a setting\n  hint: write it with dots, and a name that contains dots as in components.grafana.values["grafana.ini"]',
    ],
    ['an unknown cluster', ['size', 'large', '--cluster', 'eu-2'], 'unknown cluster eu-2\n  hint: did you mean eu-1?'],
    [
      'an unknown environment',
      ['environments.prd.size', 'large'],
      'unknown environment prd\n  hint: did you mean prod?',
    ],
    [
      'two levels at once',
      ['size', 'large', '--cluster', 'eu-1', '--environment', 'prod'],
      "error: option '--environment <name>' cannot be used with option '--cluster <name>'",
    ],
  ])('refuses %s', (_, argv, message) =>
    withFleet(async (repo) => {
      expect(await edit(repo, 'set', ...argv)).toEqual({ exitCode: 2, out: '', err: message });
      expect(read(repo)).toBe(FLEET);
    }),
  );

  it.each([
    [
      'worker',
      'fleet.yaml:14: spec.environments.prod.components.langfuse.worker.replicas is the alias *two, so a change below it changes other places too\n' +
        '  hint: write the fields in place of the alias, or change them where the anchor is',
    ],
    [
      'web',
      'fleet.yaml:14: spec.environments.prod.components.langfuse.web.replicas has the anchor &two, so a change below it changes other places too\n' +
        '  hint: write the fields in place of *two, or change them by hand',
    ],
  ])('does not change in %s what it shares by an alias', (part, message) =>
    withFleet(async (repo) => {
      const shared = FLEET.replace('{min: 2, max: 5}', '&two {min: 2, max: 5}').replace(
        '5}}}',
        '5}}, worker: {replicas: *two}}',
      );
      writeFileSync(join(repo, 'fleet.yaml'), shared);
      const path = `components.langfuse.${part}.replicas.max`;
      expect(await edit(repo, 'set', path, '9', '--environment', 'prod')).toEqual({
        exitCode: 2,
        out: '',
        err: message,
      });
      const whole = `components.langfuse.${part}.replicas`;
      const { exitCode } = await edit(repo, 'set', whole, '{min: 2, max: 9}', '--environment', 'prod', '--dry-run');
      expect(exitCode).toBe(part === 'worker' ? 0 : 2);
    }),
  );

  it('writes nothing when the tree cannot be written', () =>
    withFleet(async (repo) => {
      const generated = join(repo, 'bases/postgres/cluster-postgres.yaml');
      writeFileSync(generated, read(repo, 'bases/postgres/cluster-postgres.yaml').replace('50Gi', '51Gi'));
      // Nothing is told of a change that is not made.
      expect(await edit(repo, 'set', 'components.postgres.storage', '60Gi')).toEqual({
        exitCode: 1,
        out: '',
        err: expect.stringContaining('was edited by hand'),
      });
      expect(read(repo)).toBe(FLEET);
    }));
});

describe('every edit as JSON', () => {
  it('is one document, with the lines, what was generated, and the plan', () =>
    withFleet(async (repo) => {
      const edited = async (...argv: readonly string[]): Promise<EditReport> => {
        const { exitCode, out, err } = await edit(repo, '--format', 'json', ...argv);
        expect([exitCode, err]).toEqual([0, '']);
        return documentOf(editSchema, out);
      };
      const set = await edited('set', 'components.postgres.storage', '60Gi');
      expect(set).toMatchObject({
        input: [{ file: 'fleet.yaml', line: 17, removed: ['    postgres: {storage: 50Gi}'] }],
        notes: [expect.stringContaining('overrides it on eu-1')],
        generated: { dryRun: false, created: [], changed: ['bases/postgres/cluster-postgres.yaml'], validation: null },
      });
      expect(set.generated?.plan?.components.map(({ component, clusters }) => [component, clusters])).toEqual([
        ['postgres', ['dev-1', 'us-1']],
      ]);
      const level = ['--cluster', 'us-1'];
      const pinned = await edited('pin', 'valkey', '0.8.0', ...level, '--dry-run');
      expect(pinned.generated).toMatchObject({ dryRun: true, plan: { dangers: [{ code: 'version-downgraded' }] } });
      await edited('pin', 'valkey', '0.8.0', ...level);
      expect((await edited('pin', 'valkey', '0.8.0', ...level)).generated).toBeNull();
      expect((await edited('unpin', 'valkey', ...level)).generated?.changed).not.toEqual([]);
      expect((await edited('unset', 'components.postgres.storage')).generated?.plan?.components).toHaveLength(1);
    }));
});

describe('unset', () => {
  it('removes a setting, and what is empty without it', () =>
    withFleet(async (repo) => {
      const path = 'clusters/eu-1/cluster.yaml';
      expect(await edit(repo, 'unset', 'components.postgres.storage', '--cluster', 'eu-1')).toMatchObject({
        exitCode: 0,
      });
      expect(read(repo, path)).toBe(cluster('eu-1', 'prod', OWN).replace(/ {4}postgres.*\n/, ''));
      const theme = 'components.grafana.values["grafana.ini"].users.default_theme';
      expect(await edit(repo, 'unset', theme, '--cluster', 'eu-1')).toMatchObject({ exitCode: 0 });
      expect(read(repo, path)).toBe(cluster('eu-1', 'prod'));
    }));

  it('keeps an empty map that says something', () =>
    withFleet(async (repo) => {
      await edit(repo, 'set', 'secrets', '{provider: vault, server: https://vault.acme.io}');
      await edit(repo, 'set', 'alerting', '{pagerduty: {severity: warning}}');
      const before = read(repo);
      expect(await edit(repo, 'unset', 'alerting.pagerduty.severity')).toMatchObject({ exitCode: 0 });
      expect(read(repo)).toBe(before.replace('{severity: warning}', '{}'));
    }));

  it.each([
    [
      'components.postgres.storage',
      'components.postgres.storage is not set for cluster us-1\n  hint: it is set in fleet.yaml:17, clusters/eu-1/cluster.yaml:9',
    ],
    ['engin', 'engin is not set for cluster us-1\n  hint: did you mean engine?'],
  ])('says that %s is not set', (path, message) =>
    withFleet(async (repo) => {
      expect(await edit(repo, 'unset', path, '--cluster', 'us-1')).toEqual({ exitCode: 2, out: '', err: message });
    }),
  );
});

describe('pin', () => {
  const COMMENT = '# renovate: datasource=helm depName=valkey registryUrl=https://valkey.io/valkey-helm/';

  it('writes the version with the comment by which Renovate finds it, and unpin removes both', () =>
    withFleet(async (repo) => {
      const { exitCode, out } = await edit(repo, 'pin', 'valkey', '0.8.0', '--environment', 'dev');
      expect(exitCode).toBe(0);
      expectTranscript('pin', 'pin valkey 0.8.0 --environment dev --no-validate', out);
      expect(out.split('\n').slice(0, 9)).toEqual([
        'fleet.yaml:15',
        '-     dev: {size: small}',
        '+     dev:',
        '+       size: small',
        '+       components:',
        '+         valkey:',
        `+           ${COMMENT}`,
        '+           version: 0.8.0',
        expect.stringMatching(/^valkey goes from \d+\.\d+\.\d+ to 0\.8\.0 on dev-1, which goes back$/),
      ]);
      expect(await edit(repo, 'unpin', 'valkey', '--environment', 'dev')).toMatchObject({ exitCode: 0 });
      expect(read(repo)).toBe(FLEET.replace('dev: {size: small}', 'dev:\n      size: small'));
    }));

  it('brings what a level says to the known-good set, and leaves unsaid what it does not say', () =>
    withFleet(async (repo) => {
      const set = programVersion();
      await edit(repo, 'pin', 'valkey', '0.8.0');
      await edit(repo, 'pin', 'grafana', '12.0.0');
      await edit(repo, 'pin', 'valkey', '0.9.0', '--cluster', 'us-1');
      const { exitCode, out, err } = await edit(repo, 'pin', '--set', set);
      expect([exitCode, err]).toEqual([0, '']);
      expect(out).toContain(`valkey goes from 0.8.0 to ${CHARTS.valkey.version} on `);
      expect(out).toContain(`grafana goes from 12.0.0 to ${CHARTS.grafana.version} on `);
      const { components } = parse(read(repo)).spec;
      expect([components.valkey.version, components.grafana.version]).toEqual([
        CHARTS.valkey.version,
        CHARTS.grafana.version,
      ]);
      expect(Object.keys(components).filter((name) => components[name].version !== undefined)).toHaveLength(2);
      expect(await edit(repo, 'pin', '--set', set)).toMatchObject({
        exitCode: 0,
        out: expect.stringContaining(`says no other version than those of the set ${set}`),
      });
      expect(await edit(repo, 'pin', '--set', '9.9.9')).toMatchObject({
        exitCode: 2,
        err: `this version of the program knows the known-good set ${set}, and not 9.9.9\n  hint: \`upgrade --to 9.9.9\` brings the program that knows it`,
      });
      for (const argv of [[], ['valkey'], ['valkey', '0.8.0', '--set', set]])
        expect(await edit(repo, 'pin', ...argv)).toMatchObject({
          exitCode: 2,
          err: 'pin needs COMPONENT VERSION, or --set NAME',
        });
    }));

  it('pins the version that is in force, so that it stays when the fleet goes on', () =>
    withFleet(async (repo) => {
      expect(await edit(repo, 'pin', 'valkey', '0.8.0')).toMatchObject({ exitCode: 0 });
      const { out } = await edit(repo, 'pin', 'valkey', '0.8.0', '--cluster', 'us-1');
      expect(out).toMatch(
        /\nvalkey stays at 0\.8\.0 on us-1\n\nnothing changed: all \d+ generated files are up to date\n/,
      );
      expect(await edit(repo, 'pin', 'valkey', '0.8.0', '--cluster', 'us-1')).toEqual({
        exitCode: 0,
        out: 'valkey of cluster us-1 is already pinned to 0.8.0, in clusters/us-1/cluster.yaml:11',
        err: '',
      });
    }));

  it.each([
    [
      ['issuers', '1.0.0'],
      /^issuers has no version of its own to pin\n {2}hint: those that have one are audit, barman-cloud, /,
    ],
    [['valky', '1.0.0'], /^unknown component valky\n {2}hint: did you mean valkey\?$/],
    [
      ['valkey', '0.9'],
      /^fleet\.yaml:20:16: spec\.components\.valkey\.version: is not an exact version such as 2\.0\.0 \[invalid-value\]\n/,
    ],
  ])('refuses %j', (argv, message) =>
    withFleet(async (repo) => {
      expect(await edit(repo, 'pin', ...argv)).toEqual({ exitCode: 2, out: '', err: expect.stringMatching(message) });
      expect(read(repo)).toBe(FLEET);
    }),
  );
});
