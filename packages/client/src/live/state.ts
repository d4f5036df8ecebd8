// What a page knows: the copy, what it has still to send, and what it shows of both.

import { Copy, type Line, type Ref } from './copy.ts';
import { hasReached } from './ids.ts';
import type { Change } from './pages.ts';
import { type Mutation, Queue } from './queue.ts';
import type { Kept, Meta, Saved } from './storage.ts';
import { View } from './view.ts';

export class State {
  readonly copy = new Copy();
  readonly queue = new Queue();
  readonly view = new View(this.copy, () => this.queue.patches());
  meta: Meta | undefined;

  /** Takes what was kept, in the place of all that it has. */
  load({ meta, lines, mutations }: Kept): void {
    const refs = [...this.copy.clear(), ...this.queue.remove(this.queue.all.map(({ id }) => id))];
    this.meta = meta;
    refs.push(...this.copy.fill(lines), ...mutations.flatMap((one) => this.queue.put(one)));
    if (meta) refs.push(...this.queue.remove(this.settledAt(meta.cursor)));
    this.view.refresh(refs);
  }

  /** Begins anew with these rows. Gives the mutations that they have. */
  replace(lines: Line[], meta: Meta): string[] {
    const settled = this.settledAt(meta.cursor);
    const refs = [...this.copy.clear(), ...this.copy.fill(lines), ...this.queue.remove(settled)];
    this.meta = meta;
    this.view.refresh(refs);
    return settled;
  }

  /** Gives what is to be kept of it. */
  apply({ changed, lines, dropped, settled, meta }: Change): Saved {
    const refs = this.copy.apply(changed);
    for (const id of dropped) refs.push(...this.copy.drop(id));
    refs.push(...this.copy.fill(lines));
    this.meta = meta;
    this.view.refresh([...refs, ...this.queue.remove(settled)]);
    return { ...this.#rowsOf(refs), meta };
  }

  /** The mutations that a copy at this position has. */
  settledAt(cursor: string): string[] {
    return this.queue.all.flatMap(({ id, position }) => (position && hasReached(cursor, position) ? id : []));
  }

  put(mutation: Mutation): void {
    this.view.refresh(this.queue.put(mutation));
  }

  remove(id: string): void {
    this.view.refresh(this.queue.remove([id]));
  }

  #rowsOf(refs: Ref[]): Pick<Saved, 'put' | 'deleted'> {
    const found = refs.map((ref) => ({ ref, row: this.copy.get(ref.type, ref.id) }));
    return {
      put: found.flatMap(({ ref: { type }, row }) => (row ? ({ type, ...row } as Line) : [])),
      deleted: found.flatMap(({ ref, row }) => (row ? [] : ref)),
    };
  }
}
