// In which order the test files run: Vitest begins with the largest until it remembers how long each takes, which a clean
// checkout does not. A small file that takes long would begin last, and all but one core would wait for it.

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take long for their size, and what they do meanwhile. */
export const LONG: Record<string, string> = {
  'tests/abuse/failures.test.ts': 'starts servers, and breaks their databases',
  'tests/abuse/secrets.test.ts': 'sends secrets to every operation, twice',
  'tests/abuse/text-doors.test.ts': 'sends hostile text to every operation',
  'tests/abuse/text.test.ts': 'sends hostile text to every field',
  'tests/document/fuzz.test.ts': 'draws requests for every operation',
  'tests/document/generated-clients.test.ts': 'generates and compiles clients',
  'tests/faults/at-rest.test.ts': 'waits until a server comes to rest',
  'tests/faults/bulk-kills.test.ts': 'kills servers that edit hundreds of issues',
  'tests/faults/lost-file.test.ts': 'waits until a server sees what it lost',
  'tests/faults/outage.postgres.test.ts': 'waits until connections time out',
  'tests/faults/telling-kills.test.ts': 'kills those who tell and mail',
  'tests/observe/canaries.test.ts': 'sends secrets to every operation of several servers',
  'tests/parity/parity.test.ts': 'walks every case through every door',
};

/** Of each project the long files first: a worker that changes the project starts anew. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const ofProjects = Map.groupBy(sorted, ({ project }) => project);
    return [...ofProjects.values()].flatMap((all) => [...all.filter(isLong), ...all.filter((file) => !isLong(file))]);
  }
}

function isLong({ moduleId }: TestSpecification): boolean {
  return Object.keys(LONG).some((name) => moduleId.endsWith(`/${name}`));
}
