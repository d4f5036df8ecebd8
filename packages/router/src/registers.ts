import type { By, SignedInActor } from './core/actor.ts';
import { deleteBulkEditsNaming, deleteBulkEditsOf, purgeBulkEdits } from './features/bulk/commands/delete.ts';
import { deleteConfirmations, purgeConfirmations } from './features/email/commands.ts';
import { deleteInvitations, purgeInvitations } from './features/invitation/commands.ts';
import { takeOffAssignee } from './features/issue/commands/take-off.ts';
import { deleteNotificationsOf, purgeNotifications } from './features/notification/commands/delete.ts';
import { deleteResetTokens, purgeResetTokens } from './features/password/commands.ts';
import { deleteMemberships } from './features/project/commands/members.ts';
import { takeOffReactions } from './features/reaction/commands/take-off.ts';
import { deleteSessions, purgeSessions } from './features/session/commands/purge.ts';
import { takeOffTemplates } from './features/template/commands/assignees.ts';
import { deleteApiTokens, purgeApiTokens } from './features/token/commands.ts';
import { deleteViewsOf } from './features/view/commands/delete.ts';
import { deleteWebhooksOf, forgetAnswersAbout, purgeDeliveries } from './features/webhook/commands/delete.ts';
import { purgeExpiredLimits } from './limits/stored-limit.ts';
import { purgeGivenUp, removeUserFromOutbox } from './outbox/messages.ts';
import { deleteKeys, forgetAnswersWith, purgeKeys } from './procedures/idempotency.ts';
import type { Writer } from './visibility/handles.ts';

// What several features do on one occasion. A feature with a table of its own adds a line where it has to.

type DeletedUser = { id: string; email: string; username: string | null };

/**
 * When a user is deleted, in that transaction: each takes what is personal out of its tables. A test walks all
 * tables for personal data that is left.
 */
export const whenUserIsDeleted: readonly ((db: Writer, user: DeletedUser, by: By<SignedInActor>) => Promise<void>)[] = [
  (db, user) => deleteResetTokens(db, user),
  (db, { id }) => deleteConfirmations(db, id),
  (db, { id }) => deleteInvitations(db, id),
  (db, { id }) => removeUserFromOutbox(db, id),
  (db, { id }) => forgetAnswersWith(db, id),
  (db, { id }) => deleteMemberships(db, id),
  (db, { id }) => takeOffTemplates(db, id),
  (db, { id }) => deleteWebhooksOf(db, id),
  (db, { id }) => forgetAnswersAbout(db, id),
  (db, user) => deleteBulkEditsNaming(db, user),
];

/** The same for what may be much: each takes out a part, and answers whether there is more. */
export const partsOfDeletedUser: readonly ((db: Writer, id: string, by: By<SignedInActor>) => Promise<boolean>)[] = [
  (db, id, by) => takeOffAssignee(db, id, by),
  (db, id, by) => takeOffReactions(db, id, by),
  (db, id) => deleteSessions(db, id),
  (db, id) => deleteApiTokens(db, id),
  (db, id) => deleteKeys(db, id),
  (db, id) => deleteBulkEditsOf(db, id),
  (db, id) => deleteViewsOf(db, id),
  (db, id) => deleteNotificationsOf(db, id),
];

/** When texts of an issue or a comment are taken out for good: each takes them out of what was answered. */
export const whenTextsAreForgotten: readonly ((db: Writer, id: string) => Promise<void>)[] = [
  (db, id) => forgetAnswersWith(db, id),
  (db, id) => forgetAnswersAbout(db, id),
];

/**
 * Each hour: `at` is now, and what ended before `keptSince` was kept long enough to be looked at. Each deletes a part, and
 * answers whether there may be more.
 */
export const purges: readonly ((db: Writer, age: { at: string; keptSince: string }) => Promise<boolean>)[] = [
  (db, { at }) => purgeExpiredLimits(db, at),
  (db, { at }) => purgeResetTokens(db, at),
  (db, { at }) => purgeConfirmations(db, at),
  (db, { at }) => purgeInvitations(db, at),
  (db, { at }) => purgeKeys(db, at),
  (db, { at }) => purgeDeliveries(db, at),
  (db, { at }) => purgeBulkEdits(db, at),
  (db, { keptSince }) => purgeSessions(db, keptSince),
  (db, { keptSince }) => purgeApiTokens(db, keptSince),
  (db, { keptSince }) => purgeGivenUp(db, keptSince),
  (db, { keptSince }) => purgeNotifications(db, keptSince),
];
