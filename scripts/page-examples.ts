import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutEngineLine } from '../tests/engines.ts';

/** A block of code, after a comment that says which file of the repository it is. */
const EXAMPLE = /(<!-- from (\S+) -->\n```\w+\n)[\s\S]*?(```)/g;

/** A page whose examples are the files that they are said to be from, which tests run. */
export function withExamples(page: string, root: string): string {
  return page.replace(EXAMPLE, (_block, start: string, file: string, end: string) => {
    return start + withoutEngineLine(readFileSync(join(root, file), 'utf8')) + end;
  });
}
