import type { Caller } from '@docket/router';
import { describeExtent } from '../extent.ts';
import { plain, plainLines } from '../io.ts';
import { day, nameOf, note, type Place, type Shown, type Verb } from './verb.ts';

type Of<Procedure extends keyof Caller['comment']> = Verb<Awaited<ReturnType<Caller['comment'][Procedure]>>>;
type Comment = Awaited<ReturnType<Caller['comment']['get']>>;

const issue: Place = {
  field: 'issue_id',
  name: 'issue',
  description: 'number, key or id of the issue',
  finds: 'issue',
};
const place: Place = { field: 'id', name: 'id', description: 'id of the comment, as "comment list" shows it' };

const list: Of<'list'> = {
  command: 'comment list',
  aliases: ['ls'],
  places: [issue],
  letters: { limit: 'L' },
  examples: ['comment list 42'],
  show: (page) => ({ ...showComments(page.items), note: describeExtent(page, 'comment') }),
};

const create: Of<'create'> = {
  command: 'comment create',
  aliases: ['new'],
  places: [issue],
  letters: { body: 'b' },
  text: 'body',
  examples: ['comment create 42 --body "I can reproduce this."', 'comment create 42 -F log.txt'],
  show: ({ id }) => ({ text: id, note: 'Commented.' }),
};

const get: Of<'get'> = {
  command: 'comment view',
  aliases: ['show'],
  places: [place],
  examples: ['comment view 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c15'],
  show: (comment) => showComments([comment]),
};

const update: Of<'update'> = {
  command: 'comment edit',
  places: [place],
  letters: { body: 'b' },
  text: 'body',
  examples: ['comment edit 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c15 --editor'],
  show: note('Changed the comment.'),
};

const remove: Of<'delete'> = {
  command: 'comment delete',
  aliases: ['rm'],
  places: [place],
  question: 'Delete comment {id}?',
  examples: ['comment delete 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c15 --yes'],
  show: note('Deleted the comment.'),
};

const redact: Of<'redact'> = {
  command: 'comment redact',
  places: [place],
  question: 'Take the text of comment {id} out for good?',
  examples: ['comment redact 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c15 --yes'],
  show: note('Took the text out.'),
};

export const comment = { list, create, get, update, redact, delete: remove };

/** Comments as they are read: who and when, then the text. */
export function showComments(comments: readonly Comment[]): Shown {
  const texts = comments.map(({ id, author, created_at, body }) => {
    const head = plain(`${nameOf(author)} on ${day(created_at)} (${id})`);
    return `${head}\n${plainLines(body)
      .trimEnd()
      .replace(/^(?=.)/gm, '  ')}`;
  });
  return texts.length > 0 ? { text: texts.join('\n\n') } : {};
}
