/** The order of a suite whose files take seconds or minutes: the long ones begin first, so that none of them runs on alone at the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A sequencer that begins with the files whose path matches, as Vitest orders them otherwise. */
export function longFirst(long: RegExp): typeof BaseSequencer {
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const sorted = await super.sort(files);
      const isLong = ({ moduleId }: TestSpecification): boolean => long.test(moduleId);
      return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
    }
  };
}
