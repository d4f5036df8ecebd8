import type { Writer } from '@docket/db';
import { sql } from 'kysely';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { changesBetween } from '../../../core/changes.ts';
import { recordEvents } from '../../../core/events.ts';
import { findIssues } from '../queries/get.ts';
import { snapshot } from './history.ts';

type TakenOff = { id: string } & (
  | { table: 'issue_label'; column: 'label_id' }
  | { table: 'issue_assignee'; column: 'user_id' }
);

/** Issues that are changed together: few statements for many, within every engine's limit of parameters. */
const CHUNK = 500;

/** Takes a label or an assignee off every issue, as a change of each of them. */
export async function takeOffIssues(db: Writer, linked: TakenOff, by: By<SignedInActor>): Promise<void> {
  const { table, column, id } = linked;
  const { rows } = await sql<{ id: string }>`
    select issue.id from issue join ${sql.table(table)} on issue_id = issue.id
    where ${sql.ref(column)} = ${id} and deleted_at is null
  `.execute(db);
  const ids = rows.map((row) => row.id);
  for (let start = 0; start < ids.length; start += CHUNK) {
    await takeOffSome(db, { ...linked, issueIds: ids.slice(start, start + CHUNK) }, by);
  }
  await takeOffBinned(db, linked);
}

async function takeOffBinned(db: Writer, { table, column, id }: TakenOff): Promise<void> {
  if (table === 'issue_assignee') {
    const issues = db.selectFrom('issue_assignee').select('issue_id').where('user_id', '=', id);
    await db
      .updateTable('issue')
      .set((eb) => ({ assignee_count: eb('assignee_count', '-', 1) }))
      .where('id', 'in', issues)
      .execute();
  }
  await sql`delete from ${sql.table(table)} where ${sql.ref(column)} = ${id}`.execute(db);
}

async function takeOffSome(
  db: Writer,
  { table, column, id, issueIds }: TakenOff & { issueIds: string[] },
  { actor, at }: By<SignedInActor>,
): Promise<void> {
  const before = await findIssues(db, issueIds);
  await sql`
    delete from ${sql.table(table)} where ${sql.ref(column)} = ${id} and issue_id in (${sql.join(issueIds)})
  `.execute(db);
  const after = new Map((await findIssues(db, issueIds)).map((issue) => [issue.id, issue]));
  await db
    .updateTable('issue')
    .set((eb) => ({
      version: eb('version', '+', 1),
      updated_at: at,
      ...(table === 'issue_assignee' && { assignee_count: eb('assignee_count', '-', 1) }),
    }))
    .where('id', 'in', issueIds)
    .execute();
  const events = before.map((issue) => {
    const changes = changesBetween(snapshot(issue), snapshot(after.get(issue.id) ?? issue));
    return { type: 'issue.updated', subject_id: issue.id, actor, at, data: { changes } } as const;
  });
  await recordEvents(db, events);
}
