// What an admin sees of a private project without a role in it is written down, the first time, before the call is answered:
// in the transaction that makes the answer, or in one of its own after a query or a refusal. A call whose look cannot be
// written down fails. What is read as a stream writes its looks before each piece that it shows.

import type { SnapshotWrite } from '@docket/db';
import type { Context } from '../core/context.ts';
import type { Write } from '../core/positions.ts';
import { type ActorReader, ownReaderFor, readerFor } from '../visibility/handles.ts';

/** The handles through which requests may have looked. Requests of whoever leaves no looks are not in it. */
const lookers = new WeakMap<Context, ActorReader[]>();

/** A reader that is bound to whoever calls. The calls of a request share it, so that they share statements. */
export async function readerOf(ctx: Context): Promise<ActorReader> {
  const { read } = ctx.db;
  const sight = await ctx.sight(read);
  if (!sight.foreign?.size) return readerFor(read, sight);
  const known = lookers.get(ctx)?.find((one) => one.sight === sight);
  if (known) return known;
  const own = ownReaderFor(read, sight);
  keep(ctx, own);
  return own;
}

/** A `write` that writes down the looks of each transaction at its end. */
export function writingLooks(ctx: Context, write: Write): Write {
  return async (work) => {
    let handle: ActorReader | undefined;
    try {
      const result = await write(async (db) => {
        handle = db;
        const done = await work(db);
        if (db.looked) await ctx.recordLooks(db, [...db.looked]);
        return done;
      });
      if (handle) forget(handle);
      return result;
    } catch (error) {
      // It was rolled back, and what it tells may be of the project as well.
      if (handle?.looked) keep(ctx, handle);
      throw error;
    }
  };
}

/** Runs a call, and writes down before it ends what it has looked at outside of a transaction. */
export async function writingLooksAfter<T>(ctx: Context, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } finally {
    const handles = lookers.get(ctx)?.filter((one) => one.looked) ?? [];
    const looked = new Set(handles.flatMap(looksOf));
    if (looked.size > 0) await ctx.db.write((db) => ctx.recordLooks(db, [...looked]));
    for (const one of handles) forget(one);
  }
}

/** Writes down at what a reader has looked up to now, of which nothing was shown yet. */
export async function writeLooks(ctx: Context, reader: ActorReader, write: SnapshotWrite): Promise<void> {
  const looked = looksOf(reader);
  if (looked.length === 0) return;
  await write((db) => ctx.recordLooks(db, looked));
  forget(reader);
}

function keep(ctx: Context, handle: ActorReader): void {
  lookers.set(ctx, [...(lookers.get(ctx) ?? []), handle]);
}

/** Without those that another call has written down in the meantime. */
function looksOf({ looked, sight }: ActorReader): string[] {
  return [...(looked ?? [])].filter((id) => sight.foreign?.has(id));
}

/** The looks of a handle are committed: from now on they cost nothing. */
function forget({ looked, sight }: ActorReader): void {
  for (const id of looked ?? []) sight.foreign?.delete(id);
}
