import type { Caller } from '@docket/router';
import { plain } from '../io.ts';
import { fieldsOf, listOf, nameOf, note, type Place, type Verb } from './verb.ts';

type Of<Procedure extends keyof Caller['template']> = Verb<Awaited<ReturnType<Caller['template'][Procedure]>>>;
type Template = Awaited<ReturnType<Caller['template']['get']>>;

const place: Place = { field: 'id', name: 'template', description: 'name or id', finds: 'template' };
const NAMES = { labels: 'label', assignees: 'assignee' };
const LETTERS = { title: 't', description: 'b', priority: 'p', labels: 'l', assignees: 'a' };

const list: Of<'list'> = {
  command: 'template list',
  aliases: ['ls'],
  isOfMain: true,
  letters: { limit: 'L' },
  examples: ['template list', 'template list --project WEB'],
  show: listOf<Template>('template', [
    ['NAME', ({ name }) => name],
    ['PRIORITY', ({ priority }) => priority ?? ''],
    ['LABELS', ({ labels }) => labels.map(nameOf).join(', ')],
    ['ASSIGNEES', ({ assignees }) => assignees.map(nameOf).join(', ')],
    ['TITLE', ({ title }) => title ?? ''],
  ]),
};

const create: Of<'create'> = {
  command: 'template create',
  aliases: ['new'],
  places: [{ field: 'name', name: 'name', description: 'what it is called' }],
  isOfMain: true,
  names: NAMES,
  letters: LETTERS,
  examples: ['template create "Bug report" --description "What did you do?" --label bug --priority high'],
  show: ({ name }) => ({ note: `Made the template ${plain(name)}.` }),
};

const get: Of<'get'> = {
  command: 'template view',
  aliases: ['show'],
  places: [place],
  examples: ['template view "Bug report"'],
  show: fieldsOf,
};

const update: Of<'update'> = {
  command: 'template edit',
  places: [place],
  names: NAMES,
  letters: { ...LETTERS, name: 'n' },
  examples: ['template edit "Bug report" --assignee ada --no-priority'],
  show: ({ name }) => ({ note: `Changed the template ${plain(name)}.` }),
};

const remove: Of<'delete'> = {
  command: 'template delete',
  aliases: ['rm'],
  places: [place],
  question: 'Delete the template {id}?',
  examples: ['template delete "Bug report"', 'template delete "Bug report" --yes'],
  show: note('Deleted the template.'),
};

export const template = { list, create, get, update, delete: remove };
