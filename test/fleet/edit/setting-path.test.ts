import fc from 'fast-check';
import { expect, it } from 'vitest';
import { settingPath } from '../../../generator/fleet/edit/setting-path.ts';
import { dotted } from '../../../generator/fleet/parse/positioned-document.ts';

const step = fc.oneof(
  fc.stringMatching(/^[\w-]{1,12}$/),
  fc.constantFrom('grafana.ini', 'iam.gke.io/gcp-service-account', 'a b', 'ä'),
  fc.nat(20),
);

it('reads a path as errors and explain print it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{1,8}$/), fc.array(step, { maxLength: 6 }), (first, rest) => {
      expect(settingPath(dotted([first, ...rest]))).toEqual([first, ...rest]);
    }),
  );
});

it.each(['', '.', 'a.', '.a', 'a..b', 'a[b]', 'a[0', 'a.[0]', 'a["b]', 'a]b', 'a[0]b'])(
  'takes %j for no path',
  (text) => {
    expect(settingPath(text)).toBe(undefined);
  },
);
