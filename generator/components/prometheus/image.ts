/** Of the version that the chart brings, and as the chart names it. */
export const PROMETHEUS_IMAGE = 'quay.io/prometheus/prometheus:v3.14.0-distroless';
