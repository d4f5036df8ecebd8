// The page that leads follows the server: it begins a copy where there is none, catches up, and stays up to date.

import type { DocketClient } from '../index.ts';
import type { Changed } from './copy.ts';
import type { Change } from './pages.ts';
import { type Asked, type Beginning, bootstrap, changes, stream } from './source.ts';
import type { State } from './state.ts';
import { isSignedOut, type Waiting } from './waiting.ts';

type Followed = {
  docket: DocketClient;
  asked: Asked;
  state: State;
  waiting: Waiting;
  /** Whose session it is. What is kept of somebody else goes. */
  identified(user_id: string): Promise<void>;
  replaced(beginning: Beginning): Promise<void>;
  changed(change: Change): Promise<void>;
  signedOut(): void;
};

/** Until the page is closed. */
export async function followServer(followed: Followed, signal: AbortSignal): Promise<void> {
  const { waiting, signedOut } = followed;
  for (let failures = 0; !signal.aborted; ) {
    try {
      await catchUp(followed, signal);
      failures = 0;
      await followStream(followed, signal);
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      if (!isSignedOut(error)) await waiting.afterFailure(failures, error, signal);
      else {
        signedOut();
        await waiting.until(undefined, signal);
      }
    }
  }
}

async function catchUp(followed: Followed, signal: AbortSignal): Promise<void> {
  const { docket, state, asked, identified, replaced } = followed;
  const { id } = await docket.user.me.query(undefined, { signal });
  await identified(id);
  for (let more = true; more; ) {
    const { meta } = state;
    const answer = meta && (await changes(docket, { ...inputOf(followed), schema: meta.schema }, signal));
    if (!answer || answer.reset) return replaced(await bootstrap(docket, asked, signal));
    await take(followed, { changed: answer, cursor: answer.cursor }, signal);
    more = answer.more;
  }
}

/** Ends when the rest cannot be told. */
async function followStream(followed: Followed, signal: AbortSignal): Promise<void> {
  const { docket, state } = followed;
  for await (const { id, data } of stream(docket, inputOf(followed), signal)) {
    if (data.reset || data.schema !== state.meta?.schema) return;
    await take(followed, { changed: data, cursor: id }, signal);
  }
}

/** By id, as soon as that is known: the key of a deleted project leads nowhere. */
function inputOf({ asked, state: { meta, copy } }: Followed): { projects?: string[]; cursor: string } {
  const ids = new Map(Array.from(copy.all('project'), ({ key, id }) => [key, id]));
  const projects = asked.projects?.map((named) => ids.get(named.toUpperCase()) ?? named);
  return { ...(projects && { projects }), cursor: meta?.cursor ?? '' };
}

/** The server takes no more in one call. */
const MOST_PROJECTS = 50;

/** All rows of these projects, and more where they are many. */
function rowsOf({ docket, asked }: Followed, projects: string[], signal: AbortSignal): Promise<Beginning> {
  return bootstrap(docket, projects.length > MOST_PROJECTS ? asked : { ...asked, projects }, signal);
}

type Told = { changed: Changed; cursor: string };

async function take(followed: Followed, { changed, cursor }: Told, signal: AbortSignal): Promise<void> {
  const { state } = followed;
  const { meta } = state;
  if (!meta) return;
  const unknown = [...state.copy.unknownIn(changed)];
  const rest = unknown.length > 0 ? await rowsOf(followed, unknown, signal) : undefined;
  await followed.changed({
    changed: { changes: changed.changes },
    lines: rest?.lines ?? [],
    dropped: unknown.filter((id) => !rest?.project_ids.includes(id)),
    settled: state.settledAt(cursor),
    meta: { ...meta, cursor },
  });
}
