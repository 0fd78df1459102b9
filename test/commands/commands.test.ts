import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { questions } from '../../generator/commands/add-cluster.ts';
import { run } from '../../generator/commands/program.ts';
import { CHARTS, UPSTREAM_FOLDERS } from '../../generator/components/charts.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { openDisk } from '../../generator/disk/disk.ts';
import { programVersion } from '../../generator/program/program-folder.ts';
import { repositoryMadeOnce } from '../repository-made-once.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { commandLine } from './command-line.ts';

const INIT = [
  '--url',
  'https://github.com/you/observability.git',
  '--domain',
  'obs.example.com',
  '--cluster',
  'eu-1',
] as const;

/** A new fleet repository, as `init` makes it. */
const withFleet = repositoryMadeOnce(async (folder) => {
  expect(await commandLine(folder, 'init', 'fleet', ...INIT)).toMatchObject({ exitCode: 0, err: '' });
});

describe('init', () => {
  it('makes a repository that is generated, valid and up to date at once', () =>
    withFleet(async (repo) => {
      expect(await commandLine(repo, 'check')).toMatchObject({
        exitCode: 0,
        out: expect.stringMatching(/^up to date: \d+ files$/),
      });
      expect(await commandLine(repo, 'validate')).toMatchObject({
        exitCode: 0,
        out: expect.stringMatching(/^exception: object-store: .*\nexception: langfuse: .*\nvalid: /),
      });
      const files = [
        'README.md',
        'package.json',
        'renovate.json',
        '.gitignore',
        '.github/workflows/observability.yaml',
        '.lang-observatory/schema/fleet.json',
      ];
      expect(files.filter((file) => !existsSync(join(repo, file)))).toEqual([]);
    }));

  it('says the address of the repository in the form that flux bootstrap takes', () =>
    inTemporaryFolder(async (folder) => {
      await commandLine(folder, 'init', 'fleet', '--url', 'git@github.com:acme/o.git', '--engine', 'flux');
      const readme = readFileSync(join(folder, 'fleet/README.md'), 'utf8');
      expect(readme).toContain('flux bootstrap git --url=ssh://git@github.com/acme/o.git --branch=main');
    }));

  it('pins the version of every chart where Renovate finds it', () =>
    withFleet(async (repo) => {
      const { customManagers } = JSON.parse(readFileSync(join(repo, 'renovate.json'), 'utf8'));
      const pattern = new RegExp(customManagers[0].matchStrings[0], 'g');
      const found = [...readFileSync(join(repo, 'fleet.yaml'), 'utf8').matchAll(pattern)].map(({ groups }) => groups);
      expect(found).toContainEqual(
        expect.objectContaining({ datasource: 'docker', depName: 'ghcr.io/langfuse/langfuse-k8s/charts/langfuse' }),
      );
      expect(found).toContainEqual(
        expect.objectContaining({
          datasource: 'helm',
          depName: 'valkey',
          registryUrl: 'https://valkey.io/valkey-helm/',
        }),
      );
      expect(found).toContainEqual(
        expect.objectContaining({
          datasource: 'github-tags',
          depName: 'kubernetes-sigs/gateway-api',
          currentValue: UPSTREAM_FOLDERS['gateway-crds'].version,
        }),
      );
      expect(found.length).toBeGreaterThan(10);
    }));

  it('writes the pipeline of the CI that the address tells, or the one that was asked for', () =>
    inTemporaryFolder(async (folder) => {
      const init = async (name: string, url: string, ...flags: readonly string[]) => {
        const { exitCode, err, out } = await commandLine(
          folder,
          'init',
          name,
          '--url',
          url,
          '--commit',
          'check',
          ...flags,
        );
        const files = ['.github/workflows/observability.yaml', '.gitlab/observability.yaml', '.gitlab-ci.yml'];
        const all = [...files, 'azure-pipelines/observability.yaml'];
        const created = /create the pipeline in (.*) after the first push: (az pipelines create .*)/
          .exec(out)
          ?.slice(1);
        const pipelines = all.filter((path) => existsSync(join(folder, name, path)));
        return { exitCode, err, pipelines, ...(created === undefined ? {} : { created }) };
      };
      const unknown = 'https://git.acme.io/o.git';
      expect(await init('a', 'git@gitlab.com:acme/o.git')).toEqual({
        exitCode: 0,
        err: '',
        pipelines: ['.gitlab/observability.yaml', '.gitlab-ci.yml'],
      });
      expect(await init('b', unknown, '--ci', 'azure')).toEqual({
        exitCode: 0,
        err: '',
        pipelines: ['azure-pipelines/observability.yaml'],
        created: [
          'Azure DevOps',
          'az pipelines create --name observability --yml-path azure-pipelines/observability.yaml --repository-type tfsgit --repository REPOSITORY --branch main',
        ],
      });
      expect(await init('c', 'https://github.com/acme/o.git', '--ci', 'none')).toEqual({
        exitCode: 0,
        err: '',
        pipelines: [],
      });
      expect(await init('d', unknown)).toEqual({
        exitCode: 0,
        err: `no pipeline was written: ${unknown} does not tell which CI the repository has\n  hint: init takes --ci github, gitlab, azure or none`,
        pipelines: [],
      });
    }));

  it('says what to add to a pipeline of GitLab that is there', () =>
    inTemporaryFolder(async (folder) => {
      writeFiles(folder, [['fleet/.gitlab-ci.yml', 'stages: [build]\n']]);
      const url = 'https://gitlab.com/acme/o.git';
      expect(await commandLine(folder, 'init', 'fleet', '--url', url, '--no-validate')).toMatchObject({
        exitCode: 0,
        out: expect.stringContaining(
          '  kept .gitlab-ci.yml, which was there: add to it: include: [{local: .gitlab/observability.yaml}]\n',
        ),
      });
      expect(readFileSync(join(folder, 'fleet/.gitlab-ci.yml'), 'utf8')).toBe('stages: [build]\n');
    }));

  it('refuses input that would be wrong, and writes nothing', () =>
    inTemporaryFolder(async (folder) => {
      const { exitCode, err } = await commandLine(folder, 'init', 'fleet', ...INIT, '--environment', 'Prod!');
      expect([exitCode, err]).toEqual([2, expect.stringContaining('is not a DNS-1123 label')]);
      expect(existsSync(join(folder, 'fleet'))).toBe(false);
    }));
});

