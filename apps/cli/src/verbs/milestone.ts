import type { Caller } from '@docket/router';
import { plain } from '../io.ts';
import { fieldsOf, listOf, note, type Place, type Verb } from './verb.ts';

type Of<Procedure extends keyof Caller['milestone']> = Verb<Awaited<ReturnType<Caller['milestone'][Procedure]>>>;
type Milestone = Awaited<ReturnType<Caller['milestone']['get']>>;

const place: Place = { field: 'id', name: 'milestone', description: 'title or id', finds: 'milestone' };
const LETTERS = { description: 'd' };

const list: Of<'list'> = {
  command: 'milestone list',
  aliases: ['ls'],
  letters: { limit: 'L', state: 's' },
  examples: ['milestone list', 'milestone list --state open'],
  show: listOf<Milestone>('milestone', [
    ['TITLE', ({ title }) => title],
    ['STATE', ({ state }) => state],
    ['DUE', ({ due_on }) => due_on ?? ''],
    ['DONE', ({ open_issues, closed_issues }) => `${closed_issues} of ${open_issues + closed_issues}`],
    ['DESCRIPTION', ({ description }) => description ?? ''],
  ]),
};

const create: Of<'create'> = {
  command: 'milestone create',
  aliases: ['new'],
  places: [{ field: 'title', name: 'title', description: 'what it is called' }],
  letters: LETTERS,
  examples: ['milestone create 1.0 --due-on 2027-01-31 --description "The first release"'],
  show: ({ title }) => ({ note: `Made the milestone ${plain(title)}.` }),
};

const get: Of<'get'> = {
  command: 'milestone view',
  aliases: ['show'],
  places: [place],
  examples: ['milestone view 1.0'],
  show: fieldsOf,
};

const update: Of<'update'> = {
  command: 'milestone edit',
  places: [place],
  letters: { ...LETTERS, title: 't', state: 's' },
  examples: ['milestone edit 1.0 --due-on 2027-02-28', 'milestone edit 1.0 --state closed'],
  show: ({ title }) => ({ note: `Changed the milestone ${plain(title)}.` }),
};

const remove: Of<'delete'> = {
  command: 'milestone delete',
  aliases: ['rm'],
  places: [place],
  question: 'Delete the milestone {id}, and take it off its issues?',
  examples: ['milestone delete 1.0', 'milestone delete 1.0 --yes'],
  show: note('Deleted the milestone.'),
};

export const milestone = { list, create, get, update, delete: remove };
