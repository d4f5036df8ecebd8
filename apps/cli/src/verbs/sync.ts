import type { Caller } from '@docket/router';
import { plain } from '../io.ts';
import type { Saved } from '../save.ts';
import type { Verb } from './verb.ts';

type Changes = Awaited<ReturnType<Caller['sync']['changes']>>;
type Changed = Omit<Changes, 'cursor' | 'has_more'>;

const bootstrap: Verb<Saved> = {
  command: 'sync bootstrap',
  places: [],
  letters: { projects: 'R' },
  examples: ['sync bootstrap copy.ndjson', 'sync bootstrap --projects WEB --since 2026-01-01T00:00:00Z'],
  show: ({ file, bytes }) => ({ note: `Wrote ${bytes} bytes to ${plain(file)}.` }),
};

const changes: Verb<Changes> = {
  command: 'sync changes',
  letters: { projects: 'R', limit: 'L' },
  examples: ['sync changes --cursor 9f2c41d07be85a36.1042 --json'],
  show: ({ cursor, has_more, ...changed }) => ({
    text: linesOf(changed).join('\n'),
    note: `${has_more ? 'Read on' : 'Up to date'} at ${cursor}.`,
  }),
};

const stream: Verb<Changed> = {
  command: 'sync stream',
  letters: { projects: 'R' },
  examples: ['sync stream --json', 'sync stream --cursor 9f2c41d07be85a36.1042 --no-follow'],
  show: (changed) => ({ text: linesOf(changed).join('; ') }),
};

export const sync = { bootstrap, changes, stream };

/** What each row is, and which: a person looks at lists for more. */
function linesOf({ reset, projects, users, labels, milestones, issues, gone }: Changed): string[] {
  return [
    ...(reset ? ['reset'] : []),
    ...projects.map(({ id, key }) => `project ${id} ${key}`),
    ...users.map(({ id, username, full_name }) => `user ${id} ${username ?? full_name}`),
    ...labels.map(({ id, name }) => `label ${id} ${name}`),
    ...milestones.map(({ id, title }) => `milestone ${id} ${title}`),
    ...issues.map(({ id, title }) => `issue ${id} ${title}`),
    ...gone.map(({ type, id }) => `gone: ${type} ${id}`),
  ].map(plain);
}