describe('add cluster', () => {
  const FLAGS = ['--environment', 'prod', '--engine', 'flux', '--provider', 'aws', '--region', 'eu-west-1'] as const;

  it('writes the input, generates and validates', () =>
    withFleet(async (repo) => {
      const { exitCode, out } = await commandLine(repo, 'add', 'cluster', 'eu-2', ...FLAGS);
      expect([exitCode, out]).toEqual([0, expect.stringContaining('wrote clusters/eu-2/cluster.yaml')]);
      expect(out).toMatch(/\n1 of 2 clusters changes\n(?: .*\n)* {2}\+ cluster eu-2\n/);
      const bootstrap =
        'flux bootstrap git --url=https://github.com/you/observability.git --branch=main --path=flux/clusters/eu-2';
      expect(out.split('next:\n')[1]).toBe(
        `  git add -A && git commit -m 'Generate the observability stack'\n  # install Flux on eu-2:\n  ${bootstrap}`,
      );
      expect(existsSync(join(repo, 'flux/clusters/eu-2/source.yaml'))).toBe(true);
    }));

  it('lists what is missing when it cannot ask', () =>
    withFleet(async (repo) => {
      const { exitCode, err } = await commandLine(repo, 'add', 'cluster', '--engine', 'flux');
      expect([exitCode, err]).toEqual([2, 'add cluster needs NAME, --environment, --provider, --region']);
    }));

  it('does not overwrite a cluster', () =>
    withFleet(async (repo) => {
      const { exitCode, err } = await commandLine(repo, 'add', 'cluster', 'eu-1', ...FLAGS);
      expect([exitCode, err]).toEqual([2, expect.stringContaining('clusters/eu-1/cluster.yaml already exists')]);
    }));

  it('takes a name that YAML would take for a number', () =>
    withFleet(async (repo) => {
      const { exitCode, err } = await commandLine(repo, 'add', 'cluster', '00', ...FLAGS);
      expect([exitCode, err]).toEqual([0, '']);
      const source = parse(readFileSync(join(repo, 'flux/kustomizations/00/kustomization.yaml'), 'utf8'));
      expect(source.labels[0].pairs['lang-observatory.dev/cluster']).toBe('00');
    }));

  it('tells of a wrong answer before it asks for another', () =>
    withFleet(async (repo) => {
      const err: string[] = [];
      const io = {
        out: () => {},
        err: (text: string) => err.push(text),
        progress: false,
        colour: false,
        interactive: true,
        cwd: repo,
      };
      expect(await run(['add', 'cluster', 'Bad Name', '--environment', 'prd'], io)).toBe(2);
      expect(err).toEqual([
        'Bad Name is not a valid cluster name: it is not a DNS-1123 label: lower-case letters, digits and hyphens, a letter or digit at both ends\n' +
          'unknown environment prd\n  hint: did you mean prod?',
      ]);
      const mistakes = new Map(questions(openDisk(repo), ['prod']).map(({ key, mistake }) => [key, mistake]));
      expect(mistakes.get('name')?.('eu-1')).toBe(
        'clusters/eu-1/cluster.yaml already exists: edit it and run generate, or choose another name',
      );
      expect([mistakes.get('name')?.('eu-9'), mistakes.get('region')?.('eu-west-1')]).toEqual([undefined, undefined]);
      expect(mistakes.get('region')?.(' ')).toBe('the region must not be empty: use a name such as eu-west-1');
    }));

  it('leaves nothing behind when the new cluster would be wrong', () =>
    withFleet(async (repo) => {
      const { exitCode, err } = await commandLine(repo, 'add', 'cluster', '../escape', ...FLAGS);
      expect([exitCode, err]).toEqual([2, expect.stringContaining('DNS-1123')]);
      expect(existsSync(join(repo, 'escape'))).toBe(false);
    }));
});

