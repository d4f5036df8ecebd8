import type { Database } from '@docket/db';
import type { UserActor } from '../../../core/actor.ts';
import { noteSessionUse } from '../../session/commands/note-use.ts';
import { noteApiTokenUse } from '../../token/commands.ts';

/**
 * When sessions and API tokens were last used. A call only leaves a note in memory, because a
 * write for each call would cost more than the call; the notes are saved together.
 */
export class LastUses {
  #sessions = new Map<string, string>();
  #tokens = new Map<string, string>();

  note({ session_id, token_id }: UserActor, at: string): void {
    if (session_id !== null) this.#sessions.set(session_id, at);
    if (token_id !== null) this.#tokens.set(token_id, at);
  }

  /** Saves the notes taken since the last time. What fails is lost: it is only a time to look at. */
  async save(database: Database): Promise<void> {
    const [sessions, tokens] = [this.#sessions, this.#tokens];
    if (sessions.size + tokens.size === 0) return;
    [this.#sessions, this.#tokens] = [new Map(), new Map()];
    await database.write(async (db) => {
      for (const [id, at] of sessions) await noteSessionUse(db, id, at);
      for (const [id, at] of tokens) await noteApiTokenUse(db, id, at);
    });
  }
}
