import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import type { AlertingSettings } from './settings.ts';

export const alerting = defineHandle<AlertingSettings>()({ name: 'alerting', namespace: STACK });
