import type { Caller } from '@docket/router';
import { plain } from '../io.ts';
import { nameOfKey } from '../issue-names.ts';
import { issuePlace } from './issue-place.ts';
import { listOf, type Place, type Verb } from './verb.ts';

type Of<Procedure extends keyof Caller['relation']> = Verb<Awaited<ReturnType<Caller['relation'][Procedure]>>>;
type Relation = Awaited<ReturnType<Caller['relation']['create']>>;

const typePlace: Place = {
  field: 'type',
  name: 'type',
  description: 'blocks, blocked_by, duplicates or relates',
};

function otherPlace(field: string): Place {
  return { field, name: 'other', description: 'the other issue: number, key or id', finds: 'issue' };
}

const SAID: Record<Relation['type'], string> = {
  blocks: 'blocks',
  blocked_by: 'is blocked by',
  duplicates: 'is a duplicate of',
  duplicated_by: 'is duplicated by',
  relates: 'relates to',
};

const list: Of<'list'> = {
  command: 'issue relations',
  places: [issuePlace],
  letters: { limit: 'L' },
  examples: ['issue relations 42'],
  namesIssues: true,
  show: (answer, _, here) => {
    const show = listOf<Relation>('relation', [
      ['IT', ({ type }) => SAID[type]],
      ['ISSUE', ({ issue }) => nameOfKey(issue.key, here)],
      ['STATUS', ({ issue }) => issue.status],
      ['TITLE', ({ issue }) => issue.title],
    ]);
    return show(answer);
  },
};

const create: Of<'create'> = {
  command: 'issue relate',
  places: [issuePlace, typePlace, otherPlace('issue')],
  examples: ['issue relate 42 blocks WEB-7', 'issue relate 42 relates 43'],
  show: ({ type, issue }, _, here) => ({
    note: `It ${SAID[type]} ${nameOfKey(issue.key, here)}: ${plain(issue.title)}`,
  }),
};

const remove: Of<'delete'> = {
  command: 'issue unrelate',
  places: [
    issuePlace,
    { ...typePlace, description: `${typePlace.description}; or duplicated_by` },
    otherPlace('other'),
  ],
  examples: ['issue unrelate 42 blocks WEB-7'],
  show: (_, { type, other }, here) => ({
    note: `It ${SAID[type as Relation['type']]} ${plain(nameOfKey(String(other), here))} no longer.`,
  }),
};

export const relation = { list, create, delete: remove };
