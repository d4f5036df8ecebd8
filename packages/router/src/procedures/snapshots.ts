import type { SnapshotWrite } from '@docket/db';
import type { By } from '../core/actor.ts';
import type { Context } from '../core/context.ts';
import type { DownloadContext } from '../core/download.ts';
import { AppError } from '../core/errors.ts';
import { withoutEmails } from '../core/hidden-emails.ts';
import { ownReaderFor, type Reader } from '../visibility/handles.ts';
import { writeLooks } from './looks.ts';

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
    const opened = Promise.withResolvers<{ db: Reader; write: SnapshotWrite }>();
    const ended = Promise.withResolvers<void>();
    const over = ctx.limits.inLongTurn(ctx, () =>
      ctx.db.snapshot((db, write) => {
        opened.resolve({ db, write });
        return ended.promise;
      }),
    );
    over.catch(opened.reject);
    ended.promise.catch(() => undefined); // a snapshot that could not be opened waits for nothing
    try {
      const { db, write } = await opened.promise;
      const reader = ownReaderFor(db, await ctx.sight(db));
      for await (const item of walk(reader)) {
        await writeLooks(ctx, reader, write); // before what is seen with them
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