describe('a command in a folder without fleet.yaml', () => {
  const FLEET = `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec: {repository: {url: https://example.com/a.git}, domain: example.com, environments: {prod: {}}}
`;

  it('reads the fleet in a parent folder, and prints which', () =>
    inTemporaryFolder(async (repo) => {
      writeFiles(repo, [
        ['fleet.yaml', FLEET],
        ['team/deep/notes.md', ''],
      ]);
      await commandLine(repo, 'generate', '--no-validate');
      expect(await commandLine(join(repo, 'team/deep'), 'check')).toMatchObject({
        exitCode: 0,
        out: expect.stringMatching(/^up to date: /),
        err: `reading the fleet in ${repo}`,
      });
    }));

  it('writes nothing, and prints which parent folder has a fleet', () =>
    inTemporaryFolder(async (repo) => {
      writeFiles(repo, [
        ['fleet.yaml', FLEET],
        ['team/deep/notes.md', ''],
      ]);
      const folder = join(repo, 'team/deep');
      const { exitCode, err } = await commandLine(folder, 'generate');
      expect([exitCode, err]).toEqual([
        2,
        `fleet.yaml:1:1: does not exist in ${folder} [missing-file]\n  hint: there is a fleet in ${repo}: work there, or set it with --repo\n\n1 error in the input; nothing was written`,
      ]);
      expect(existsSync(join(repo, 'bases'))).toBe(false);
    }));

  it('prints in which folder there is no fleet', () =>
    inTemporaryFolder(async (folder) => {
      const { exitCode, err } = await commandLine(folder, 'check');
      expect([exitCode, err]).toEqual([
        2,
        `fleet.yaml:1:1: does not exist in ${folder} [missing-file]\n  hint: create a fleet repository with init, or set the path of an existing one with --repo\n\n1 error in the input; nothing was written`,
      ]);
    }));
});

describe('an unknown command', () => {
  it.each([
    [
      'prices',
      "error: unknown command 'prices'\n  hint: commands are generate, check, plan, waves, status, verify, promote, publish, compare, doctor, validate, add, import, remove, set, unset, pin, unpin, restore, init, explain, connect, secrets, images, outdated, schema, upgrade, tools",
    ],
    ['exlain', "error: unknown command 'exlain'\n  hint: did you mean explain?"],
    ['--dryrun', "error: unknown option '--dryrun'\n  hint: did you mean --dry-run?"],
    ['--verbose', "error: unknown option '--verbose'"],
  ])('is told with what was meant, unless that is far off: %s', async (word, message) => {
    expect(await commandLine('/', word)).toEqual({ exitCode: 2, out: '', err: message });
  });

  it('is not meant where it is an option of others', async () => {
    expect(await commandLine('/', 'plan', '--skip-hosts')).toMatchObject({
      exitCode: 2,
      err: "error: unknown option '--skip-hosts'",
    });
    const { err } = await commandLine('/', 'status', '--registration');
    expect(err).toBe("error: unknown option '--registration'\n  hint: it is an option of import");
  });
});

