import { type Caller, nameAtSource } from '@docket/router';
import { CommandError, fieldsOf, Refusal } from '../failure.ts';
import { UNTOLD } from './findings.ts';
import type { Entry, ImportFile, Milestone, Person, Report } from './import-file.ts';
import { whileOpen } from './ndjson-issue.ts';
import { type Sum, Total } from './total.ts';

/** Issues in one transaction: few, so that a running server hardly waits. */
const BATCH = 100;

/** As many labels, milestones or people as the procedure takes at once. */
const MOST_NAMED = 1000;

/** What fits into a request, with room for what is around it. */
const MOST_BYTES = 900_000;

type Entries = AsyncIterable<Entry> | Iterable<Entry>;

type Sent = Parameters<Caller['archive']['import']>[0];

export type Sending = {
  caller: Caller;
  file: ImportFile;
  report: Report;
  project: string | undefined;
  isDry: boolean;
  /** So many issues are in, or stay out. */
  advance(issues: number): void;
};

/** Issues of one source that go together into one project. */
type Batch = {
  source: string;
  project: string | undefined;
  details: Entry['project_details'];
  entries: Entry[];
  people: Map<string, Person>;
  labels: Map<string, Sent['labels'][number]>;
  milestones: Map<string, Milestone>;
  bytes: number;
};

/**
 * Sends a file in parts, which answers with what was added. Issues whose number is in use here go last, so that each of
 * the others keeps its own: the file is read a second time for them.
 */
export async function sendFile(sending: Sending): Promise<Sum> {
  const { file, report } = sending;
  const total = new Total(sending.isDry);
  await sendProjects(sending, total);
  const left = await sendIssues(sending, { total, when_taken: 'leave' }, file.read(report));
  if (left.size > 0) {
    await sendIssues(sending, { total, when_taken: 'renumber' }, only(left, sending, file.read(UNTOLD)));
  }
  await sendNamed(sending, total);
  await archiveProjects(sending);
  const added = total.result();
  for (const key of added.dropped_keys) if (!isOfMade(key, added)) report.lost(`former key ${key}`);
  return added;
}

/** Of a dry run: the key is in a project that would be there by then. */
function isOfMade(key: string, { projects }: Sum): boolean {
  return projects.includes(key.replace(/-\d+$/, ''));
}

/** Makes the projects of all issues first, because issues may have been in one that comes later. */
async function sendProjects({ caller, file, project, isDry }: Sending, total: Total): Promise<void> {
  for (const { key, details } of project === undefined ? (file.projects ?? []) : []) {
    const place = { project: key, project_details: whileOpen(details) };
    const part = { source: file.source, labels: [], issues: [], ...place };
    total.add(await caller.archive.import({ ...part, dry_run: isDry }), part);
  }
}

/** In an archived project nothing can be changed: so it is archived when its issues are in. */
async function archiveProjects({ caller, file, project, isDry }: Sending): Promise<void> {
  for (const { key, details } of isDry || project !== undefined ? [] : (file.projects ?? [])) {
    if (details.archived_at === undefined) continue;
    await caller.archive.import({
      source: file.source,
      labels: [],
      issues: [],
      project: key,
      project_details: details,
    });
  }
}

/** Labels and milestones, those that no issue names among them. Where nothing has come in, no project is made for them. */
async function sendNamed({ caller, file, project, isDry }: Sending, total: Total): Promise<void> {
  const { labels, milestones, source } = file;
  for (let at = 0; at < Math.max(labels.length, milestones.length); at += MOST_NAMED) {
    const some = { labels: labels.slice(at, at + MOST_NAMED), milestones: milestones.slice(at, at + MOST_NAMED) };
    const part = { source, project, issues: [], ...some };
    const expected = await caller.archive.import({ ...part, dry_run: true });
    if (expected.made.project !== null && total.created === 0 && file.total > 0) return;
    total.add(isDry ? expected : await caller.archive.import(part), part);
  }
}

