import type { Caller } from '@docket/router';
import { plain } from '../io.ts';
import { issuePlace } from './issue-place.ts';
import { listOf, nameOf, type Shown, type Verb } from './verb.ts';

type Of<Procedure extends keyof Caller['watch']> = Verb<Awaited<ReturnType<Caller['watch'][Procedure]>>>;
type Watch = Awaited<ReturnType<Caller['watch']['get']>>;
type User = Awaited<ReturnType<Caller['watch']['list']>>['items'][number];

const WHY: Record<NonNullable<Watch['reason']>, string> = {
  asked: 'you asked for it',
  author: 'you wrote it',
  assigned: 'you are assigned to it',
  comment: 'you commented on it',
  mention: 'you are named in it',
  project: 'you watch its project',
};

const show = ({ reason }: Watch): Shown => ({
  note: reason === null ? 'You do not watch it.' : `You watch it: ${WHY[reason]}.`,
});

const list: Of<'list'> = {
  command: 'issue watchers',
  places: [issuePlace],
  letters: { limit: 'L' },
  examples: ['issue watchers 42'],
  show: listOf<User>('watcher', [
    ['USER', nameOf],
    ['NAME', ({ full_name }) => plain(full_name)],
  ]),
};

const get: Of<'get'> = { command: 'issue watching', places: [issuePlace], examples: ['issue watching 42'], show };

const set: Of<'set'> = { command: 'issue watch', places: [issuePlace], examples: ['issue watch 42'], show };

const remove: Of<'remove'> = { command: 'issue unwatch', places: [issuePlace], examples: ['issue unwatch 42'], show };

const unsubscribe: Of<'unsubscribe'> = {
  command: 'inbox unsubscribe',
  places: [{ field: 'token', name: 'token', description: 'what the link of a mail ends with' }],
  examples: ['inbox unsubscribe dku_019a9c1e7b1a7cc08a525d5f3a1f0c11_…'],
  show: ({ issue_id }) => ({
    note: issue_id === null ? 'No mail of issues is sent to you any more.' : 'You are told nothing more of the issue.',
  }),
};

export const watch = { list, get, set, remove, unsubscribe };
