/** A kustomization as its schema expects it: with the fields that Kustomize adds when they are missing. */
import { parseDocument } from '../data/documents.ts';
import { isObject, type JsonObject } from '../data/json.ts';
import { KUSTOMIZATION } from './kustomization.ts';

/** A Component has the fields of a Kustomization (`kustomize:api/types/kustomization.go`), and no schema of its own. */
const COMPONENT: JsonObject = { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' };

/** The document to check: the text itself unless something is missing, or it is a Component. */
export function checkedKustomization(text: string): string {
  const content = parseDocument(text);
  if (!isObject(content)) return text;
  const added = content.kind === COMPONENT.kind ? COMPONENT : KUSTOMIZATION;
  const completed = { ...added, ...content };
  const isComponent = completed.kind === COMPONENT.kind && completed.apiVersion === COMPONENT.apiVersion;
  if (!isComponent && 'kind' in content && 'apiVersion' in content) return text;
  return JSON.stringify(isComponent ? { ...completed, ...KUSTOMIZATION } : completed);
}
