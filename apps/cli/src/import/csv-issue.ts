import { createHash } from 'node:crypto';
import { count, plain } from '../io.ts';
import type { Row } from './csv-rows.ts';
import { numberIn, originOfKey, sourceOf, type Table } from './csv-table.ts';
import { readDate, readDay, UNCLEAR } from './dates.ts';
import { fitList, fitName, fitText, fitTitle, MOST } from './fitting.ts';
import { describeIssues, type Entry, ImportedIssue, type Notes, type Person, type Report } from './import-file.ts';
import type { Field } from './mapping.ts';
import { MENDED, mend } from './mend.ts';
import { priorityOf, statusOf } from './values.ts';

const ELSEWHERE = 'links to issues that are not in this file, where those are not here either';

/** What is wrong with a row, so that it stays out. */
class BrokenRow extends Error {}

/** What people call the issue of a row. */
export function recordOf(table: Table, { cells }: Row): string {
  const reader = new RowReader(table, cells, { problems: [], notes: { lost: [], changed: [] } });
  const key = reader.first('key');
  return plain(`issue ${key || `"${reader.first('title').slice(0, 40)}"`}`);
}

/** The issue of a row. Undefined where it is broken, which is told. */
export function readIssue(table: Table, { line, cells }: Row, report: Report): Entry | undefined {
  const problems: string[] = [];
  const notes: Notes = { lost: [], changed: [] };
  const reader = new RowReader(table, cells, { problems, notes });
  const record = recordOf(table, { line, cells });
  try {
    refuseOtherLength(table, cells);
    const places: string[] = [];
    const read = ImportedIssue.safeParse(mend(reader.issue(), '', places));
    if (read.error) throw new BrokenRow(describeIssues(read.error.issues));
    if (places.length > 0) problems.push(`${places.join(', ')}: ${MENDED}`);
    if (problems.length > 0) report.mended({ line, record, problem: problems.join('; ') });
    const lost = new Set(
      table.others.flatMap((at) => (cells[at]?.trim() ? table.header[at]?.trim() || 'a column without a name' : [])),
    );
    notes.lost.push(...lost);
    const entry = { source: reader.source(), issue: read.data, people: reader.people(), notes };
    return { ...entry, place: () => ({ line, record }) };
  } catch (error) {
    if (!(error instanceof BrokenRow)) throw error;
    report.broken({ line, record, problem: error.message });
    return undefined;
  }
}

/** A row has as many cells as the header (RFC 4180); empty ones at the end of either do not count. */
function refuseOtherLength({ header }: Table, cells: string[]): void {
  const has = `it has ${count(cells.length, 'cell')}, and the header has ${header.length}`;
  if (lastFilled(cells) >= header.length) throw new BrokenRow(has);
  if (cells.length <= lastFilled(header))
    throw new BrokenRow(`${has}: the file may be cut off here, or a line break in a cell is not in quotation marks`);
}

function lastFilled(cells: string[]): number {
  return cells.findLastIndex((cell) => cell.trim() !== '');
}

class RowReader {
  readonly #table: Table;
  readonly #cells: string[];
  readonly #problems: string[];
  readonly #notes: Notes;
  readonly #people = new Map<string, Person>();

  constructor(table: Table, cells: string[], { problems, notes }: { problems: string[]; notes: Notes }) {
    this.#table = table;
    this.#cells = cells;
    this.#problems = problems;
    this.#notes = notes;
  }

