// Copies as a frontend keeps them, which are cut off at random and compared with what a new one begins with.

import { text } from 'node:stream/consumers';
import type { Caller } from '@docket/router';
import { type Changed, Copy, type Line, ROW_TYPES } from '../../packages/client/src/live/copy.ts';

/** Draws a number from 0 to less than that. */
export type Draw = (below: number) => number;

type Kept = { caller: () => Caller; projects: string[] | undefined; draw: Draw };

export class Replica {
  readonly #kept: Kept;
  #copy = new Copy();
  #cursor = '';
  /** All that it was told, since it was taken last. */
  #told: unknown[] = [];

  constructor(kept: Kept) {
    this.#kept = kept;
  }

  /** All ids that it was told since this was asked last. */
  takeTold(): string[] {
    const ids = JSON.stringify(this.#told).match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
    this.#told = [];
    return ids;
  }

  /** Takes what has happened: all of it, or as much as comes before it is cut off. */
  async follow({ isWhole }: { isWhole: boolean }): Promise<void> {
    if (this.#cursor === '') return this.#begin();
    return this.#kept.draw(2) === 0 ? this.#readChanges(isWhole) : this.#readStream(isWhole);
  }

  /** What it has, and what a new one has. */
  async comparedWithNew(): Promise<{ has: string[]; begins: string[] }> {
    const { lines } = await this.#bootstrap(this.#kept.projects);
    return { has: this.#sorted(), begins: lines.map(textOf).toSorted() };
  }

  #sorted(): string[] {
    return ROW_TYPES.flatMap((type) => Array.from(this.#copy.all(type), (row) => textOf({ type, ...row }))).toSorted();
  }

  async #begin(): Promise<void> {
    const { cursor, lines } = await this.#bootstrap(this.#kept.projects);
    this.#copy = new Copy();
    this.#copy.fill(lines);
    this.#cursor = cursor;
  }

  async #bootstrap(projects: string[] | undefined) {
    const { content } = await this.#kept.caller().sync.bootstrap(projects ? { projects } : {});
    const [first, ...rest] = (await text(content)).split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));
    if (!rest.pop()?.end) throw new Error('A bootstrap has no end');
    this.#told.push(first, rest);
    return { cursor: String(first.cursor), projects: first.projects as string[], lines: rest as Line[] };
  }

  async #readChanges(isWhole: boolean): Promise<void> {
    const { draw, caller } = this.#kept;
    for (let more = true; more; ) {
      const limit = 1 + draw(20);
      const changes = await caller().sync.changes({ ...this.#asked(), cursor: this.#cursor, limit });
      this.#told.push(changes);
      if (changes.reset) return this.#begin();
      await this.#take(changes);
      this.#cursor = changes.cursor;
      more = changes.more && (isWhole || draw(3) > 0);
    }
  }

  async #readStream(isWhole: boolean): Promise<void> {
    const { draw, caller } = this.#kept;
    const stream = await caller().sync.stream({ ...this.#asked(), cursor: this.#cursor, follow: false });
    for await (const { id, data } of stream) {
      this.#told.push(data);
      if (data.reset) return this.#begin();
      await this.#take(data);
      this.#cursor = id;
      if (!isWhole && draw(8) === 0) return;
    }
    this.#cursor = stream.cursor;
  }

  /** Of a project that it did not have it needs all rows. */
  async #take(changed: Changed): Promise<void> {
    const unknown = this.#copy.unknownIn(changed);
    this.#copy.apply(changed);
    if (unknown.size === 0) return;
    const { projects, lines } = await this.#bootstrap([...unknown]);
    for (const id of unknown) if (!projects.includes(id)) this.#copy.drop(id);
    this.#copy.fill(lines);
  }

  #asked() {
    const { projects } = this.#kept;
    return projects ? { projects } : {};
  }
}

/** Whatever the order in which its fields came. */
function textOf(row: object): string {
  return JSON.stringify(Object.fromEntries(Object.entries(row).sort()));
}
