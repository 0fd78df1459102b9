/** Variables of headless initialisation: it creates missing objects at every start, and never changes existing ones. */
import type { JsonObject } from '../../data/json.ts';
import { fromSecret } from '../../kubernetes/secret-variable.ts';
import type { Project } from './handle.ts';
import { LANGFUSE_ADMIN } from './secrets.ts';
import type { LangfuseSettings } from './settings.ts';

/** The initial user owns every organisation. */
export function initialisation({ admin }: LangfuseSettings, project: Project): readonly JsonObject[] {
  return [
    { name: 'LANGFUSE_INIT_ORG_ID', value: project.organization.id },
    { name: 'LANGFUSE_INIT_ORG_NAME', value: project.organization.title },
    { name: 'LANGFUSE_INIT_PROJECT_ID', value: project.id },
    { name: 'LANGFUSE_INIT_PROJECT_NAME', value: project.title },
    fromSecret('LANGFUSE_INIT_PROJECT_PUBLIC_KEY', project.secretName, 'public-key'),
    fromSecret('LANGFUSE_INIT_PROJECT_SECRET_KEY', project.secretName, 'secret-key'),
    { name: 'LANGFUSE_INIT_USER_EMAIL', value: admin.email },
    { name: 'LANGFUSE_INIT_USER_NAME', value: 'admin' },
    fromSecret('LANGFUSE_INIT_USER_PASSWORD', LANGFUSE_ADMIN, 'password'),
  ];
}
