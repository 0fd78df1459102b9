/**
 * Which paths may be ours at all. The manifest is read from a repository that anybody may have pushed to,
 * so a path in it is judged before it is used.
 */

const FOLDERS: ReadonlySet<string> = new Set(['argocd', 'bases', 'clusters', 'dashboards', 'flux', 'overlays']);
/** The rest of `docs` is the user's. */
const RUNBOOK = /^docs\/runbooks\/[^/]+$/;
/** Input, never ours to write or remove. */
const INPUT = /^clusters\/[^/]+\/cluster\.yaml$/;
const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9_.-]+$/;

/** Whether a path is one that generate could have written. */
export function isOwnable(path: string): boolean {
  const segments = path.split('/');
  return (
    segments.length > 1 &&
    (FOLDERS.has(segments[0] ?? '') || RUNBOOK.test(path)) &&
    segments.every((segment) => SEGMENT.test(segment)) &&
    !INPUT.test(path)
  );
}

/**
 * The part of the manifest that a path is listed in. Everything of one cluster is in one part, wherever it lies, and everything
 * else is split by component, so that branches that add clusters or change other components merge without a conflict.
 */
export function shardOf(path: string): string {
  const [top = '', second = '', third = ''] = path.split('/');
  switch (top) {
    case 'clusters':
      return `clusters/${second}`;
    case 'bases':
      return `bases/${second}`;
    case 'overlays':
      return `overlays/${second}/${third}`;
    case 'argocd':
    case 'flux':
      return engineShard(top, path.split('/').slice(second === 'root' ? 3 : 1));
    default:
      return top;
  }
}

const PER_CLUSTER: ReadonlySet<string> = new Set(['builds', 'clusters', 'fleet', 'kustomizations', 'projects']);

/** What the root Application of a fleet reads is in folders of their own, `argocd/root/<fleet>/`. */
function engineShard(engine: string, [folder = '', file = '']: readonly string[]): string {
  const name = file.replace(/\.[a-z]+$/, '');
  if (PER_CLUSTER.has(folder)) return `clusters/${name}`;
  return file === '' ? engine : `${engine}/${name}`;
}
