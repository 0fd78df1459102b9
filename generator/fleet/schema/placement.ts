/** Where pods may run: the settings of every level, and of a component that has pods. */
import * as z from 'zod';
import type { Spreading } from '../../kubernetes/placement.ts';
import { advised } from './advice.ts';
import { labelKey, labelValue, objectName } from './quantities.ts';

/** Images of the stack are built for it. */
const OS = 'kubernetes.io/os';

const nodeSelector = z
  .record(labelKey, labelValue)
  .meta({ examples: [{ pool: 'observability' }] })
  .superRefine((labels, context) => {
    const os = labels[OS];
    if (os === undefined || os === 'linux') return;
    const issue = advised(`selects nodes with ${os}, and every image of the stack is for linux`, `remove ${OS}`);
    context.addIssue({ ...issue, path: [OS] });
  })
  .optional()
  .describe('Labels of the nodes that pods may run on. It replaces what is said above as a whole.');

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

const toleration = z
  .strictObject({
    key: labelKey
      .meta({ examples: ['dedicated'] })
      .optional()
      .describe('Key of the taint; without it, every taint with the effect.'),
    operator: z
      .enum(['Equal', 'Exists'])
      .optional()
      .describe('Whether the value must be the same, or may be any. Equal by default.'),
    value: labelValue
      .meta({ examples: ['observability'] })
      .optional()
      .describe('Value of the taint.'),
    effect: z.enum(EFFECTS).optional().describe('Effect of the taint; any without it.'),
    tolerationSeconds: z
      .int()
      .min(0)
      .optional()
      .describe('How long a running pod stays on the node, with effect NoExecute; without it, for ever.'),
  })
  // As the API server checks it (kubernetes/kubernetes:pkg/apis/core/validation/validation.go ValidateTolerations).
  .superRefine(({ key, operator, value, effect, tolerationSeconds }, context) => {
    const stays = effect !== 'NoSchedule' && effect !== 'PreferNoSchedule' && tolerationSeconds === undefined;
    const refuse = (field: string, message: string, hint: string) =>
      context.addIssue({ ...advised(message, hint), path: [field] });
    if (operator === 'Exists' && value !== undefined)
      refuse(
        'value',
        'is not compared with operator Exists, and Kubernetes rejects it',
        'remove it, or set operator: Equal',
      );
    if (key === undefined && operator !== 'Exists')
      refuse('operator', 'must be Exists without a key, or Kubernetes rejects it', 'set operator: Exists, or a key');
    if (key === undefined && operator === 'Exists' && stays)
      refuse(
        'operator',
        'tolerates that a node has failed: its pods would never move to another one',
        'set a key, or effect: NoSchedule',
      );
    if (tolerationSeconds !== undefined && effect !== 'NoExecute')
      refuse(
        'tolerationSeconds',
        'counts with effect NoExecute only, and Kubernetes rejects it',
        'set effect: NoExecute, or remove it',
      );
  });

const SPREADINGS = ['preferred', 'required', 'ignored'] as const satisfies readonly Spreading[];

function spreading(over: string) {
  return z
    .enum(SPREADINGS)
    .optional()
    .describe(
      `How replicas are kept on different ${over}; preferred by default, required leaves pods waiting where there are too few.`,
    );
}

/** Of a level, or of one component: what the component says wins. */
export const placement = z
  .strictObject({
    nodeSelector,
    tolerations: z
      .array(toleration)
      .meta({ examples: [[{ key: 'dedicated', value: 'observability', effect: 'NoExecute' }]] })
      .optional()
      .describe(
        'Taints that pods tolerate, beside those that a workload always tolerates. It replaces what is said above as a whole.',
      ),
    priorityClassName: objectName
      .meta({ examples: ['observability'] })
      .optional()
      .describe('PriorityClass of the pods, which must exist on the cluster.'),
    spread: z
      .strictObject({ zones: spreading('zones'), hosts: spreading('nodes') })
      .optional()
      .describe('How replicas are kept apart.'),
  })
  .optional();
