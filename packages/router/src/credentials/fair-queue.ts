/**
 * A queue in which those who wait take turns, however much each of them has put into it: first the first of everyone,
 * then the second.
 */
export class FairQueue<Item> {
  /** What waits, by whose it is; who has the next turn comes first. */
  readonly #queues = new Map<string, Item[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(whose: string, item: Item): void {
    this.#queues.set(whose, [...this.#of(whose), item]);
    this.#size += 1;
  }

  /** Takes out what has the next turn. */
  take(): Item | undefined {
    const [next] = this.#queues;
    if (!next) return undefined;
    const [whose, [item, ...others]] = next;
    this.#queues.delete(whose);
    if (others.length > 0) this.#queues.set(whose, others); // behind everybody else
    this.#size -= 1;
    return item;
  }

  /** Whether somebody has so much more in the queue that one of theirs should make room for one of this one's. */
  hasLonger(whose: string): boolean {
    return this.#of(whose).length + 1 < this.#longest()[1].length;
  }

  /** Takes out what came last of whoever has the most. */
  takeFromLongest(): Item | undefined {
    const [whose, items] = this.#longest();
    const item = items.at(-1);
    if (item === undefined) return undefined;
    this.#queues.set(whose, items.slice(0, -1)); // where it stands, so that the turns stay as they are
    if (items.length === 1) this.#queues.delete(whose);
    this.#size -= 1;
    return item;
  }

  #of(whose: string): Item[] {
    return this.#queues.get(whose) ?? [];
  }

  #longest(): [whose: string, items: Item[]] {
    let longest: [string, Item[]] = ['', []];
    for (const one of this.#queues) if (one[1].length > longest[1].length) longest = one;
    return longest;
  }
}
