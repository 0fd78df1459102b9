import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slos } from '../../generator/components/alerting/slos.ts';
import { mistakeInPromql, withoutComments } from '../../generator/telemetry/promql-syntax.ts';
import { sloRules } from '../../generator/telemetry/slos.ts';

describe('a text that Prometheus refuses', () => {
  it.each([
    ['', 'cannot be parsed at «»'],
    ['sum(up', 'cannot be parsed at «»'],
    ['(up # all) / 2', 'cannot be parsed at «»'],
    ['rate(up)', 'rate() wants range vector, but up is instant vector'],
    ['up[5m] > 0', 'an operator wants scalar or instant vector, but up[5m] is range vector'],
    ['abs(up[5m])', 'abs() wants instant vector, but up[5m] is range vector'],
    ['clamp(up, 1)', 'clamp() takes 3 arguments, not 2'],
    ['round(up, 1, 2)', 'round() takes 1 to 2 arguments, not 3'],
    ['topk(up)', 'topk() takes 2 arguments, not 1'],
    ['topk("5", up)', 'topk() wants scalar, but "5" is string'],
    ['sum(1)', 'sum() wants instant vector, but 1 is scalar'],
    ['1 > 2', 'a comparison of two numbers needs bool'],
    ['up + bool up', 'bool belongs to comparisons only'],
    ['up and 1', 'and, or and unless take no numbers'],
    ['up and on (job) group_left () up', 'and, or and unless take no group_left or group_right'],
    ['up * on (job) 1', 'labels of a number cannot be matched'],
    ['sum(up)[5m]', 'sum(up) has a range, but is no selector'],
    ['(up)[5m]', '(up) has a range, but is no selector'],
    ['rate(up[0s])', 'has a range of no time at all'],
    ['sum(up) offset 5m', 'sum(up) offset 5m moves in time what is no selector'],
    ['-up[1h:5m]', '-up has a range, but stands in no parentheses'],
    ['up offset 5m offset 1h', 'up offset 5m offset 1h moves in time what is no selector'],
    ['-"a"', 'a sign wants scalar or instant vector, but "a" is string'],
    ['{}', '{} selects every series there is'],
    ['{job=~".*"}', '{job=~".*"} selects every series there is'],
    ['{job!="a"}', '{job!="a"} selects every series there is'],
    ['up{job=~"a("}', '"a(" is no regular expression'],
    ['up{job=~"\\d"}', '"\\d" has \\d, which is no escape: write \\\\d for a backslash'],
    ['up{job="it\\\'s"}', "\"it\\'s\" has \\', which is no escape: write \\\\' for a backslash"],
    ['up{job="a', 'cannot be parsed at «»'],
  ])('is told: %s', (text, message) => {
    expect(mistakeInPromql(text)).toBe(message);
  });
});

describe('a text that Prometheus takes', () => {
  it.each([
    'up # all of them',
    '# first\nup\n# last',
    'up{job="a # b"}',
    '-up offset 5m',
    'up @ end()',
    'rate(up[5m] offset 1h)',
    'max_over_time(sum(up)[1h:5m])',
    'max_over_time(up[1h:])',
    'label_join(up, "a", "-", "b", "c", "d")',
    'up{job=~"(?i)a.*|(?P<x>b)"}',
    "up{job=~'\\\\d+'}",
    'up{job=~`\\d+`}',
    '{job!=""}',
    '{job=~".+"}',
    'count_values("version", up)',
    'quantile(0.9, up)',
    'hour() > bool 8',
    '1 > bool 2',
    'up or on (job) vector(0)',
    'sum by (job) (up) / on (job) group_left (x) up',
    'histogram_quantile(scalar(up), up)',
    'time() - up',
  ])('is left alone: %s', (text) => {
    expect(mistakeInPromql(text)).toBeUndefined();
  });
});

describe('an objective of the input', () => {
  const metric = 'sum by (cluster, environment) (rate(search_requests_total';
  const comment = fc.string().map((text) => `# ${text.replaceAll(/[\r\n\u2028\u2029\u0085]/g, ' ')}`);
  const space = fc.oneof(
    fc.constantFrom(' ', '\n', '\t', ' \n '),
    comment.map((text) => `\n${text}\n`),
  );
  const errors = fc
    .tuple(space, space, fc.constantFrom('{code="500"}', '{code=~"5.. # not 4"}', ''), space, comment)
    .map(([first, inner, matchers, last, end]) => `${first}${metric}${matchers}[$window]${inner}))${last}${end}`);

  it('becomes rules that Prometheus takes, whatever comments it has', () => {
    fc.assert(
      fc.property(errors, errors, fc.constantFrom('errors', 'good'), (one, other, kind) => {
        const metrics = { search_requests_total: { labels: ['code'] } };
        const [slo] = slos.parse([{ name: 'search', objective: 99, sli: { [kind]: one, total: other }, metrics }]);
        if (slo?.sli === undefined) throw new Error('the objective is gone');
        const rules = sloRules({ name: 'search', objective: '0.99', window: '30d', indicator: slo.sli }).flatMap(
          (group) => group.rules,
        );
        expect(rules.map(({ expr }) => mistakeInPromql(String(expr)))).toEqual(rules.map(() => undefined));
        expect(slo.sli.total).toBe(withoutComments(slo.sli.total));
      }),
    );
  });
});
