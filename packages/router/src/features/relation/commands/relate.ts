import type { By, SignedInActor } from '../../../core/actor.ts';
import { invalidInput } from '../../../core/errors.ts';
import { newId } from '../../../core/ids.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { countRelations, findRelation } from '../queries/rows.ts';
import { reversed, storedFrom } from '../queries/sides.ts';
import type { Relation, RelationType } from '../schema.ts';
import { type Pair, recordRelation } from './record.ts';

/** Enough for people to read. */
const MOST_RELATIONS = 100;

/**
 * Makes an issue something to another one. Whatever it is to that already stays as it is.
 *
 * @param field that of the input which names the other issue
 * @throws AppError `validation_failed` when the other one is that to it, or one of them has too many relations
 */
export async function relate(
  db: ActorWriter,
  { field, ...pair }: Pair & { field: string },
  by: By<SignedInActor>,
): Promise<Relation> {
  const { issue, type, other } = pair;
  const asked = { id: issue.id, type, other_id: other.id };
  const there = await findRelation(db, asked);
  if (there) return { type: there.type, issue: there.issue, created_at: there.created_at };
  if (reversed(type) !== type && (await findRelation(db, { ...asked, type: reversed(type) }))) {
    throw invalidInput(
      field,
      `It ${SAID[reversed(type)]} that already: delete that relation first`,
      'reversed_relation',
    );
  }
  for (const { id } of [issue, other]) {
    if ((await countRelations(db, id)) < MOST_RELATIONS) continue;
    const which = id === issue.id ? 'The issue' : 'The other issue';
    throw invalidInput(field, `${which} has ${MOST_RELATIONS} relations: delete one first`, 'too_many_relations');
  }
  await db
    .insertInto('issue_relation')
    .values({ id: newId(), ...storedFrom(type, asked), created_at: by.at })
    .execute();
  await recordRelation(db, 'created', pair, by);
  const made = await findRelation(db, asked);
  if (!made) throw new Error(`the relation of ${issue.id} to ${other.id} is not seen by who made it`);
  return { type: made.type, issue: made.issue, created_at: made.created_at };
}

const SAID: Record<RelationType, string> = {
  blocks: 'blocks',
  blocked_by: 'is blocked by',
  duplicates: 'is a duplicate of',
  duplicated_by: 'is duplicated by',
  relates: 'relates to',
};
