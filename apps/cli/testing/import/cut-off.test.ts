import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';
import { expect, test } from 'vitest';
import { CommandError } from '../../src/failure.ts';
import { openCsv } from '../../src/import/csv-file.ts';
import { UNTOLD } from '../../src/import/findings.ts';
import type { NotedRecord } from '../../src/import/import-file.ts';
import { openNdjson } from '../../src/import/ndjson-file.ts';

const FILES = ['jira.csv', 'linear.csv', 'docket.ndjson'].map((name) => join(import.meta.dirname, name));

/** The issues of a file, and how many rows are broken. */
async function read(file: string): Promise<{ issues: string[]; broken: number }> {
  const issues: string[] = [];
  const broken: number[] = [];
  const given = { tool: undefined, mapping: undefined, source: 'csv:a' };
  const opened = await (file.endsWith('.csv') ? openCsv(file, given) : openNdjson(file));
  const report = { ...UNTOLD, broken: ({ line }: NotedRecord) => void broken.push(line) };
  for await (const { issue } of opened.read(report)) issues.push(JSON.stringify(issue));
  return { issues, broken: broken.length };
}

test.each(FILES)('of %s, cut off at any byte, nothing comes in that is not whole', async (file) => {
  const bytes = readFileSync(file);
  const whole = await read(file);
  const cut = join(temporaryFolder(), basename(file));
  let refused = 0;
  for (let length = bytes.indexOf('\n') + 2; length < bytes.length - 1; length += 3) {
    writeFileSync(cut, bytes.subarray(0, length));
    const { issues, broken } = await read(cut).catch((error: unknown) => {
      if (!(error instanceof CommandError)) throw error;
      return { issues: [], broken: 1 };
    });
    refused += broken;
    expect(issues.filter((issue) => !whole.issues.includes(issue)).length, `${length} bytes`).toBe(0);
  }
  expect(refused).toBeGreaterThan(100);
});
