import type { Settings } from '../settings/settings.ts';
import { type Actor, isAdmin } from './actor.ts';

/** Whether the actor may see the addresses of others. */
export function hidesEmails({ SHOW_EMAILS }: Pick<Settings, 'SHOW_EMAILS'>, actor: Actor): boolean {
  return !SHOW_EMAILS && (actor.kind === 'anonymous' || !isAdmin(actor));
}

/** Who looks at an output. */
type Viewer = { actor: Actor; input: unknown };

/**
 * The output without the addresses of others. An address below `hidden.invalid`, which no mail ever goes to (RFC 2606),
 * stands in for theirs, and the username where the address was the name.
 *
 * It looks for users wherever they stand, so that an output which shows users in a new place is covered.
 */
export function withoutEmails(output: unknown, viewer: Viewer): unknown {
  if (Array.isArray(output)) return output.map((one) => withoutEmails(one, viewer));
  if (typeof output !== 'object' || output === null) return output;
  const copy = Object.fromEntries(Object.entries(output).map(([name, value]) => [name, withoutEmails(value, viewer)]));
  return isUser(copy) && !isOneself(copy, viewer) ? hideEmail(copy) : copy;
}

/** What every schema of a user has. */
type ShownUser = { id: string; username: string | null; full_name: string; email?: string };

function isUser(value: object): value is ShownUser {
  return 'full_name' in value && 'username' in value && 'id' in value;
}

/** Nobody is signed in at a registration: who knows the address has just sent it. */
function isOneself({ id, email }: ShownUser, { actor, input }: Viewer): boolean {
  if (actor.kind === 'user') return actor.id === id;
  const sent = typeof input === 'object' && input !== null && 'email' in input ? input.email : undefined;
  return email !== undefined && email === sent;
}

function hideEmail(user: ShownUser): ShownUser {
  const hidden = `${user.id}@hidden.invalid`;
  const full_name = user.full_name.includes('@') ? (user.username ?? hidden) : user.full_name;
  return { ...user, full_name, ...(user.email !== undefined && { email: hidden }) };
}
