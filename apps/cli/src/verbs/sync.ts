import type { Caller } from '@docket/router';
import { plain } from '../io.ts';
import type { Saved } from '../save.ts';
import type { Verb } from './verb.ts';

type Changes = Awaited<ReturnType<Caller['sync']['changes']>>;
type Changed = Omit<Changes, 'cursor' | 'more'>;

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
  show: ({ cursor, more, ...changed }) => ({
    text: linesOf(changed).join('\n'),
    note: `${more ? 'Read on' : 'Up to date'} at ${cursor}.`,
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
function linesOf({ reset, changes }: Changed): string[] {
  return [...(reset ? ['reset'] : []), ...changes.map(lineOf)].map(plain);
}

function lineOf(change: Changed['changes'][number]): string {
  if ('deleted' in change) return `gone: ${change.type} ${change.id}`;
  return `${change.type} ${change.id} ${nameOf(change)}`;
}

function nameOf(change: Extract<Changed['changes'][number], { value: unknown }>): string {
  switch (change.type) {
    case 'project':
      return change.value.key;
    case 'user':
      return change.value.username ?? change.value.full_name;
    case 'label':
      return change.value.name;
    default:
      return change.value.title;
  }
}
