/** Go templates of the messages, in files beside Alertmanager's configuration. */

/** The same on every cluster. */
export const MESSAGE_TEMPLATES = `{{ define "observatory.title" -}}
{{ if eq .Status "firing" }}{{ .CommonLabels.severity | toUpper }}{{ else }}RESOLVED{{ end }}: {{ .CommonLabels.alertname }}{{ with .CommonLabels.cluster }} on {{ . }}{{ end }}
{{- end }}
{{ define "observatory.text" -}}
{{ range .Alerts }}{{ .Annotations.summary }}
{{ .Annotations.description }}
{{ end }}
{{- with .CommonAnnotations.runbook_url }}Runbook: {{ . }}
{{ end }}
{{- if .CommonAnnotations.dashboard }}Dashboard: {{ template "observatory.dashboard" . }}{{ end }}
{{- end }}
{{ define "observatory.html" -}}
{{ range .Alerts }}<p><b>{{ .Annotations.summary }}</b><br>{{ .Annotations.description }}</p>{{ end }}
{{- with .CommonAnnotations.runbook_url }}<p><a href="{{ . }}">Runbook</a></p>{{ end }}
{{- if .CommonAnnotations.dashboard }}<p><a href="{{ template "observatory.dashboard" . }}">Dashboard</a></p>{{ end }}
{{- end }}
`;

/** Alerts carry the path of their dashboard, because rules are the same on every cluster and host names are not. */
export function linkTemplates(grafana: string): string {
  return `{{ define "observatory.dashboard" }}${grafana}{{ .CommonAnnotations.dashboard }}{{ end }}\n`;
}

export const TITLE = '{{ template "observatory.title" . }}';
export const TEXT = '{{ template "observatory.text" . }}';
export const HTML = '{{ template "observatory.html" . }}';
export const DASHBOARD = '{{ template "observatory.dashboard" . }}';
/** An alert from elsewhere may have none, and PagerDuty rejects an empty link. */
export const RUNBOOK = `{{ with .CommonAnnotations.runbook_url }}{{ . }}{{ else }}${DASHBOARD}{{ end }}`;
