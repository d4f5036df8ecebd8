// What a page has changed and the server is not known to have, in the order in which it was made.

import type { Ref } from './copy.ts';
import type { Patch } from './patch.ts';

export type Mutation = {
  /** Also its Idempotency-Key: sent again, it is done once. */
  id: string;
  /** The procedure, such as `issue.update`. */
  path: string;
  input: Record<string, unknown>;
  /** What it changes for the page. */
  patches: Patch[];
  /** Where the log has it: the server has done it, and the copy is not that far yet. */
  position?: string;
};

export class Queue {
  #mutations: Mutation[] = [];

  get all(): readonly Mutation[] {
    return this.#mutations;
  }

  /** The one that is to be sent next. */
  get next(): Mutation | undefined {
    return this.#mutations.find(({ position }) => position === undefined);
  }

  /** Whether an earlier one that changes a row is still to be sent. */
  isToSend({ type, id }: Ref): boolean {
    return this.#mutations.some(
      ({ position, patches }) => position === undefined && patches.some((one) => one.type === type && one.id === id),
    );
  }

  patches(): Patch[] {
    return this.#mutations.flatMap(({ patches }) => patches);
  }

  /** Takes one, in the place of what it has of it. Gives the rows that it changes. */
  put(mutation: Mutation): Ref[] {
    const before = this.#mutations.find(({ id }) => id === mutation.id);
    const others = this.#mutations.filter((one) => one !== before);
    this.#mutations = [...others, mutation].toSorted((one, other) => (one.id < other.id ? -1 : 1));
    return [...(before?.patches ?? []), ...mutation.patches];
  }

  remove(ids: readonly string[]): Ref[] {
    const removed = this.#mutations.filter(({ id }) => ids.includes(id));
    this.#mutations = this.#mutations.filter(({ id }) => !ids.includes(id));
    return removed.flatMap(({ patches }) => patches);
  }
}
