import { defineHandle } from '../../stack/handle.ts';
import { EXTERNAL_SECRETS } from '../../stack/namespaces.ts';

export const secretStores = defineHandle()({ name: 'secret-stores', namespace: EXTERNAL_SECRETS });
