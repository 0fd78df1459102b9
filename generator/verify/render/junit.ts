/** Results as JUnit XML, which CI systems show as tests: one suite for the cluster, one case for each check. */
import { type Html, html } from '../../plan/render/html/markup.ts';
import type { Result } from '../check.ts';
import { countOf, type Report } from '../report.ts';

/** What is escaped for HTML is also escaped for XML. */
export function reportJunit(report: Report): string {
  const { cluster, results } = report;
  const seconds = results.reduce((sum, one) => sum + one.seconds, 0).toFixed(1);
  return html`<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
<testsuite name="verify ${cluster}" tests="${results.length}" failures="${countOf(report, 'failed')}" errors="0" skipped="${countOf(report, 'skipped')}" time="${seconds}">
${results.map((result) => testCase(cluster, result))}</testsuite>
</testsuites>`.text;
}

function testCase(cluster: string, result: Result): Html {
  const { name, subject, seconds, said } = result;
  return html`<testcase classname="verify.${cluster}" name="${name} (${subject})" time="${seconds}">${inside(result)}<system-out>${said}</system-out></testcase>
`;
}

function inside(result: Result): Html | false {
  if (result.outcome === 'passed') return false;
  if (result.outcome === 'skipped') return html`<skipped message="${result.said}: ${result.remedy}"/>`;
  return html`<failure message="${result.said}">${result.remedy}</failure>`;
}
