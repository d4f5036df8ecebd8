import type { Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import type { RelationType } from '../schema.ts';

type Row = Pick<Selectable<Tables['issue_relation']>, 'issue_id' | 'type' | 'other_id'>;

const REVERSED = { blocks: 'blocked_by', duplicates: 'duplicated_by', relates: 'relates' } as const;

/** What an issue is to the other one of a relation that is stored. */
export function typeFrom({ issue_id, type }: Pick<Row, 'issue_id' | 'type'>, id: string): RelationType {
  return issue_id === id ? type : REVERSED[type];
}

/** How it is stored that an issue is something to another one: in one way, from whichever side it is said. */
export function storedFrom(type: RelationType, { id, other_id }: { id: string; other_id: string }): Row {
  const mine = { issue_id: id, other_id };
  const theirs = { issue_id: other_id, other_id: id };
  if (type === 'blocked_by') return { ...theirs, type: 'blocks' };
  if (type === 'duplicated_by') return { ...theirs, type: 'duplicates' };
  if (type === 'relates') return { ...(id < other_id ? mine : theirs), type };
  return { ...mine, type };
}

/** What the other issue is to this one then. */
export function reversed(type: RelationType): RelationType {
  if (type === 'blocked_by') return 'blocks';
  return type === 'duplicated_by' ? 'duplicates' : REVERSED[type];
}