describe('generate', () => {
  it('changes nothing the second time', () =>
    withFleet(async (repo) => {
      const { exitCode, out } = await commandLine(repo, 'generate');
      expect([exitCode, out]).toEqual([
        0,
        expect.stringMatching(/^nothing changed: all \d+ generated files are up to date\n/),
      ]);
    }));

  it('writes nothing on a dry run', () =>
    withFleet(async (repo) => {
      rmSync(join(repo, 'argocd/root.yaml'));
      const { exitCode, out } = await commandLine(repo, 'generate', '--dry-run');
      expect([exitCode, out]).toEqual([
        0,
        expect.stringMatching(
          /^0 of 1 cluster change, .*\n\nArgo CD itself\n {2}\+ AppProject .*\n {2}\+ Application .*\n\ndry run, nothing written$/s,
        ),
      ]);
      expect(existsSync(join(repo, 'argocd/root.yaml'))).toBe(false);
    }));

  it('prints when the file has changed that a person must apply', () =>
    withFleet(async (repo) => {
      const change = async (from: string, to: string) => {
        const path = join(repo, 'fleet.yaml');
        writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
        return (await commandLine(repo, 'generate')).out;
      };
      const applied = 'kubectl apply -n argocd -f argocd/root.yaml';
      expect(await change('domain: obs.', 'domain: traces.')).toMatch(
        /\nnext:\n {2}git add -A && git commit -m '[\w ]+'$/,
      );
      expect(await change('github.com/you', 'github.com/us')).toContain(
        `\n  # the root Application of Argo CD has changed:\n  ${applied}`,
      );
    }));

  it('prints how to keep the Applications when the names of the fleet in Argo CD change', () =>
    withFleet(async (repo) => {
      const path = join(repo, 'fleet.yaml');
      writeFileSync(path, readFileSync(path, 'utf8').replace('name: fleet', 'name: acme'));
      expect((await commandLine(repo, 'generate')).out).toContain(
        [
          '# the names of the fleet in Argo CD have changed; push, then run (this deletes nothing in a cluster):',
          'kubectl apply -n argocd -f argocd/root.yaml',
          'kubectl -n argocd delete application observatory.fleet --ignore-not-found &&',
          'kubectl -n argocd scale deployment argocd-applicationset-controller --replicas=0 &&',
          'kubectl -n argocd wait pod --for=delete -l app.kubernetes.io/name=argocd-applicationset-controller --timeout=5m &&',
          "kubectl -n argocd delete applicationset --cascade=orphan -l 'lang-observatory.dev/fleet=fleet' &&",
          "kubectl -n argocd delete appproject --cascade=orphan --wait=false -l 'lang-observatory.dev/fleet=fleet'",
          'kubectl -n argocd scale deployment argocd-applicationset-controller --replicas=1',
        ].join('\n  '),
      );
      expect(existsSync(join(repo, 'argocd/root/fleet'))).toBe(false);
    }));

  it('stops at a hand edit, and overwrites it with --force', () =>
    withFleet(async (repo) => {
      const root = join(repo, 'argocd/root.yaml');
      const generated = readFileSync(root, 'utf8');
      writeFileSync(root, `${generated}# mine\n`);
      const refused = await commandLine(repo, 'generate');
      expect([refused.exitCode, refused.err]).toEqual([
        1,
        expect.stringMatching(
          /^argocd\/root\.yaml: is a generated file that was edited by hand(.|\n)*\n\nnothing was written$/,
        ),
      ]);
      expect((await commandLine(repo, 'generate', '--force')).exitCode).toBe(0);
      expect(readFileSync(root, 'utf8')).toBe(generated);
    }));

  it('writes nothing for input with a mistake, and prints it as JSON with --format json', () =>
    withFleet(async (repo) => {
      const fleet = join(repo, 'fleet.yaml');
      writeFileSync(fleet, readFileSync(fleet, 'utf8').replace('size: small', 'size: tiny'));
      const { exitCode, out } = await commandLine(repo, '--format', 'json', 'generate');
      expect(exitCode).toBe(2);
      expect(JSON.parse(out).diagnostics).toEqual([
        expect.objectContaining({
          code: 'unknown-value',
          file: 'fleet.yaml',
          line: 23,
          column: 13,
          path: 'spec.environments.prod.size',
        }),
      ]);
      expect((await commandLine(repo, 'check')).exitCode).toBe(2);
    }));

  it('shows only the requested clusters, and refuses an unknown one', () =>
    withFleet(async (repo) => {
      rmSync(join(repo, 'argocd'), { recursive: true });
      const { out } = await commandLine(repo, 'generate', '--no-validate', '--dry-run', '--cluster', 'eu-1');
      expect(out).toMatch(/^1 of 1 cluster changes, .*\n {2}\+ cluster eu-1\n.*\n\ndry run, nothing written$/s);
      expect(await commandLine(repo, 'generate', '--cluster', 'nowhere')).toMatchObject({
        exitCode: 2,
        err: 'the fleet has no cluster nowhere',
      });
    }));
});