/** Answers with the keys of the issues that were left. */
async function sendIssues(
  { caller, report, project, isDry, advance }: Sending,
  { total, when_taken }: { total: Total; when_taken: NonNullable<Sent['when_taken']> },
  entries: Entries,
): Promise<Set<string>> {
  const batches = new Map<string, Batch>();
  const left = new Set<string>();
  async function send(key: string, batch: Batch): Promise<void> {
    batches.delete(key);
    const { entries: some, source } = batch;
    const named = { people: first(batch.people), labels: first(batch.labels), milestones: first(batch.milestones) };
    const part = { source, project: batch.project, issues: some.map(({ issue }) => issue), ...named };
    const answer = await caller.archive
      .import({ ...part, project_details: batch.details, when_taken, dry_run: isDry })
      .catch((error: unknown) => {
        refuseUnknownUser(error, named.people);
        return refuseLarge(error, some, report);
      });
    advance(some.length - (answer?.left.length ?? 0));
    if (!answer) return;
    total.add(when_taken === 'leave' ? answer : { ...answer, skipped: 0 }, part); // they were counted the first time
    for (const name of answer.left) left.add(`${key}#${name}`);
    const [isKnown, isLeft] = [new Set(answer.known), new Set(answer.left)];
    for (const entry of some.filter(
      ({ issue }) => !isKnown.has(nameAtSource(issue)) && !isLeft.has(nameAtSource(issue)),
    )) {
      if (when_taken === 'leave') total.see(key, entry); // the others get new numbers anyway
      tellNotes(entry, report);
    }
  }

  for await (const entry of entries) {
    const bytes = Buffer.byteLength(JSON.stringify(entry));
    const key = placeOf(entry, project);
    const open = batches.get(key);
    if (open && !hasRoom(open, entry, bytes)) await send(key, open);
    const batch = batches.get(key) ?? newBatch(entry, project);
    batches.set(key, batch);
    add(batch, entry, bytes);
  }
  for (const [key, batch] of batches) await send(key, batch);
  return left;
}

function tellNotes({ notes }: Entry, report: Report): void {
  for (const what of notes?.lost ?? []) report.lost(what);
  for (const what of notes?.changed ?? []) report.changed(what);
}

function newBatch({ source, project, project_details }: Entry, wanted: string | undefined): Batch {
  const named = { people: new Map(), labels: new Map(), milestones: new Map() };
  const details = wanted === undefined ? project_details : undefined;
  return { source, project: wanted ?? project, details, entries: [], ...named, bytes: 0 };
}

function add(batch: Batch, entry: Entry, bytes: number): void {
  batch.entries.push(entry);
  batch.bytes += bytes;
  for (const person of entry.people ?? []) batch.people.set(person.login, person);
  for (const label of entry.labels ?? []) batch.labels.set(label.name, label);
  for (const milestone of entry.milestones ?? []) batch.milestones.set(milestone.title, milestone);
}

function first<Item>(named: Map<string, Item>): Item[] {
  return [...named.values()].slice(0, MOST_NAMED);
}

/** Issues of one source and one project go together. */
function placeOf({ source, project = '' }: Entry, wanted: string | undefined): string {
  return `${source.toLowerCase()} ${(wanted ?? project).toUpperCase()}`;
}

/** @throws CommandError where the mapping names a user who is not there */
function refuseUnknownUser(error: unknown, people: Person[]): void {
  for (const { path, message } of fieldsOf(error)) {
    const [, at = ''] = /^people\.(\d+)\.user$/.exec(path) ?? [];
    const user = at === '' ? undefined : people[Number(at)]?.user;
    if (user !== undefined) throw new CommandError(`users: "${user}" of the mapping: ${message}`);
  }
}

/** What a server does not take in one request stays out. In the database of this machine there is no such limit. */
function refuseLarge(error: unknown, [first, ...others]: Entry[], report: Report): undefined {
  const isLarge = error instanceof Refusal && error.description.code === 'payload_too_large';
  if (!isLarge || !first || others.length > 0) throw error;
  const problem = 'it is too large to be sent to a server: import it on the machine of its database';
  report.broken({ ...first.place(), problem });
}

function hasRoom({ entries, people, bytes }: Batch, entry: Entry, more: number): boolean {
  const isFull = entries.length >= BATCH || bytes + more > MOST_BYTES;
  return !isFull && people.size + (entry.people?.length ?? 0) <= MOST_NAMED;
}

async function* only(left: Set<string>, { project }: Sending, entries: Entries): AsyncGenerator<Entry> {
  for await (const entry of entries) {
    if (left.has(`${placeOf(entry, project)}#${nameAtSource(entry.issue)}`)) yield entry;
  }
}
