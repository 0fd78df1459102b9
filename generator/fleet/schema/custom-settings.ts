/** What `components` can say of a component of the fleet's own, besides what it can say of all. */
import * as z from 'zod';
import type { ComponentInput } from './component-input.ts';

export const CUSTOM_SETTINGS = {
  modes: ['managed', 'disabled'],
  settings: z.object({}),
} as const satisfies Pick<ComponentInput, 'modes' | 'settings'>;
