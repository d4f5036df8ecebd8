import type { Mailed, MailedEvent } from '../features/notification/queries/mailed.ts';
import type { Settings } from '../settings/settings.ts';
import { type Letter, type MailText, writeLetter } from './letter.ts';
import { isName } from './names.ts';

type Place = Pick<Settings, 'PROJECT_NAME' | 'APP_URL'>;

type Told = { mailed: Mailed; reason: string };

/** Characters of a text that a mail has of it. */
const MOST_TEXT = 2000;

/** What happened to one issue, in full. */
export function issueMail(place: Place, { mailed, reason, unsubscribe }: Told & { unsubscribe: string }): MailText {
  const { issue, events } = mailed;
  return writeLetter({
    subject: `[${issue.key}] ${issue.title}`,
    name: null,
    parts: [
      ...events.flatMap(partsOf),
      { link: linkTo(place, issue.key) },
      `You get this mail because ${WHY[reason] ?? WHY['watching']}. To hear nothing more of the issue:`,
      { link: unsubscribe },
    ],
  });
}

type Many = { as: 'bulk' | 'digest'; told: Told[]; more: number; unsubscribe: string };

/** What happened to many, in a few lines each. */
export function manyIssuesMail(place: Place, { as, told, more, unsubscribe }: Many): MailText {
  const issues = `${told.length}${more > 0 ? ' and more' : ''} ${told.length === 1 ? 'issue' : 'issues'}`;
  return writeLetter({
    subject:
      as === 'bulk'
        ? `${issues} changed at ${place.PROJECT_NAME}`
        : `What happened to ${issues} at ${place.PROJECT_NAME}`,
    name: null,
    parts: [
      as === 'bulk' ? 'These issues were changed together:' : 'This is what happened to issues that you watch:',
      ...told.flatMap(({ mailed }): Letter['parts'] => [
        `${mailed.issue.key} ${mailed.issue.title}: ${inShort(mailed.events)}`,
        { link: linkTo(place, mailed.issue.key) },
      ]),
      ...(more > 0 ? ['And others: see your inbox.'] : []),
      'To get no such mail any more:',
      { link: unsubscribe },
    ],
  });
}

const WHY: Record<string, string> = {
  mention: 'you are named in it',
  assigned: 'you are assigned to the issue',
  author: 'you wrote the issue',
  comment: 'you commented on the issue',
  state_change: 'you watch the issue, and its status changed',
  watching: 'you watch the issue',
};

function partsOf(one: MailedEvent): Letter['parts'] {
  const said = `${nameOf(one)} ${doings(one).join(', ')}${one.text ? ':' : '.'}`;
  return one.text ? [said, { quote: shortened(one.text) }] : [said];
}

function inShort(events: MailedEvent[]): string {
  const counts = new Map<string, number>();
  for (const one of events) {
    const said = `${nameOf(one)} ${doings(one).join(', ')}`;
    counts.set(said, (counts.get(said) ?? 0) + 1);
  }
  return Array.from(counts, ([said, count]) => (count > 1 ? `${said} (${count} times)` : said)).join('; ');
}

/** Nothing but a name stands there: no address, of which some are hidden, and no message of whoever chose it. */
function nameOf({ event: { actor, actor_name } }: MailedEvent): string {
  if (!actor) return actor_name ?? 'A script';
  if (actor.is_deleted) return 'Somebody';
  return isName(actor.full_name) ? actor.full_name : (actor.username ?? 'Somebody');
}

/** What somebody did, in words that follow a name. */
function doings({ event, isAssigned }: MailedEvent): string[] {
  if (event.type === 'comment.created') return ['commented'];
  if (event.type === 'comment.updated') return ['named you in a comment'];
  if (event.type === 'issue.restored') return ['named you in an issue that was in the bin'];
  if (event.type === 'issue.created') return ['wrote it', ...(isAssigned ? ['and assigned you'] : [])];
  const done = event.changes.flatMap(({ field, to }) =>
    isAssigned && field === 'assignees' ? 'assigned you' : changed(field, to),
  );
  return done.length > 0 ? done : ['changed it'];
}

function changed(field: string, to: string | string[] | null): string[] {
  if (field === 'status') return [STATUS[String(to)] ?? 'changed its status'];
  if (field === 'due_on') return [to === null ? 'took off its due date' : `set its due date to ${String(to)}`];
  if (field === 'project') return ['moved it'];
  return field === 'description' ? ['named you in the description'] : [];
}

const STATUS: Record<string, string> = { open: 'opened it again', in_progress: 'began it', closed: 'closed it' };

function shortened(text: string): string {
  const characters = [...text];
  return characters.length > MOST_TEXT ? `${characters.slice(0, MOST_TEXT).join('').trimEnd()} …` : text;
}

function linkTo({ APP_URL }: Pick<Place, 'APP_URL'>, key: string): string {
  return `${APP_URL.replace(/\/+$/, '')}/issues/${key}`;
}
