import type { Caller, ImportResult } from '@docket/router';
import { Refusal } from '../failure.ts';
import { UNTOLD } from './findings.ts';
import type { Entry, ImportFile, Milestone, Person, Report } from './import-file.ts';
import { whileOpen } from './ndjson-issue.ts';

/** Issues in one transaction: few, so that a running server hardly waits. */
const BATCH = 100;

/** As many labels, milestones or people as the procedure takes at once. */
const MOST_NAMED = 1000;

/** What fits into a request, with room for what is around it. */
const MOST_BYTES = 900_000;

/** What all parts have added. */
export type Sum = ImportResult & {
  /** Keys of the projects that were made, or would be. */
  projects: string[];
};

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
  const { file, report, isDry } = sending;
  const total = new Total(isDry);
  await sendProjects(sending, total);
  await sendNamed(sending, total);
  const left = await sendIssues(sending, { total, when_taken: isDry ? 'renumber' : 'leave' }, file.read(report));
  if (left.size > 0) {
    await sendIssues(sending, { total, when_taken: 'renumber' }, only(left, sending, file.read(UNTOLD)));
  }
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
    total.add(await caller.archive.import({ source: file.source, labels: [], issues: [], dry_run: isDry, ...place }));
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

async function sendNamed({ caller, file, project, isDry }: Sending, total: Total): Promise<void> {
  const { labels, milestones, source } = file;
  for (let at = 0; at < Math.max(labels.length, milestones.length); at += MOST_NAMED) {
    const some = { labels: labels.slice(at, at + MOST_NAMED), milestones: milestones.slice(at, at + MOST_NAMED) };
    total.add(await caller.archive.import({ source, project, dry_run: isDry, issues: [], ...some }));
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
    const part = { source, issues: some.map(({ issue }) => issue), ...named };
    const answer = await caller.archive
      .import({ ...part, project: batch.project, project_details: batch.details, when_taken, dry_run: isDry })
      .catch((error: unknown) => refuseLarge(error, some, report));
    advance(some.length - (answer?.left.length ?? 0));
    if (!answer) return;
    total.add(when_taken === 'leave' || isDry ? answer : { ...answer, skipped: 0 }); // they were counted the first time
    for (const number of answer.left) left.add(`${key}#${number}`);
  }

  for await (const entry of entries) {
    const bytes = Buffer.byteLength(JSON.stringify(entry));
    const key = placeOf(entry, project);
    const open = batches.get(key);
    if (open && !hasRoom(open, entry, bytes)) await send(key, open);
    const batch = batches.get(key) ?? newBatch(entry, project);
    batches.set(key, batch);
    add(batch, entry, bytes);
    total.see(key, entry);
  }
  for (const [key, batch] of batches) await send(key, batch);
  return left;
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
  return `${source} ${wanted ?? project}`;
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
    if (left.has(`${placeOf(entry, project)}#${entry.issue.number}`)) yield entry;
  }
}

/** What all parts added together. In a dry run each part names what the parts before it would have made. */
class Total {
  readonly #isDry: boolean;
  readonly #sum = { created: 0, skipped: 0, renumbered: 0, comments: 0, users: 0, labels: 0, milestones: 0 };
  readonly #made = { users: new Set<string>(), labels: new Set<string>(), milestones: new Set<string>() };
  /** Numbers of a dry run, with their first source: of two sources in one project, the second loses them. */
  readonly #numbers = new Map<string, string>();
  readonly #projects: string[] = [];
  readonly #dropped: string[] = [];

  constructor(isDry: boolean) {
    this.#isDry = isDry;
  }

  add(result: ImportResult): void {
    for (const key of ['created', 'skipped', 'renumbered', 'comments', 'users', 'labels', 'milestones'] as const) {
      this.#sum[key] += result[key];
    }
    const { project } = result.made;
    if (project !== null && !this.#projects.includes(project)) this.#projects.push(project);
    this.#dropped.push(...result.dropped_keys);
    if (!this.#isDry) return;
    for (const key of ['users', 'labels', 'milestones'] as const) {
      for (const name of result.made[key]) this.#made[key].add(name.toLowerCase());
    }
  }

  see(place: string, { source, issue: { number } }: Entry): void {
    if (!this.#isDry || number === undefined) return;
    const key = `${place.slice(source.length)} ${number}`;
    const first = this.#numbers.get(key);
    if (first === undefined) this.#numbers.set(key, source);
    else if (first !== source) this.#sum.renumbered += 1;
  }

  result(): Sum {
    const { users, labels, milestones } = this.#made;
    const projects = this.#projects;
    const sizes = { users: users.size, labels: labels.size, milestones: milestones.size };
    const made = { users: [...users], labels: [...labels], milestones: [...milestones], project: projects[0] ?? null };
    return { ...this.#sum, ...(this.#isDry && sizes), left: [], dropped_keys: this.#dropped, made, projects };
  }
}
