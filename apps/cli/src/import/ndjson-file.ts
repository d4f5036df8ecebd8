import { basename } from 'node:path';
import { z } from 'zod';
import { CommandError } from '../failure.ts';
import { linesOf } from './file-text.ts';
import { describeIssues, type Entry, ImportedIssue, type ImportFile, type Report } from './import-file.ts';
import { MENDED, mend } from './mend.ts';
import { type Gathered, Gathering, Header, isLineType, isOfIssue, projectOf } from './ndjson-issue.ts';

/** What a Docket of this version writes and reads. */
const VERSION = 1;

/** The type comes first in each line. */
const ISSUE = /^\{"type":"issue"/;
const PROJECT = /^\{"type":"project"/;

/**
 * Opens what `docket export` has written, in whatever Docket.
 *
 * @throws CommandError when it is something else, or was written by a newer version
 */
export async function openNdjson(file: string, source = 'docket:export'): Promise<ImportFile> {
  let total = 0;
  let isWhole = false;
  const projects: NonNullable<ImportFile['projects']> = [];
  const origins = new Map<string, string>();
  for await (const { line, text } of linesOf(file)) {
    if (line === 1) requireHeader(file, text);
    else if (ISSUE.test(text)) {
      total += 1;
      noteOrigin(origins, text);
    } else if (PROJECT.test(text)) projects.push(...wellFormed(text));
    isWhole = /^\{"type":"end"/.test(text);
  }
  if (total === 0 && !isWhole) requireHeader(file, '');
  const read = (report: Report) => issuesOf(file, { source, isWhole, origins }, report);
  return { name: basename(file), total, source, labels: [], milestones: [], projects, read };
}

const Named = z.object({ id: z.string().optional(), key: z.string(), imported_from: z.string() });

/** Without its id, an issue that came from elsewhere is known by where that was, and others name it by its key. */
function noteOrigin(origins: Map<string, string>, text: string): void {
  if (!text.includes('"imported_from":"')) return;
  const { id, key, imported_from } = Named.safeParse(parsed(text)).data ?? {};
  if (id === undefined && key !== undefined && imported_from !== undefined) origins.set(key, imported_from);
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

/** A broken line is named where the file is read for its issues. */
function wellFormed(text: string) {
  try {
    return [projectOf(mended(text, []))];
  } catch (error) {
    if (error instanceof z.ZodError) return [];
    throw error;
  }
}

type Given = { source: string; isWhole: boolean; origins: Map<string, string> };

async function* issuesOf(file: string, { source, isWhole, origins }: Given, report: Report): AsyncGenerator<Entry> {
  const gathering = new Gathering(origins);
  let last = 0;
  for await (const { line, text } of linesOf(file)) {
    last = line;
    if (line === 1 || text.trim() === '') continue;
    if (ISSUE.test(text)) yield* entryOf(gathering.end(), source, report);
    takeLine(gathering, { line, text }, report);
  }
  if (!isWhole) gathering.spoil('the file was cut off, maybe within it');
  yield* entryOf(gathering.end(), source, report);
  if (isWhole) return;
  const problem = 'its last line says that it is whole, and is missing: it was cut off';
  report.broken({ line: last, record: 'the file', problem });
}

const Typed = z.object({ type: z.string(), key: z.string().optional() });

function takeLine(gathering: Gathering, { line, text }: { line: number; text: string }, report: Report): void {
  const places: string[] = [];
  const value = mended(text, places);
  const { type, key } = Typed.safeParse(value).data ?? {};
  const place = { line, record: key === undefined ? `line of the type ${type ?? 'unknown'}` : `issue ${key}` };
  if (type === undefined) {
    report.broken({ line, record: 'this line', problem: 'it is no record of an export' });
    gathering.spoil(`line ${line} is broken`);
  }
  if (type !== undefined && !isLineType(type) && type !== 'end') report.lost(`lines of the type ${type}`);
  if (type === undefined || !isLineType(type)) return;
  if (places.length > 0) report.mended({ ...place, problem: `${places.join(', ')}: ${MENDED}` });
  try {
    gathering.take(type, value, line);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    report.broken({ ...place, problem: describeIssues(error.issues) });
    if (isOfIssue(type)) gathering.spoil(`line ${line} is broken`);
  }
}

/** In JSON, what has to be mended is written as an escape: most lines have none. */
function mended(text: string, places: string[]): unknown {
  const value = parsed(text);
  return text.includes('\\u') ? mend(value, '', places) : value;
}

function* entryOf(gathered: Gathered | undefined, source: string, report: Report): Generator<Entry> {
  if (!gathered) return;
  const { issue, place, hasFiles, fault, numbers: _, ...beside } = gathered;
  if (fault !== undefined) return report.broken({ ...place, problem: `${fault}: the whole issue stays out` });
  const read = ImportedIssue.safeParse(issue);
  if (read.error) report.broken({ ...place, problem: describeIssues(read.error.issues) });
  else {
    const notes = { lost: hasFiles ? ['files, whose content is not in an export'] : [], changed: [] };
    yield { source, ...beside, issue: read.data, notes, place: () => place };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
