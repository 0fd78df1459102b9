/** GPUs, as DCGM exporter measures them. */
import { type AlertCases, critical, warning } from './case.ts';

const GPU = 'job="gpu",gpu="0",Hostname="node-1",modelName="NVIDIA L4"';
const UP = 'up{job="gpu",namespace="gpu",pod="gpu-0"}';
const XID = `DCGM_FI_DEV_XID_ERRORS{${GPU}}`;
const TEMPERATURE = `DCGM_FI_DEV_GPU_TEMP{${GPU}}`;
const REMAP = `DCGM_FI_DEV_ROW_REMAP_FAILURE{${GPU}}`;

export const GPU_CASES: Readonly<Record<string, AlertCases>> = {
  GpuNotScraped: {
    fires: [{ when: 'its exporter does not respond', series: { [UP]: '0x30' }, at: '20m', severities: warning }],
    silent: [
      { when: 'its exporter responds', series: { [UP]: '1x30' }, at: '20m' },
      { when: 'its exporter restarts', series: { [UP]: '0x3 1x30' }, at: '20m' },
    ],
  },
  GpuXidError: {
    fires: [{ when: 'it has fallen off the bus', series: { [XID]: '79x10' }, at: '5m', severities: warning }],
    silent: [
      { when: 'there is none', series: { [XID]: '0x10' }, at: '5m' },
      { when: 'a program has read what is not its own', series: { [XID]: '31x10' }, at: '5m' },
      { when: 'a program was stopped', series: { [XID]: '43x5 45x5' }, at: '8m' },
    ],
  },
  GpuHot: {
    fires: [{ when: 'it has 92 °C', series: { [TEMPERATURE]: '92x30' }, at: '20m', severities: warning }],
    silent: [
      { when: 'it has 80 °C', series: { [TEMPERATURE]: '80x30' }, at: '20m' },
      { when: 'it is hot for a moment', series: { [TEMPERATURE]: '80x15 92x2 80x15' }, at: '20m' },
    ],
  },
  GpuMemoryWornOut: {
    fires: [{ when: 'a row cannot be replaced', series: { [REMAP]: '1x10' }, at: '5m', severities: critical }],
    silent: [{ when: 'all rows are good', series: { [REMAP]: '0x10' }, at: '5m' }],
  },
};
