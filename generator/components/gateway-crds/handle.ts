import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';

export const gatewayCrds = defineHandle()({ name: 'gateway-crds', namespace: STACK });
