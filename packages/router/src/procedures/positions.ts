import type { Context } from '../core/context.ts';
import { lastPosition, laterOf, tellingPosition, type Write } from '../core/positions.ts';
import type { LogPosition } from '../visibility/handles.ts';
import type { Access } from './access.ts';

/** A `write` after which the caller is told the position of its commit, where it asks. */
export function telling(ctx: Context, access: Access, write: Write): Write {
  const tell = teller(ctx, access);
  return tell ? tellingPosition(write, tell) : write;
}

/**
 * The same for a flow, whose caller is told the position of the last of its transactions once it has worked: a refused
 * one has nothing to wait for. Where there was no transaction, `tell` reads the position.
 */
export function tellingAtEnd(ctx: Context, access: Access, write: Write): { write: Write; tell?(): Promise<void> } {
  const tell = teller(ctx, access);
  if (!tell) return { write };
  let last: LogPosition | undefined;
  const note = (position: LogPosition) => {
    last = laterOf(last, position);
  };
  return {
    write: tellingPosition(write, note),
    tell: async () => tell(last ?? (await lastPosition(ctx.db.read))),
  };
}

/** What anyone may call tells none: from two positions, strangers would learn whether an event was written in between. */
function teller({ request: { reportPosition } }: Context, { audience }: Access) {
  return audience === 'public' ? undefined : reportPosition;
}
