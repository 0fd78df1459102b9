/** NVIDIA's GPUs as DCGM exporter sees them, and the series that rules record of them (`components/gpu-metrics/`). */
import { gauge, metricsOf, scraped } from './metric.ts';

const DCGM = 'NVIDIA/dcgm-exporter:etc/default-counters.csv';

/** The exporter says which pod has the GPU in labels that its own pod has too. */
const LABELS = [
  'gpu',
  'UUID',
  'device',
  'pci_bus_id',
  'modelName',
  'Hostname',
  'DCGM_FI_DRIVER_VERSION',
  'GPU_I_ID',
  'GPU_I_PROFILE',
  'exported_namespace',
  'exported_pod',
  'exported_container',
] as const;

export const GPU = [
  ...scraped('dcgm', DCGM, LABELS, [
    gauge('DCGM_FI_DEV_GPU_UTIL', 'percent', [], 'Share of the time in which the GPU did something.'),
    gauge('DCGM_FI_DEV_FB_USED', 'mebibytes', [], 'Memory that is in use.'),
    gauge('DCGM_FI_DEV_FB_FREE', 'mebibytes', [], 'Memory that is free.'),
    gauge('DCGM_FI_DEV_POWER_USAGE', 'watts', [], 'Power that the GPU draws.'),
    gauge('DCGM_FI_DEV_GPU_TEMP', 'celsius', [], 'Temperature of the GPU.'),
    gauge('DCGM_FI_DEV_MEMORY_TEMP', 'celsius', [], 'Temperature of the memory.'),
    gauge('DCGM_FI_DEV_SM_CLOCK', 'megahertz', [], 'Clock of the processors.'),
    gauge('DCGM_FI_DEV_XID_ERRORS', 'count', ['err_code', 'err_msg'], 'Number of the last XID error; 0 for none.'),
    gauge('DCGM_FI_DEV_ROW_REMAP_FAILURE', 'bool', [], 'Whether a faulty row of the memory could not be replaced.'),
    gauge('DCGM_FI_PROF_PIPE_TENSOR_ACTIVE', 'ratio', [], 'Share of the cycles in which tensor cores work.'),
    gauge('DCGM_FI_PROF_DRAM_ACTIVE', 'ratio', [], 'Share of the cycles in which memory is read or written.'),
  ]),
  ...metricsOf({ emitter: 'recorded', delivery: 'recorded', source: 'generator/components/gpu-metrics: rules' }, [
    gauge('llm:gpu_power:watts', 'watts', ['namespace', 'pod', 'gpu_model'], 'Power of the GPUs of a pod.'),
    gauge(
      'llm:gpu_cost:usd_per_hour',
      'usd',
      ['namespace', 'pod', 'gpu_model'],
      'What the GPUs of a pod cost an hour; without a pod: those that nobody has.',
    ),
    gauge(
      'llm:gpu_energy_per_token:joules',
      'joules',
      ['engine', 'model', 'namespace'],
      'Energy of GPUs for each generated token.',
    ),
    gauge(
      'llm:gpu_cost_per_token:usd',
      'usd',
      ['engine', 'model', 'namespace'],
      'Cost of GPUs for each generated token.',
    ),
  ]),
];
