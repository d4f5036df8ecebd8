import { type Io, plain, printLine } from '../io.ts';
import type { NotedRecord, Report } from './import-file.ts';

/** So many records are listed in the summary as JSON, and so many different things are counted. */
const MOST = 1000;

/** Goes to the beginning of the line and clears it: the bar that shows the progress is drawn anew below. */
const OVER_BAR = '\r\u001b[K';

export type Counted = { what: string; issues: number };

/** Says at once what is wrong with single records, and counts what is the same in many. */
export class Findings implements Report {
  readonly listed: Record<'broken' | 'mended', NotedRecord[]> = { broken: [], mended: [] };
  readonly #counts = { broken: 0, mended: 0 };
  readonly #lost = new Map<string, number>();
  readonly #changed = new Map<string, number>();
  readonly #io: Io;
  readonly #file: string;

  constructor(io: Io, file: string) {
    this.#io = io;
    this.#file = file;
  }

  broken(noted: NotedRecord): void {
    this.#note('broken', noted);
    this.#say(`${noted.line}: ${noted.record} is broken: ${noted.problem}`);
  }

  mended(noted: NotedRecord): void {
    this.#note('mended', noted);
    this.#say(`${noted.line}: warning: in ${noted.record}, ${noted.problem}`);
  }

  lost(what: string): void {
    countIn(this.#lost, what);
  }

  changed(what: string): void {
    countIn(this.#changed, what);
  }

  get brokenRecords(): number {
    return this.#counts.broken;
  }

  get lostThings(): Counted[] {
    return listOf(this.#lost);
  }

  get changedThings(): Counted[] {
    return listOf(this.#changed);
  }

  #note(kind: 'broken' | 'mended', noted: NotedRecord): void {
    this.#counts[kind] += 1;
    if (this.listed[kind].length < MOST) this.listed[kind].push(noted);
  }

  #say(text: string): void {
    const { stderr } = this.#io;
    printLine(stderr, `${stderr.isTTY ? OVER_BAR : ''}${plain(`${this.#file}:${text}`)}`);
  }
}

/** For a file that is read again. */
export const UNTOLD: Report = {
  broken: () => undefined,
  mended: () => undefined,
  lost: () => undefined,
  changed: () => undefined,
};

function countIn(counts: Map<string, number>, what: string): void {
  if (counts.has(what) || counts.size < MOST) counts.set(what, (counts.get(what) ?? 0) + 1);
}

function listOf(counts: Map<string, number>): Counted[] {
  return Array.from(counts, ([what, issues]) => ({ what, issues }));
}
