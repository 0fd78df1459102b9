import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';

export const credentials = defineHandle()({ name: 'credentials', namespace: STACK });