describe('a possible mistake in the input', () => {
  const withValues = (version: string) => `  components: {grafana: {version: ${version}, values: {replica: 2}}}\n`;
  const place = /clusters\/eu-1\/cluster\.yaml:\d+:\d+: /;

  it('is a warning, and does not stop a command', () =>
    withFleet(async (repo) => {
      appendFileSync(join(repo, 'clusters/eu-1/cluster.yaml'), withValues('99.0.0'));
      const { exitCode, out, err } = await commandLine(repo, 'generate', '--no-validate');
      expect(exitCode).toBe(0);
      expect(out).toMatch(/^1 of 1 cluster changes\n(?: .*\n)* {2}~ grafana on 1 cluster: eu-1$/m);
      expect(err).toMatch(
        new RegExp(`^${place.source}warning: .*has no value replica here; the version in use, 99.0.0`),
      );
      expect(readFileSync(join(repo, 'clusters/eu-1/grafana/values/values.yaml'), 'utf8')).toContain('replica: 2');
    }));

  it('is reported together with mistakes, also as JSON', () =>
    withFleet(async (repo) => {
      appendFileSync(join(repo, 'clusters/eu-1/cluster.yaml'), `${withValues('99.0.0')}  engin: flux\n`);
      const { exitCode, out } = await commandLine(repo, '--format', 'json', 'check');
      expect(exitCode).toBe(2);
      const codes = ({ code }: { code: string }) => code;
      const { diagnostics, warnings } = JSON.parse(out);
      expect([diagnostics.map(codes), warnings.map(codes)]).toEqual([['unknown-key'], ['unknown-key']]);
    }));
});

describe('an invalid tree that generate has written', () => {
  const PATCH = {
    broken: '[{"op": "remove", "path": "/spec/description"}]',
    good: '[{"op": "add", "path": "/spec/description", "value": "ours"}]',
  };

  /** Patches a cluster's database so that its tree can be written but not built, and generates. */
  async function withBroken(flags: readonly string[], work: (repo: string, mend: () => void) => Promise<void>) {
    await withFleet(async (repo) => {
      const cluster = join(repo, 'clusters/eu-1/cluster.yaml');
      const input = readFileSync(cluster, 'utf8');
      const patch = (text: string): void =>
        writeFileSync(
          cluster,
          `${input}  components: {postgres: {patches: [{target: {kind: Cluster}, patch: '${text}'}]}}\n`,
        );
      patch(PATCH.broken);
      await commandLine(repo, 'generate', ...flags);
      await work(repo, () => patch(PATCH.good));
    });
  }

  const FAILED = { exitCode: 1, out: expect.stringMatching(/^clusters\/eu-1\/postgres-patched: .*\[build-failed\]$/m) };

  it('fails again in every run, even without anything to write, until it is fixed', () =>
    withBroken([], async (repo, mend) => {
      for (const _ of [2, 3]) {
        const again = await commandLine(repo, 'generate');
        expect(again).toMatchObject(FAILED);
        expect(again.out).toMatch(/^nothing changed: /m);
        expect(again.out).not.toContain('valid:');
      }
      mend();
      expect(await commandLine(repo, 'generate')).toMatchObject({
        exitCode: 0,
        out: expect.stringMatching(/^valid: [1-9]\d* builds/m),
      });
      expect((await commandLine(repo, 'generate')).out).toMatch(/^valid: 0 builds/m);
    }));

  it('is validated by the first run without --no-validate', () =>
    withBroken(['--no-validate'], async (repo) => {
      expect(await commandLine(repo, 'generate', '--no-validate')).toMatchObject({ exitCode: 0 });
      expect(await commandLine(repo, 'generate', '--dry-run')).toMatchObject({ exitCode: 0 });
      expect(await commandLine(repo, 'generate')).toMatchObject(FAILED);
    }));
});

