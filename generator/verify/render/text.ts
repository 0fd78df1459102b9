/** Results for people, in the order of the checks. */
import { OUTCOMES, type Result } from '../check.ts';
import { countOf, type Report } from '../report.ts';

export function reportText(report: Report): string {
  const counts = OUTCOMES.flatMap((outcome) => {
    const count = countOf(report, outcome);
    return count === 0 ? [] : [`${count} ${outcome}`];
  });
  return [...report.results.map(resultText), '', `${report.cluster}: ${counts.join(', ')}`].join('\n');
}

function resultText(result: Result): string {
  const { outcome, name, subject, said, seconds } = result;
  const line = `${outcome.padEnd(7)} ${name} (${subject}), ${seconds} s: ${said}`;
  return result.outcome === 'passed' ? line : `${line}\n  hint: ${result.remedy}`;
}
