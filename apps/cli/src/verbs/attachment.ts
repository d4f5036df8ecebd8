import type { Caller } from '@docket/router';
import { plain } from '../io.ts';
import type { Saved } from '../save.ts';
import { day, fieldsOf, listOf, nameOf, note, type Place, type Verb } from './verb.ts';

type Of<Procedure extends keyof Caller['attachment']> = Verb<Awaited<ReturnType<Caller['attachment'][Procedure]>>>;
type Attachment = Awaited<ReturnType<Caller['attachment']['get']>>;

const issue: Place = {
  field: 'issue_id',
  name: 'issue',
  description: 'number, key or id of the issue',
  finds: 'issue',
};
const place: Place = { field: 'id', name: 'id', description: 'id of the file, as "attachment list" shows it' };

const showNew = ({ items }: { items: Attachment[] }) => ({
  text: items.map(({ id }) => id).join('\n'),
  note: `Attached ${items.map(({ filename }) => plain(filename)).join(', ')}.`,
});

const addToIssue: Of<'addToIssue'> = {
  command: 'issue attach',
  places: [issue],
  examples: ['issue attach 42 crash.log screen.png', 'dmesg | ./docket issue attach 42 - --name dmesg.txt'],
  show: showNew,
};

const addToComment: Of<'addToComment'> = {
  command: 'comment attach',
  places: [{ field: 'comment_id', name: 'comment', description: 'id of the comment, as "comment list" shows it' }],
  examples: ['comment attach 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c15 crash.log'],
  show: showNew,
};

const list: Of<'list'> = {
  command: 'attachment list',
  aliases: ['ls'],
  places: [issue],
  letters: { limit: 'L' },
  examples: ['attachment list 42'],
  show: listOf<Attachment>('file', [
    ['ID', ({ id }) => id],
    ['NAME', ({ filename }) => plain(filename)],
    ['BYTES', ({ size }) => String(size)],
    ['TYPE', ({ content_type }) => content_type],
    ['BY', ({ uploader }) => plain(nameOf(uploader))],
    ['ADDED', ({ created_at }) => day(created_at)],
  ]),
};

const get: Of<'get'> = {
  command: 'attachment view',
  aliases: ['show'],
  places: [place],
  examples: ['attachment view 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18'],
  show: fieldsOf,
};

const download: Verb<Saved> = {
  command: 'attachment download',
  places: [place],
  goesTo: 'file',
  examples: [
    'attachment download 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18',
    'attachment download 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18 -',
  ],
  show: ({ file, bytes }) => ({ note: `Wrote ${bytes} bytes to ${plain(file)}.` }),
};

const remove: Of<'delete'> = {
  command: 'attachment delete',
  aliases: ['rm'],
  places: [place],
  question: 'Delete file {id}?',
  examples: ['attachment delete 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18 --yes'],
  show: note('Deleted the file.'),
};

export const attachment = { addToIssue, addToComment, list, get, download, delete: remove };
