/** GPUs: their exporter is silent, they report errors, they are too hot, or their memory is worn out. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { gpuMetrics } from './handle.ts';

const JOB = `job="${gpuMetrics.probes.exporter}"`;
const NOT_READ = promql(`up{${JOB}} == 0`);
/** Without those that a program on the GPU causes: a fault of its own memory accesses, an exception, a stop (13, 31, 43, 45). */
const FAULTS = promql(`DCGM_FI_DEV_XID_ERRORS{${JOB}} > 0 != 13 != 31 != 43 != 45`);
const HOT = promql(`DCGM_FI_DEV_GPU_TEMP{${JOB}} > 88`);
const WORN_OUT = promql(`DCGM_FI_DEV_ROW_REMAP_FAILURE{${JOB}} > 0`);

const WHICH = 'The GPU {{ $labels.gpu }} ({{ $labels.modelName }}) of {{ $labels.Hostname }}';
const KERNEL = {
  caption: 'What the driver says, on the node:',
  command: 'kubectl debug node/<node> -it --image=busybox -- chroot /host dmesg',
} as const;
const PODS = {
  caption: 'Which pods have which GPUs:',
  query: promql(`max by (Hostname, gpu, modelName, exported_namespace, exported_pod) (DCGM_FI_DEV_GPU_UTIL{${JOB}})`),
} as const;
const DRAIN = 'Take the node out of service: `kubectl drain <node> --ignore-daemonsets --delete-emptydir-data`.';

export const GPU_ALERTS: readonly Alert[] = [
  alert({
    name: 'GpuNotScraped',
    rules: [{ severity: 'warning', expression: NOT_READ, for: '10m' }],
    summary: 'Prometheus cannot read the metrics of the GPUs of a node',
    description:
      'The pod {{ $labels.pod }} of DCGM exporter in the namespace {{ $labels.namespace }} does not respond.',
    dashboard: 'gpu',
    runbook: {
      meaning:
        'Nobody sees what the GPUs of this node do. Often the driver has failed, and model servers on the node fail too.',
      diagnosis: [
        { caption: 'Which exporters do not respond:', query: NOT_READ },
        { caption: 'Its log:', command: 'kubectl -n <namespace> logs <pod> --tail=50' },
        KERNEL,
      ],
      mitigation: [
        'It cannot load the driver: on a node without GPUs it never can. Set `components.gpu.nodeSelector` to labels that only nodes with GPUs have.',
        'It is ready: a network policy of its namespace may deny Prometheus. Allow pods with the label `app.kubernetes.io/name: prometheus` of the namespace `lang-observatory` to its port.',
        'The driver has failed: restart the node.',
      ],
    },
  }),
  alert({
    name: 'GpuXidError',
    rules: [{ severity: 'warning', expression: FAULTS, for: '1m' }],
    summary: 'A GPU reports an error',
    description: `${WHICH} reports the XID error {{ $value }}.`,
    dashboard: 'gpu',
    runbook: {
      meaning:
        'XID errors are what the driver reports of a GPU. Those that programs cause are left out here; the others come from the hardware, the driver or the connection.',
      diagnosis: [{ caption: 'Which GPUs report which error:', query: FAULTS }, PODS, KERNEL],
      mitigation: [
        '48, 63, 64, 92, 94, 95: errors of the memory. Restart the node. If they come back, replace the GPU.',
        '79: the GPU is no longer on the bus. Restart the machine; check power and cooling.',
        '74: NVLink. Restart the node, then check cables and switches.',
        `Other numbers are in NVIDIA's list of XID errors. ${DRAIN}`,
      ],
    },
  }),
  alert({
    name: 'GpuHot',
    rules: [{ severity: 'warning', expression: HOT, for: '10m' }],
    summary: 'A GPU is too hot',
    description: `${WHICH} has had more than 88 °C for ten minutes: {{ $value }} °C. It lowers its clock, and models get slower.`,
    dashboard: 'gpu',
    runbook: {
      meaning: 'Near its limit a GPU lowers its clock to protect itself. The time of every token grows.',
      diagnosis: [
        { caption: 'Which GPUs are hot:', query: HOT },
        { caption: 'Their clocks, in MHz:', query: promql(`min by (Hostname, gpu) (DCGM_FI_DEV_SM_CLOCK{${JOB}})`) },
        PODS,
      ],
      mitigation: [
        'All GPUs of a machine are hot: check its fans and the temperature of the room.',
        'Only one is: its cooler may be dirty or loose.',
        'Until it is repaired, lower the limit of its power: `nvidia-smi --power-limit`.',
      ],
    },
  }),
  alert({
    name: 'GpuMemoryWornOut',
    rules: [{ severity: 'critical', expression: WORN_OUT, for: '1m' }],
    summary: 'The memory of a GPU is worn out',
    description: `${WHICH} has a faulty row of memory and no spare row to replace it.`,
    dashboard: 'gpu',
    runbook: {
      meaning:
        'The next error in this row ends every program on the GPU, or gives wrong results. Only a new GPU helps.',
      diagnosis: [{ caption: 'Which GPUs are worn out:', query: WORN_OUT }, PODS],
      mitigation: [DRAIN, 'Replace the GPU, or ask the provider for another machine.'],
    },
  }),
];
