import { z } from 'zod';
import { pageInput, pageOf, timestamp } from '../../core/schema.ts';
import { exampleSummary, IssueSummary, issueKey } from '../issue/schema/issue.ts';

/** What an issue can be to another one. */
export const RELATION_TYPES = ['blocks', 'blocked_by', 'duplicates', 'duplicated_by', 'relates'] as const;

const relationType = z
  .enum(RELATION_TYPES)
  .meta({ id: 'RelationType', description: 'What an issue is to the other one', examples: ['blocks'] });
export type RelationType = z.output<typeof relationType>;

export const Relation = z
  .object({
    type: relationType,
    issue: IssueSummary.describe('The other issue'),
    created_at: timestamp,
  })
  .meta({
    id: 'Relation',
    description: 'What an issue is to another one',
    examples: [{ type: 'blocks', issue: exampleSummary, created_at: '2026-01-31T09:30:00.000Z' }],
  });
export type Relation = z.output<typeof Relation>;

export const RelationPage = pageOf(Relation, {
  id: 'RelationPage',
  description: 'One page of the relations of an issue, the oldest first',
});

export const ListRelations = z.object({ id: issueKey, ...pageInput });
export type ListRelations = z.output<typeof ListRelations>;

export const CreateRelation = z
  .object({
    id: issueKey,
    type: relationType.exclude(['duplicated_by']).describe('What the issue is to the other one'),
    issue: issueKey.describe('The other issue: its id, key or number'),
  })
  .meta({
    id: 'CreateRelation',
    description: 'What an issue is to another one',
    examples: [{ type: 'blocks', issue: 'WEB-7' }],
  });
export type CreateRelation = z.output<typeof CreateRelation>;

export const DeleteRelation = z.object({
  id: issueKey,
  type: relationType.describe('What the issue is to the other one').meta({ examples: ['blocks'] }),
  other: issueKey.describe('The other issue: its id, key or number').meta({ examples: ['WEB-7'] }),
});
export type DeleteRelation = z.output<typeof DeleteRelation>;
