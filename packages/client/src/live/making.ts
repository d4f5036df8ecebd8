import { effectOf } from './effects.ts';
import { newUuid } from './ids.ts';
import type { Mutation } from './queue.ts';
import { withVersion } from './sending.ts';
import type { State } from './state.ts';

/** A mutation as the page sees it when it is made. */
export function makeMutation(path: string, given: object, { view, queue, meta }: State): Mutation {
  const input = path === 'issue.create' ? { id: newUuid(), ...given } : { ...given };
  const scene = { tables: view.tables, user_id: meta?.user_id ?? '', at: new Date().toISOString() };
  const patches = effectOf(path, input, scene);
  const isFirst = !patches.some((patch) => queue.isToSend(patch)); // the next one has the version of its answer
  return { id: newUuid(), path, input: isFirst ? withVersion({ path, input }, view) : input, patches };
}
