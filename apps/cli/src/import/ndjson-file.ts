import { basename } from 'node:path';
import { z } from 'zod';
import { CommandError } from '../failure.ts';
import { linesOf } from './file-text.ts';
import {
  describeIssues,
  type Entry,
  ImportedIssue,
  type ImportFile,
  type NotedRecord,
  type Report,
} from './import-file.ts';
import { MENDED, mend } from './mend.ts';
import { ExportedIssue, Header } from './ndjson-issue.ts';

/** What a Docket of this version writes and reads. */
const VERSION = 1;

/**
 * Opens what `docket export` has written, in whatever Docket.
 *
 * @throws CommandError when it is something else, or was written by a newer version
 */
export async function openNdjson(file: string, source = 'docket:export'): Promise<ImportFile> {
  let total = 0;
  let isWhole = false;
  for await (const { line, text } of linesOf(file)) {
    if (line === 1) requireHeader(file, text);
    else if (text.startsWith('{"type":"issue"')) total += 1;
    isWhole = text.startsWith('{"type":"end"');
  }
  if (total === 0 && !isWhole) requireHeader(file, '');
  const read = (report: Report) => issuesOf(file, { source, isWhole }, report);
  return { name: basename(file), total, source, labels: [], milestones: [], read };
}

function requireHeader(file: string, text: string): void {
  const header = Header.safeParse(parsed(text));
  if (header.error) throw new CommandError(`${file}: it is not what "docket export" writes`);
  const { version } = header.data;
  if (version > VERSION) {
    throw new CommandError(
      `${file}: a newer Docket has written it (version ${version}, here ${VERSION}): upgrade first`,
    );
  }
}

type Given = { source: string; isWhole: boolean };

async function* issuesOf(file: string, { source, isWhole }: Given, report: Report): AsyncGenerator<Entry> {
  let last = 0;
  for await (const { line, text } of linesOf(file)) {
    last = line;
    if (line > 1 && text.trim() !== '') yield* readLine({ line, text }, source, report);
  }
  if (isWhole) return;
  const problem = 'its last line says that it is whole, and is missing: it was cut off';
  report.broken({ line: last, record: 'the file', problem });
}

const Typed = z.object({ type: z.string(), key: z.string().optional() });

function* readLine({ line, text }: { line: number; text: string }, source: string, report: Report): Generator<Entry> {
  const value = parsed(text);
  const { type, key = 'without a key' } = Typed.safeParse(value).data ?? {};
  if (type === 'issue') yield* readIssue(value, { source, place: { line, record: `issue ${key}` } }, report);
  else if (type === undefined) report.broken({ line, record: 'this line', problem: 'it is no record of an export' });
  else if (type !== 'end') report.lost(`lines of the type ${type}`);
}

type Place = Pick<NotedRecord, 'line' | 'record'>;

function* readIssue(
  value: unknown,
  { source, place }: { source: string; place: Place },
  report: Report,
): Generator<Entry> {
  const places: string[] = [];
  const exported = ExportedIssue.safeParse(mend(value, '', places));
  if (exported.error) return report.broken({ ...place, problem: describeIssues(exported.error.issues) });
  const { lost, issue, ...beside } = exported.data;
  const read = ImportedIssue.safeParse(issue);
  if (read.error) return report.broken({ ...place, problem: describeIssues(read.error.issues) });
  if (places.length > 0) report.mended({ ...place, problem: `${places.join(', ')}: ${MENDED}` });
  for (const what of lost) report.lost(what);
  yield { source, ...beside, issue: read.data, place: () => place };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
