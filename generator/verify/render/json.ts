/** What `verify --format json` prints. */
import type { CheckName, Outcome } from '../check.ts';
import { countOf, type Report } from '../report.ts';

export interface VerifyReport {
  readonly cluster: string;
  readonly works: boolean;
  readonly checks: readonly {
    readonly name: CheckName;
    readonly subject: string;
    readonly outcome: Outcome;
    readonly said: string;
    readonly remedy: string | null;
    readonly seconds: number;
  }[];
}

export function verifyReport(report: Report): VerifyReport {
  return {
    cluster: report.cluster,
    works: countOf(report, 'failed') === 0,
    checks: report.results.map((result) => {
      const { name, subject, outcome, said, seconds } = result;
      return { name, subject, outcome, said, remedy: result.outcome === 'passed' ? null : result.remedy, seconds };
    }),
  };
}