describe('check', () => {
  it('names every path that differs, and why', () =>
    withFleet(async (repo) => {
      rmSync(join(repo, 'argocd/root.yaml'));
      writeFileSync(join(repo, 'bases/langfuse/values/values.yaml'), 'mine: true\n');
      const { exitCode, out } = await commandLine(repo, 'check');
      expect([exitCode, out]).toEqual([
        1,
        'argocd/root.yaml: missing: generate would create it\nbases/langfuse/values/values.yaml: edited: changed by hand after it was generated\n\n2 paths differ from what generate would write',
      ]);
    }));
});

describe('explain', () => {
  it('names the line that a setting comes from', () =>
    withFleet(async (repo) => {
      const { out } = await commandLine(repo, 'explain', 'eu-1', 'langfuse', 'version');
      const line =
        readFileSync(join(repo, 'fleet.yaml'), 'utf8')
          .split('\n')
          .findIndex((text) => text.includes(`version: ${CHARTS.langfuse.version}`)) + 1;
      expect(out).toContain(
        `setting:\n  value: ${CHARTS.langfuse.version}\n  from: fleet.yaml:${line} spec.components.langfuse.version\n`,
      );
    }));

  it('names the size or the default that a setting follows from', () =>
    withFleet(async (repo) => {
      expect((await commandLine(repo, 'explain', 'eu-1', 'postgres', 'instances')).out).toMatch(
        /from: fleet\.yaml:\d+ spec\.environments\.\w+\.size\n/,
      );
      expect((await commandLine(repo, 'explain', 'eu-1', 'postgres', 'mode')).out).toContain(
        'from: default of the component',
      );
    }));

  it('names the file of the layer and the line of the input that a Helm value comes from', () =>
    withFleet(async (repo) => {
      const cluster = join(repo, 'clusters/eu-1/cluster.yaml');
      const input = readFileSync(cluster, 'utf8');
      writeFileSync(
        cluster,
        `${input}  components:\n    langfuse:\n      web:\n        replicas: {max: 7}\n    grafana:\n      values:\n        grafana.ini: {users: {default_theme: light}}\n`,
      );
      const line = input.split('\n').length;
      const replicas = await commandLine(repo, 'explain', 'eu-1', 'langfuse', 'langfuse.web.hpa.maxReplicas');
      expect(replicas.out).toBe(
        `helmValue:\n  value: 7\n  from:\n    file: clusters/eu-1/langfuse/values/values.yaml\n    input: clusters/eu-1/cluster.yaml:${line + 3} spec.components.langfuse.web.replicas.max`,
      );
      const theme = await commandLine(repo, 'explain', 'eu-1', 'grafana', 'grafana.ini.users.default_theme');
      expect(theme.out).toContain(`clusters/eu-1/cluster.yaml:${line + 6} spec.components.grafana.values`);
      const url = await commandLine(repo, 'explain', 'eu-1', 'grafana', 'grafana.ini.server.root_url');
      expect(url.out).toContain('value: https://grafana.eu-1.obs.example.com');
      expect(url.out).toMatch(
        /input:\n {4}- fleet\.yaml:\d+ spec\.domain\n {4}- clusters\/eu-1\/cluster\.yaml:\d+ metadata\.name$/,
      );
    }));

  it('names the line that an item of a list comes from', () =>
    withFleet(async (repo) => {
      const cluster = join(repo, 'clusters/eu-1/cluster.yaml');
      const input = readFileSync(cluster, 'utf8');
      const list = '{name: HTTPS_PROXY, value: proxy}, {name: LANGFUSE_INIT_ORG_ID, value: acme}';
      writeFileSync(
        cluster,
        `${input}  components:\n    langfuse:\n      values:\n        langfuse:\n          web:\n            pod:\n              additionalEnv: [${list}]\n`,
      );
      const line = input.split('\n').length + 6;
      const field = `clusters/eu-1/cluster.yaml:${line} spec.components.langfuse.values.langfuse.web.pod.additionalEnv`;
      const explained = async (item: string): Promise<string> =>
        (await commandLine(repo, 'explain', 'eu-1', 'langfuse', `langfuse.web.pod.additionalEnv.${item}`)).out;
      expect(await explained('HTTPS_PROXY.value')).toContain(`${field}[0].value`);
      expect(await explained('LANGFUSE_INIT_ORG_ID.value')).toContain(`${field}[1].value`);
      expect(await explained('LANGFUSE_INIT_PROJECT_ID.value')).toMatch(
        /file: clusters\/eu-1\/langfuse\/values\/values\.yaml\n {4}input: default of the component$/,
      );
    }));

  it('lists the components of a cluster: how each is deployed, whether it is, and what it is', () =>
    withFleet(async (repo) => {
      const { out } = await commandLine(repo, 'explain', 'eu-1');
      const lines = out.split('\n').map((line) => line.split(/ {2,}/));
      expect(lines.map(([name]) => name)).toEqual(['component', ...REGISTRY.map(({ name }) => name)]);
      expect(lines.find(([name]) => name === 'otel-sampler')?.slice(0, 3)).toEqual(['otel-sampler', 'disabled', '-']);
      expect(lines.find(([name]) => name === 'valkey')?.slice(0, 3)).toEqual(['valkey', 'on-demand', 'deployed']);
      const { out: json } = await commandLine(repo, '--format', 'json', 'explain', 'eu-1');
      expect(JSON.parse(json)).toContainEqual({
        component: 'valkey',
        mode: 'on-demand',
        deployed: true,
        description: expect.stringMatching(/^Valkey: /),
      });
    }));

  it('shows the settings of a component as YAML, with what each is and where it comes from', () =>
    withFleet(async (repo) => {
      const { out } = await commandLine(repo, 'explain', 'eu-1', 'postgres');
      expect(out).toMatch(
        /^# PostgreSQL: .*\ndeployed: true\nsettings:\n {2}# .*\n {2}mode: on-demand {2}# default of the component\n/,
      );
      expect(out).toMatch(
        /\n {2}# Pods: one primary and its streaming replicas\.\n {2}instances: \d {2}# fleet\.yaml:\d+ spec\.environments\.prod\.size\n/,
      );
      expect(out).toMatch(/\n {2}# Size of a separate volume .*\n {2}# walStorage: not set\n/);
    }));

  it('describes a setting that is not set, and suggests a name for an unknown one', () =>
    withFleet(async (repo) => {
      expect((await commandLine(repo, 'explain', 'eu-1', 'postgres', 'walStorage')).out).toMatch(
        /^setting:\n {2}value: null\n {2}from: nobody sets it\n {2}description: .*write-ahead log/,
      );
      expect(await commandLine(repo, 'explain', 'eu-1', 'postgres', 'walstorage')).toMatchObject({
        exitCode: 2,
        err: 'postgres on eu-1 has no setting and no Helm value walstorage\n  hint: did you mean walStorage?',
      });
    }));

  it('suggests the most similar name', () =>
    withFleet(async (repo) => {
      expect(await commandLine(repo, 'explain', 'eu-1', 'langfus')).toMatchObject({
        exitCode: 2,
        err: 'unknown component langfus\n  hint: did you mean langfuse?',
      });
    }));
});

describe('the command line', () => {
  it('prints the version of the program, wherever it is called', async () => {
    expect(await commandLine('/', '--version')).toEqual({ exitCode: 0, out: programVersion(), err: '' });
  });

  it('exits with 2 for unknown commands and options', async () => {
    expect((await commandLine('/', 'generat')).exitCode).toBe(2);
    expect((await commandLine('/', '--format', 'xml', 'check')).exitCode).toBe(2);
  });

  it('prints where there is no fleet', () =>
    inTemporaryFolder(async (folder) => {
      const { exitCode, err } = await commandLine(folder, 'generate');
      expect([exitCode, err]).toEqual([2, expect.stringContaining('create a fleet repository with init')]);
    }));
});
