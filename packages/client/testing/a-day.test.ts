import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { spawnNode } from '@docket/kit/child';
import { serveTargetForTest } from '@docket/kit/served-target';
import { PASSWORD } from '@docket/kit/target';
import { expect, test } from 'vitest';

const EXAMPLE = join(import.meta.dirname, '../../../examples/a-day.ts');

/** The lines of the comment with which the example ends, but for the first: that says what they are. */
function promised(): string[] {
  const lines = readFileSync(EXAMPLE, 'utf8').trimEnd().split('\n');
  const before = lines.findLastIndex((line) => !line.startsWith('//'));
  return lines.slice(before + 3).map((line) => line.slice('// '.length));
}

test('the day of examples/a-day.ts ends as its last comment says', async () => {
  const { url } = await serveTargetForTest();
  const child = spawnNode([EXAMPLE, url, 'root@example.org', PASSWORD]);
  const [said, complaint, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  expect({ status, complaint }).toEqual({ status: 0, complaint: '' });
  expect(said.trimEnd().split('\n')).toEqual(promised());
});
