import type { Caller } from '@docket/router';
import { plain } from '../io.ts';
import { isMain } from '../issue-names.ts';
import { showIssues } from './issue.ts';
import { fieldsOf, listOf, nameOf, note, type Place, type Verb } from './verb.ts';

type Of<Procedure extends keyof Caller['view']> = Verb<Awaited<ReturnType<Caller['view'][Procedure]>>>;
type View = Awaited<ReturnType<Caller['view']['get']>>;

const place: Place = { field: 'id', name: 'view', description: 'name or id', finds: 'view' };

const list: Of<'list'> = {
  command: 'view list',
  aliases: ['ls'],
  letters: { limit: 'L' },
  examples: ['view list'],
  show: listOf<View>('view', [
    ['NAME', ({ name }) => name],
    ['OF', ({ project, is_shared }) => (project && !isMain(project) ? project.key : is_shared ? 'all' : 'you')],
    ['OWNER', ({ owner }) => nameOf(owner)],
    ['QUERY', ({ query }) => query],
  ]),
};

const create: Of<'create'> = {
  command: 'view create',
  aliases: ['new'],
  places: [{ field: 'name', name: 'name', description: 'what it is called' }],
  examples: ['view create "My bugs" --search "is:open label:bug assignee:@me"'],
  show: ({ name }) => ({ note: `Made the view ${plain(name)}.` }),
};

const get: Of<'get'> = {
  command: 'view view',
  aliases: ['show'],
  places: [place],
  examples: ['view view "My bugs"'],
  show: fieldsOf,
};

const issues: Of<'issues'> = {
  command: 'view run',
  places: [place],
  namesIssues: true,
  letters: { author: 'A', assignee: 'a', label: 'l', milestone: 'm', status: 's', limit: 'L' },
  examples: ['view run "My bugs"', 'view run "My bugs" --priority high --sort updated-desc'],
  show: (answer, _, here) => showIssues(answer, here),
};

const update: Of<'update'> = {
  command: 'view edit',
  places: [place],
  letters: { name: 'n' },
  examples: ['view edit "My bugs" --search "is:open label:bug"'],
  show: ({ name }) => ({ note: `Changed the view ${plain(name)}.` }),
};

const remove: Of<'delete'> = {
  command: 'view delete',
  aliases: ['rm'],
  places: [place],
  question: 'Delete the view {id}?',
  examples: ['view delete "My bugs"', 'view delete "My bugs" --yes'],
  show: note('Deleted the view.'),
};

export const view = { list, create, get, issues, update, delete: remove };
