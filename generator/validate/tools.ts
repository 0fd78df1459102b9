/** The programs that validation runs, in exactly the versions whose output we have tested: kustomize changes its output between releases. */

export type ToolName = 'kustomize-builder' | 'kubeconform' | 'gitleaks';

export interface Tool {
  readonly version: string;
  /** The folder of its go.mod below PROGRAM_MODULES. */
  readonly module: string;
  /** The main package in the module that go.mod pins, or `.` for a program of our own. */
  readonly package: string;
  /** Variable that the linker sets, so that the binary reports its version. */
  readonly versionVariable: string;
  /** Arguments that print the version. A program of our own has none: nobody else has it, so it is not looked for. */
  readonly versionArguments?: readonly string[];
}

/** Where the modules lie in the package. */
export const PROGRAM_MODULES = 'generator/validate/programs';

/** The lowest Go that can build all tools: their modules say so. */
export const GO_VERSION = '1.26';

export const TOOLS: Readonly<Record<ToolName, Tool>> = {
  'kustomize-builder': {
    version: '5.8.1',
    module: 'kustomize',
    package: '.',
    // For the label that `buildMetadata: [managedByLabel]` asks for.
    versionVariable: 'sigs.k8s.io/kustomize/api/provenance.version',
  },
  kubeconform: {
    version: '0.7.0',
    module: 'kubeconform',
    package: 'github.com/yannh/kubeconform/cmd/kubeconform',
    versionVariable: 'main.version',
    versionArguments: ['-v'],
  },
  gitleaks: {
    version: '8.30.1',
    module: 'gitleaks',
    package: 'github.com/zricethezav/gitleaks/v8',
    versionVariable: 'github.com/zricethezav/gitleaks/v8/version.Version',
    versionArguments: ['version'],
  },
};

/** The paths of the binaries. */
export type Tools = Readonly<Record<ToolName, string>>;
