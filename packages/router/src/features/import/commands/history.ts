import type { NewEvent, RecordedChange } from '../../../core/events.ts';
import { newId } from '../../../core/ids.ts';
import type { ImportedEvent } from '../../event/schema.ts';
import { isNamed, userId } from './people.ts';
import type { Import } from './run.ts';

type Told = {
  id: string;
  project_id: string;
  /** Ids of its comments, by what they are called at the source. */
  comments: Map<string, string>;
};

/** Tells what happened to an issue at the source or, where that is not known, that it was imported. */
export async function addHistory(run: Import, issue: Told, history: ImportedEvent[] = []): Promise<void> {
  const { by, rows } = run;
  const { id, project_id } = issue;
  if (history.length === 0) {
    rows.events.push({ type: 'issue.imported', subject_id: id, project_id, actor: by.actor, at: by.at });
  }
  for (const event of history) rows.events.push(await eventOf(run, issue, event));
}

async function eventOf(run: Import, { id, project_id, comments }: Told, event: ImportedEvent): Promise<NewEvent> {
  const { type, actor, actor_name, comment, changes, created_at: at } = event;
  const doer = actor === null ? scriptOf(actor_name) : ({ kind: 'user', id: await userId(run, actor) } as const);
  const here = [];
  for (const change of changes) here.push(await changeHere(run, change));
  const comment_id = comment === null ? undefined : commentId(comments, comment);
  const data = {
    is_imported: true,
    ...(comment_id && { comment_id }),
    ...(here.length > 0 && { changes: here }),
  } as const;
  return { type, subject_id: id, project_id, actor: doer, at, data };
}

function scriptOf(name: string | null) {
  return name === null ? ({ kind: 'anonymous' } as const) : ({ kind: 'system', name } as const);
}

/** A comment that was deleted has an id all the same, by which its events belong together. */
function commentId(comments: Map<string, string>, named: string): string {
  const id = comments.get(named) ?? newId();
  comments.set(named, id);
  return id;
}

type Changed = ImportedEvent['changes'][number];

async function changeHere(run: Import, { field, from, to, to_is_cut }: Changed): Promise<RecordedChange> {
  const isOfPeople = field === 'assignees';
  const values = isOfPeople ? { from: await idsOf(run, from), to: await idsOf(run, to) } : { from, to };
  return { field, ...values, ...(to_is_cut && { to_is_cut }) };
}

/** Of whom nothing is known but a name in the history, that stays what it is: no account is made. */
async function idsOf(run: Import, people: Changed['from']): Promise<Changed['from']> {
  if (people === null) return null;
  const ids = [];
  for (const login of [people].flat()) ids.push(isNamed(run, login) ? await userId(run, login) : login);
  return ids;
}
