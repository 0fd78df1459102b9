/** Commands that show something of a cluster. */
import { resolve } from 'node:path';
import { Option } from 'commander';
import { LANGUAGES } from '../../connect/languages.ts';
import { TEMPLATES } from '../../secrets/templates.ts';
import { PLAN_FORMATS, VERIFY_FORMATS } from '../io.ts';
import type { Registration } from './registration.ts';

export const compare: Registration = (program, { done, io, readingWith }) => {
  program
    .command('compare')
    .description('show two clusters, or two environments, side by side: only what differs')
    .argument('<a>', 'name of a cluster or environment')
    .argument('<b>', 'name of another')
    .action(async (left, right) =>
      done(await (await import('../compare.ts')).compare(readingWith(PLAN_FORMATS), { left, right }, io)),
    );
};

export const doctor: Registration = (program, { done, io, reading }) => {
  program
    .command('doctor')
    .description('ask a cluster whether it is what its input says, and has what the input needs; changes nothing')
    .argument('<cluster>')
    .option('--context <context>', 'context of your kubeconfig (default: the name of the cluster)')
    .option('--hosts', 'also ask the DNS of this machine for the public host names')
    .option('--dry-run', 'also apply what the tree has beside Helm releases, without storing it: tells of policies')
    .option('--engine-rights', 'also ask whether Flux may make what the tree has beside Helm releases')
    .action(async (cluster, flags) =>
      done(await (await import('../doctor/doctor.ts')).doctor(reading(), cluster, flags, io)),
    );
};

export const explain: Registration = (program, { done, io, reading }) => {
  program
    .command('explain')
    .description(
      'list the components of a cluster; show the settings of one, or where a setting or Helm value comes from',
    )
    .argument('<cluster>')
    .argument('[component]', 'all components are listed if it is missing')
    .argument('[path]', 'path of a Helm value or setting, such as web.replicas')
    .action(async (cluster, component, path) =>
      done(await (await import('../explain.ts')).explain(reading(), { cluster, component, path }, io)),
    );
};

export const connect: Registration = (program, { done, io, reading }) => {
  program
    .command('connect')
    .description('show what an application needs to send telemetry to the collector of its cluster')
    .argument('<cluster>')
    .requiredOption('--app <name>', 'name of the application: of its service, its Deployment and its container')
    .requiredOption('--namespace <name>', 'namespace of the application')
    .addOption(new Option('--language <language>', 'language of the example').choices(LANGUAGES).default('python'))
    .option('--zero-code', 'only an annotation: the operator of the cluster puts the instrumentation into the pods')
    .option('--write <dir>', 'write files to this folder: manifests, a README and the example')
    .action(async (cluster, { write, ...flags }) => {
      const folder = write === undefined ? {} : { write: resolve(io.cwd, write) };
      done(await (await import('../connect.ts')).connect(reading(), { cluster, ...flags, ...folder }, io));
    });
};

export const images: Registration = (program, { done, io, reading }) => {
  program
    .command('images')
    .description('list every image and chart of the fleet: where it is from, and where its clusters take it')
    .argument('[cluster]', 'all clusters if it is missing')
    .action(async (cluster) => done(await (await import('../images.ts')).images(reading(), cluster, io)));
};

export const outdated: Registration = (program, { done, io, reading }) => {
  program
    .command('outdated')
    .description('ask registries which charts and images of the fleet have newer versions')
    .action(async () => done(await (await import('../outdated/outdated.ts')).outdated(reading(), io)));
};

export const secrets: Registration = (program, { done, io, reading }) => {
  program
    .command('secrets')
    .description('list the secrets that the provider of a cluster must contain, with the commands that create them')
    .argument('<cluster>')
    .addOption(new Option('--template [tool]', 'print it for this tool instead').choices(TEMPLATES).preset('terraform'))
    .action(async (cluster, flags) =>
      done(await (await import('../secrets.ts')).secrets(reading(), { cluster, ...flags }, io)),
    );
};

export const verify: Registration = (program, { done, io, readingWith }) => {
  program
    .command('verify')
    .description(
      'check that a cluster really works: sends a trace and a metric and finds them, opens the public addresses',
    )
    .argument('<cluster>')
    .option('--context <context>', 'context of your kubeconfig (default: the name of the cluster)')
    .option('--probe-pods', 'also make pods that connect in the place of each workload, and remove them')
    .option('--rights', 'print the rights that this needs in the cluster')
    .action(async (cluster, flags) =>
      done(await (await import('../verify/verify.ts')).verify(readingWith(VERIFY_FORMATS), cluster, flags, io)),
    );
};