  people(): Person[] {
    return [...this.#people.values()].filter(({ name, user }) => name !== undefined || user !== undefined);
  }

  source(): string {
    return sourceOf(this.#table, this.first('key'));
  }

  issue(): unknown {
    const { mapping } = this.#table;
    const text = fitText(this.first('description'), 'description', this.#problems);
    const { title, description } = fitTitle({ title: this.first('title'), description: text }, this.#problems);
    if (title === '') throw new BrokenRow('it has no title');
    const [created, updated, closed] = [this.#time('created_at'), this.#time('updated_at'), this.#time('closed_at')];
    const { status, closed_reason } = this.#status(closed !== undefined);
    const created_at = created ?? updated ?? closed ?? this.#now();
    const author = this.#author();
    return {
      ...this.#identity(title),
      title,
      description,
      status,
      priority: priorityOf(this.first('priority'), mapping, this.#notes),
      author,
      assignees: this.#assignees(),
      labels: this.#labels(),
      milestone: this.#milestone(),
      due_on: this.#time('due_on', readDay) ?? null,
      created_at,
      updated_at: updated ?? closed ?? created_at,
      closed_at: status === 'closed' ? (closed ?? null) : null,
      closed_reason,
      comments: this.#comments({ author, created_at }),
      ...this.#links(created_at),
    };
  }

  #status(isResolved: boolean) {
    const { mapping, category, canceled } = this.#table;
    const [status, resolution] = [this.first('status'), this.first('closed_reason')];
    const isCanceled = (this.#cells[canceled] ?? '').trim() !== '';
    const given = { status, category: this.#cells[category] ?? '', resolution, isResolved, isCanceled };
    return statusOf(given, mapping, this.#notes);
  }

  /** The first cell of a field that holds something. Linear writes `'` before what a spreadsheet would take for a formula. */
  first(field: Field): string {
    return this.#all(field)[0] ?? '';
  }

  #all(field: Field): string[] {
    const cells = this.#table.places[field].map((at) => this.#cells[at] ?? '').filter((cell) => cell.trim() !== '');
    return this.#table.mapping.tool === 'linear' ? cells.map((cell) => cell.replace(/^'(?=[=+\-@\t\r])/, '')) : cells;
  }

  #identity(title: string) {
    const key = this.first('key').trim();
    if (this.#table.places.key.length === 0) {
      const same = JSON.stringify([title, this.first('created_at')]);
      return { id: createHash('sha256').update(same).digest('hex').slice(0, 32) };
    }
    if (key === '') throw new BrokenRow('it has no key, by which it would be known again');
    const number = numberIn(key);
    const id = this.#table.mapping.source !== undefined || number === undefined ? { id: key } : {};
    return { ...id, ...(number !== undefined && { number }) };
  }

  #time(field: 'created_at' | 'updated_at' | 'closed_at' | 'due_on', read = readDate): string | undefined {
    const { places, header, mapping } = this.#table;
    const at = places[field].find((one) => this.#cells[one]?.trim());
    if (at === undefined) return undefined;
    const [column, text = ''] = [header[at]?.trim(), this.#cells[at]];
    const time = read(text, mapping);
    if (time === UNCLEAR)
      throw new BrokenRow(`${column}: in "${text}" it is not clear which is the month: say "day_first" in the mapping`);
    if (time === undefined)
      throw new BrokenRow(`${column}: "${text}" is no time that is known: write 2026-01-31 09:30 or 31/Jan/26 9:30 AM`);
    return time;
  }

  #now(): string {
    this.#problems.push('created_at: nothing says when it was created, so it is now');
    return new Date().toISOString();
  }

  #named(person: Person): string {
    this.#people.set(person.login, person);
    return person.login;
  }

  #inCells(field: 'author' | 'assignees'): Person[] {
    const { places, people } = this.#table;
    return places[field].flatMap((at) => people.inCell(this.#cells, at, this.#problems) ?? []);
  }

  #author(): string {
    const [author = this.#table.people.named('', this.#problems)] = this.#inCells('author');
    return this.#named(author);
  }

  #assignees(): string[] {
    const people = fitList(this.#inCells('assignees'), MOST.people, 'assignees', this.#problems);
    return people.map((person) => this.#named(person));
  }

  /** A column of labels has several in a cell, with commas between them; any other has one. */
  #labels(): string[] {
    const { places, header } = this.#table;
    const names = places.labels.flatMap((at) => {
      const cell = this.#cells[at] ?? '';
      return /label|tag/i.test(header[at] ?? '') ? cell.split(',') : [cell];
    });
    const fitting = names.map((name) => fitName(name, 'label', this.#problems)).filter((name) => name !== '');
    return fitList([...new Set(fitting)], MOST.labels, 'labels', this.#problems);
  }

  #milestone(): string | null {
    const [first, ...others] = this.#all('milestone').map((title) => fitName(title, 'milestone', this.#problems));
    if (others.length > 0) this.#notes.lost.push('all milestones but the first');
    return first || null;
  }

  #links(created_at: string) {
    const { parent, parts, relations, isElsewhere } = this.#table.links.of(this.first('key').trim());
    if (isElsewhere) this.#notes.lost.push(ELSEWHERE);
    const nameOf = (key: string) => originOfKey(this.#table, key);
    const named = relations.map(({ type, other }) => ({ type, issue: nameOf(other), created_at }));
    return { parent: parent === undefined ? null : nameOf(parent), parts: parts.map(nameOf), relations: named };
  }

  /** Jira writes a comment as `time;author;text`. Of another the author and the time are those of the issue. */
  #comments({ author, created_at }: { author: string; created_at: string }): unknown[] {
    const { people, mapping } = this.#table;
    const cells = fitList(this.#all('comments'), MOST.comments, 'comments', this.#problems);
    return cells.map((cell) => {
      const [, at = '', who = '', text = ''] = /^([^;\n]{4,60});([^;\n]{0,200});([\s\S]*)$/.exec(cell) ?? [];
      const time = at === '' ? undefined : readDate(at, mapping);
      const isSigned = typeof time === 'string';
      if (!isSigned) this.#problems.push('comments: one without time and author, which are those of the issue');
      const body = fitText(isSigned ? text : cell, 'comments', this.#problems);
      const by = isSigned ? this.#named(people.named(who, this.#problems)) : author;
      const written = isSigned ? time : created_at;
      return { author: by, body, created_at: written, updated_at: written };
    });
  }
}
