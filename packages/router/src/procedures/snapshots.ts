import type { By } from '../core/actor.ts';
import type { Context } from '../core/context.ts';
import type { DownloadContext } from '../core/download.ts';
import { AppError } from '../core/errors.ts';
import { withoutEmails } from '../core/hidden-emails.ts';
import { ownReaderFor, type Reader } from '../visibility/handles.ts';

/** How `DownloadContext.show` shows an output. */
export function showing({ actor, hides_emails }: By, input: unknown): DownloadContext['show'] {
  return (output) => (hides_emails ? (withoutEmails(output, { actor, input }) as typeof output) : output);
}

const MOST_MINUTES = 15;

/** How `DownloadContext.snapshot` reads. */
export function snapshotsFor(ctx: Context): DownloadContext['snapshot'] {
  return async function* read(walk) {
    const until = performance.now() + MOST_MINUTES * 60_000;
    const isLimited = ctx.request.address !== null;
    const opened = Promise.withResolvers<Reader>();
    const ended = Promise.withResolvers<void>();
    const over = ctx.limits.inLongTurn(ctx, () =>
      ctx.db.snapshot((db) => {
        opened.resolve(db);
        return ended.promise;
      }),
    );
    over.catch(opened.reject);
    ended.promise.catch(() => undefined); // a snapshot that could not be opened waits for nothing
    try {
      const db = await opened.promise;
      const reader = ownReaderFor(db, await ctx.sight(db));
      for await (const item of walk(reader)) {
        if (reader.looked) throw unforeseenLook();
        if (isLimited && performance.now() > until) throw tooLong();
        yield item;
      }
      ended.resolve();
      await over;
    } catch (error) {
      ended.reject(error);
      throw error;
    } finally {
      ended.resolve(); // whoever reads no further
      await over.catch(() => undefined);
    }
  };
}

function tooLong(): AppError {
  return new AppError('unavailable', { detail: `It took more than ${MOST_MINUTES} minutes: ask for less at once` });
}

/** An admin's first look at a private project is written down before, and it became one in the meantime. */
function unforeseenLook(): AppError {
  return new AppError('unavailable', { detail: 'Who sees a project changed in the meantime: try again' });
}
