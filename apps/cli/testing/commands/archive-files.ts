import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';

/** An issue of a GitHub archive. */
export function issue(number: number) {
  const at = '2015-01-01T00:00:00Z';
  const times = { createdAt: at, updatedAt: at, closedAt: null };
  return {
    number,
    title: `Issue ${number}`,
    state: 'OPEN',
    author: 'ada',
    assignees: [],
    labels: [],
    body: '',
    ...times,
    comments: [],
  };
}

export function writeArchive(parts: { magic?: string; repo?: string; issues: object[] }): string {
  const file = join(temporaryFolder(), 'archive.json');
  const whole = { magic: 'E!vIA5L86J2I', repo: 'example/tracker', labels: [], pulls: [], ...parts };
  writeFileSync(file, JSON.stringify(whole));
  return file;
}
