import type { Caller } from '@docket/router';
import { issuePlace } from './issue-place.ts';
import type { Place, Shown, Verb } from './verb.ts';

type Of<Procedure extends keyof Caller['reaction']> = Verb<Awaited<ReturnType<Caller['reaction'][Procedure]>>>;
type Counts = Awaited<ReturnType<Caller['reaction']['add']>>;

const comment: Place = { field: 'id', name: 'id', description: 'id of the comment, as "comment list" shows it' };
const name: Place = {
  field: 'name',
  name: 'reaction',
  description: 'thumbs_up, thumbs_down, laugh, hooray, confused, heart, rocket or eyes',
};

const show = ({ reactions }: Counts): Shown => ({ note: `Reactions: ${namedCounts(reactions) || 'none'}` });

/** Such as `heart 2, eyes 1`. */
export function namedCounts(reactions: Counts['reactions']): string {
  return Object.entries(reactions)
    .map(([one, count]) => `${one} ${count}`)
    .join(', ');
}

const add: Of<'add'> = { command: 'issue react', places: [issuePlace, name], examples: ['issue react 42 heart'], show };

const remove: Of<'remove'> = {
  command: 'issue unreact',
  places: [issuePlace, name],
  examples: ['issue unreact 42 heart'],
  show,
};

const addToComment: Of<'addToComment'> = {
  command: 'comment react',
  places: [comment, name],
  examples: ['comment react 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c15 heart'],
  show,
};

const removeFromComment: Of<'removeFromComment'> = {
  command: 'comment unreact',
  places: [comment, name],
  examples: ['comment unreact 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c15 heart'],
  show,
};

export const reaction = { add, remove, addToComment, removeFromComment };
