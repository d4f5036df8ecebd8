import type { Caller } from '@docket/router';
import { plain } from '../io.ts';
import { day, fieldsOf, listOf, note, type Place, type Verb } from './verb.ts';

type Of<Procedure extends keyof Caller['project']> = Verb<Awaited<ReturnType<Caller['project'][Procedure]>>>;
type Project = Awaited<ReturnType<Caller['project']['get']>>;
type Member = Awaited<ReturnType<Caller['project']['members']>>['items'][number];

const place: Place = { field: 'project', name: 'project', description: 'key or id' };
const user: Place = { field: 'user_id', name: 'user', description: 'username, email address or id', finds: 'user' };
const LETTERS = { name: 'n', description: 'd' };
const NAMES = { is_archived: 'archived' };

const list: Of<'list'> = {
  command: 'project list',
  aliases: ['ls'],
  names: NAMES,
  letters: { limit: 'L' },
  examples: ['project list', 'project list --no-archived'],
  show: listOf<Project>('project', [
    ['KEY', ({ key }) => key],
    ['NAME', ({ name }) => name],
    ['VISIBILITY', ({ visibility, archived_at }) => (archived_at === null ? visibility : `${visibility}, archived`)],
    ['ROLE', ({ my_role }) => my_role ?? ''],
    ['OPEN', ({ open_issues }) => String(open_issues)],
    ['CLOSED', ({ closed_issues }) => String(closed_issues)],
  ]),
};

const create: Of<'create'> = {
  command: 'project create',
  aliases: ['new'],
  places: [
    { field: 'key', name: 'key', description: 'what the keys of its issues begin with' },
    { field: 'name', name: 'name', description: 'what it is called' },
  ],
  letters: { description: 'd' },
  examples: ['project create WEB Website', 'project create SEC Security --visibility private'],
  show: ({ key }) => ({ note: `Made the project ${plain(key)}.` }),
};

const get: Of<'get'> = {
  command: 'project view',
  aliases: ['show'],
  places: [place],
  examples: ['project view WEB'],
  show: fieldsOf,
};

const update: Of<'update'> = {
  command: 'project edit',
  places: [place],
  names: NAMES,
  letters: LETTERS,
  examples: ['project edit WEB --name "Website and shop"', 'project edit WEB --archived'],
  show: ({ key }) => ({ note: `Changed the project ${plain(key)}.` }),
};

const remove: Of<'delete'> = {
  command: 'project delete',
  aliases: ['rm'],
  places: [place],
  question: 'Delete the project {project}?',
  examples: ['project delete WEB --yes'],
  show: note('Deleted the project.'),
};

const members: Of<'members'> = {
  command: 'project members',
  places: [place],
  letters: { limit: 'L' },
  examples: ['project members WEB'],
  show: listOf<Member>('member', [
    ['USER', ({ user: { username, full_name } }) => username ?? full_name],
    ['ROLE', ({ role }) => role],
    ['SINCE', ({ created_at }) => day(created_at)],
  ]),
};

const addMember: Of<'addMember'> = {
  command: 'project add-member',
  places: [place, { field: 'user', name: 'user', description: 'username, email address or id' }],
  examples: ['project add-member WEB ada --role manager'],
  show: ({ user: { username, full_name }, role }) => ({ note: `Added ${plain(username ?? full_name)} as ${role}.` }),
};

const updateMember: Of<'updateMember'> = {
  command: 'project edit-member',
  places: [place, user],
  examples: ['project edit-member WEB ada --role viewer'],
  show: ({ user: { username, full_name }, role }) => ({ note: `${plain(username ?? full_name)} is ${role} now.` }),
};

const removeMember: Of<'removeMember'> = {
  command: 'project remove-member',
  places: [place, user],
  question: 'Take {user_id} out of the project {project}?',
  examples: ['project remove-member WEB ada --yes'],
  show: note('Took the user out of the project.'),
};

export const project = {
  list,
  create,
  get,
  update,
  delete: remove,
  members,
  addMember,
  updateMember,
  removeMember,
};
