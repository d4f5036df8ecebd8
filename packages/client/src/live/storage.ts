import type { Line, Ref } from './copy.ts';
import type { Mutation } from './queue.ts';

/** How far a copy is, and whose it is. */
export type Meta = { cursor: string; schema: number; user_id: string };

/** All that outlives a page. */
export type Kept = { meta: Meta | undefined; lines: Line[]; mutations: Mutation[] };

/** What a copy has become. */
export type Saved = { put: Line[]; deleted: Ref[]; meta: Meta };

/** Where a copy, and what the page still has to send, outlive it. */
export type LiveStorage = {
  /** Whether other pages see it, too: then one of them keeps it up to date. */
  readonly isShared: boolean;
  load(): Promise<Kept>;
  /** Keeps all of it or nothing. */
  save(saved: Saved): Promise<void>;
  /** Puts these rows in the place of all. */
  replace(lines: Line[], meta: Meta): Promise<void>;
  /** Keeps a mutation, in the place of what was kept of it. */
  keep(mutation: Mutation): Promise<void>;
  forget(mutation_ids: string[]): Promise<void>;
  /** Forgets everything. */
  clear(): Promise<void>;
  close(): void;
};

/** For as long as the page or the process lives. Who hands it to two stores has two pages of one browser. */
export function memoryStorage(): LiveStorage {
  const lines = new Map<string, Line>();
  const mutations = new Map<string, Mutation>();
  let meta: Meta | undefined;
  const put = (some: Line[]) => {
    for (const line of some) lines.set(`${line.type} ${line.id}`, line);
  };
  return {
    isShared: true,
    load: async () => structuredClone({ meta, lines: [...lines.values()], mutations: [...mutations.values()] }),
    async save(saved) {
      put(saved.put);
      for (const { type, id } of saved.deleted) lines.delete(`${type} ${id}`);
      meta = saved.meta;
    },
    async replace(all, next) {
      lines.clear();
      put(all);
      meta = next;
    },
    async keep(mutation) {
      mutations.set(mutation.id, structuredClone(mutation));
    },
    async forget(ids) {
      for (const id of ids) mutations.delete(id);
    },
    async clear() {
      lines.clear();
      mutations.clear();
      meta = undefined;
    },
    close: () => undefined,
  };
}
