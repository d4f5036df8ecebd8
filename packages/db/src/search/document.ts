import { EVERYWHERE, TEXT_FIELDS, type TextField, wordOfProject } from './plain-query.ts';
import { readWords } from './words.ts';

/** An issue in words, field by field. `GAP` stands where no phrase may go on. */
export type IssueWords = Record<TextField, string[]>;

/** What the index keeps of an issue. */
export type IndexedIssue = { serial: number; project_id: string; words: IssueWords };

/** No word is that. */
const GAP = '¶';

/** Positions of a `tsvector` end at 16,383. */
const MOST_WORDS = 16_000;

/** A `tsvector` has 1,048,575 bytes at most: its words, of which a title has two, and `OF_A_WORD` for the place of each. */
const MOST_BYTES = 1_000_000;
const OF_A_WORD = 8;

/** A `tsvector` keeps 256 positions of a word. */
const MOST_OF_A_WORD = 255;

/** Collects the words of an issue, as much as both engines can keep. What comes first has the room first. */
export class IssueDocument {
  readonly words: IssueWords;
  readonly #counts = new Map<string, number>();
  readonly #tails = new Set<string>();
  #room = MOST_WORDS;
  #bytes = MOST_BYTES;

  constructor(project_id: string) {
    this.words = { title: [EVERYWHERE, wordOfProject(project_id)], labels: [], description: [], comments: [] };
  }

  /** Nothing more is taken. */
  get isFull(): boolean {
    return this.#room === 0;
  }

  add(field: TextField, text: string): void {
    if (this.isFull) return;
    const { line, tail } = readWords(text, this.#room);
    if (this.words[field].length > 0) this.#push(field, GAP);
    for (const word of line) this.#push(field, this.#isTooOften(word.text) ? GAP : word.text);
    for (const word of tail) {
      const key = `${field} ${word.text}`;
      if (this.#tails.has(key) || this.#isTooOften(word.text)) continue;
      this.#tails.add(key);
      this.#push(field, GAP);
      this.#push(field, word.text);
    }
  }

  #push(field: TextField, word: string): void {
    if (this.#room === 0) return;
    this.#bytes -= (Buffer.byteLength(word) + OF_A_WORD) * (field === 'title' ? 2 : 1);
    this.#room = this.#bytes < 0 ? 0 : this.#room - 1;
    if (this.#bytes >= 0) this.words[field].push(word);
  }

  #isTooOften(word: string): boolean {
    const count = (this.#counts.get(word) ?? 0) + 1;
    this.#counts.set(word, count);
    return count > MOST_OF_A_WORD;
  }
}

/** Each word with its field and its place among all words of the issue, for an engine that keeps them in one list. */
export function* placedWords(words: IssueWords): Generator<{ word: string; field: TextField; at: number }> {
  let at = 0;
  for (const field of TEXT_FIELDS) {
    for (const word of words[field]) {
      at += 1;
      if (word !== GAP) yield { word, field, at };
    }
    at += 1;
  }
}
