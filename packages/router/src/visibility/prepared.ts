import { type Bind, prepared as preparedWhole, type Reader as WholeReader } from '@docket/db';
import { Handle } from './handles.ts';

/**
 * As `prepared` of `@docket/db`, for handles that are bound to an actor: what the actor may see is a bind value, so
 * that actors share a statement and none reads with the eyes of another.
 */
export const prepared: typeof preparedWhole = (build) => {
  type Build = typeof build;
  const ofAll = preparedWhole(build);
  const ofSome = preparedWhole(
    (db: WholeReader & Handle, { seen, ...bound }: { seen: Bind<string> }) =>
      build(db.seeing(seen) as unknown as Parameters<Build>[0], bound as Parameters<Build>[1]), // of the kind that it got
  );
  return async (db, given) => {
    const handle: WholeReader | (WholeReader & Handle) = db;
    if (!(handle instanceof Handle) || handle.sight.seen === undefined) return ofAll(db, given);
    return ofSome(handle, { ...given, seen: handle.sight.seen });
  };
};
