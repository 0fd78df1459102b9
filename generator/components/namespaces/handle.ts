import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';

export const namespaces = defineHandle()({ name: 'namespaces', namespace: STACK });
