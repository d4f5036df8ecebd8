import type { Database } from '@docket/db';
import { type Actor, accountActor } from '../core/actor.ts';
import { unsubscribeToken } from '../credentials/unsubscribe-token.ts';
import { type Mailed, readMailed, type Span } from '../features/notification/queries/mailed.ts';
import { settingsOf } from '../features/notification/queries/settings.ts';
import { findUserRow } from '../features/user/queries.ts';
import { unsubscribeBase } from '../settings/mail.ts';
import type { OpenSettings } from '../settings/settings.ts';
import { type ActorReader, ownReaderFor, type Reader } from '../visibility/handles.ts';
import type { Sight } from '../visibility/sight.ts';
import type { Mail, Subscription } from './mailer.ts';
import { issueMail, manyIssuesMail } from './notification-templates.ts';

export type ComposingNotification = {
  db: Database;
  settings: OpenSettings;
  sights: { of(actor: Actor, db: Reader): Promise<Sight> };
};

type Asked = {
  user_id: string;
  as: 'issue' | 'bulk' | 'digest';
  issues: (Span & { reason: string })[];
  more: number;
};

/**
 * Writes what happened to issues, as its reader sees it now. Nothing, for whoever may not see it any more, wants no mail by
 * now, or would read of nothing.
 */
export async function composeNotification(
  { db, settings, sights }: ComposingNotification,
  { user_id, as, issues, more }: Asked,
): Promise<Mail | undefined> {
  const user = await findUserRow(db.read, user_id);
  if (!user || user.deactivated_at !== null || user.unconfirmed_since !== null) return undefined;
  const { mail } = (await settingsOf(db.read, [user_id]))(user_id);
  if (mail === 'off') return undefined;
  const reader = ownReaderFor(db.read, await sights.of(accountActor(user), db.read));
  const told = await readAll(reader, issues, user_id);
  const [first] = told;
  if (!first) return undefined;
  const linkFor = (issue_id: string | null) =>
    `${unsubscribeBase(settings)}unsubscribe/${unsubscribeToken(settings.SECRET_KEY, { user_id, issue_id })}`;
  if (as !== 'issue') {
    const unsubscribe = linkFor(null);
    const text = manyIssuesMail(settings, { as, told, more, unsubscribe });
    return { to: user.email, ...text, subscription: { unsubscribe } };
  }
  const { issue, project } = first.mailed;
  const unsubscribe = linkFor(issue.id);
  const thread: Subscription['thread'] = { id: issue.id, list: { id: project.key, name: project.name } };
  return { to: user.email, ...issueMail(settings, { ...first, unsubscribe }), subscription: { unsubscribe, thread } };
}

/** What is told of one issue, and why. */
type ToldOf = { mailed: Mailed; reason: string };

async function readAll(db: ActorReader, issues: Asked['issues'], user_id: string): Promise<ToldOf[]> {
  const told: ToldOf[] = [];
  for (const { reason, ...span } of issues) {
    const mailed = await readMailed(db, span, user_id);
    if (mailed && mailed.events.length > 0) told.push({ mailed, reason });
  }
  return told;
}
