import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';

export function writeCsv(lines: string[]): string {
  const file = join(temporaryFolder(), 'tasks.csv');
  writeFileSync(file, `\ufeff${lines.join('\r\n')}\r\n`);
  return file;
}

export function writeNdjson(records: object[]): string {
  const file = join(temporaryFolder(), 'docket.ndjson');
  writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return file;
}

export function writeJson(value: object): string {
  const file = join(temporaryFolder(), 'mapping.json');
  writeFileSync(file, JSON.stringify(value));
  return file;
}
