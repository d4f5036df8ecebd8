import type { Caller } from '@docket/router';
import { plain } from '../io.ts';
import { fieldsOf, listOf, note, type Place, type Verb } from './verb.ts';

type Of<Procedure extends keyof Caller['label']> = Verb<Awaited<ReturnType<Caller['label'][Procedure]>>>;
type Label = Awaited<ReturnType<Caller['label']['get']>>;

const place: Place = { field: 'id', name: 'label', description: 'name or id', finds: 'label' };
const LETTERS = { color: 'c', description: 'd' };

const list: Of<'list'> = {
  command: 'label list',
  aliases: ['ls'],
  letters: { limit: 'L' },
  examples: ['label list'],
  show: listOf<Label>('label', [
    ['NAME', ({ name }) => name],
    ['COLOR', ({ color }) => color],
    ['DESCRIPTION', ({ description }) => description ?? ''],
  ]),
};

const create: Of<'create'> = {
  command: 'label create',
  aliases: ['new'],
  places: [{ field: 'name', name: 'name', description: 'what it is called' }],
  letters: LETTERS,
  examples: ['label create bug --color "#d73a4a" --description "Something does not work"'],
  show: ({ name }) => ({ note: `Made the label ${plain(name)}.` }),
};

const get: Of<'get'> = {
  command: 'label view',
  aliases: ['show'],
  places: [place],
  examples: ['label view bug'],
  show: fieldsOf,
};

const update: Of<'update'> = {
  command: 'label edit',
  places: [place],
  letters: { ...LETTERS, name: 'n' },
  examples: ['label edit bug --name defect'],
  show: ({ name }) => ({ note: `Changed the label ${plain(name)}.` }),
};

const remove: Of<'delete'> = {
  command: 'label delete',
  aliases: ['rm'],
  places: [place],
  question: 'Delete the label {id}, and take it off every issue?',
  examples: ['label delete bug', 'label delete bug --yes'],
  show: note('Deleted the label.'),
};

export const label = { list, create, get, update, delete: remove };
