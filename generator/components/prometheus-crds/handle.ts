import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';

export const prometheusCrds = defineHandle()({ name: 'prometheus-crds', namespace: STACK });
