import type { Caller } from '@docket/router';
import { plain } from '../io.ts';
import { nameOfIssue, pageOfIssue } from '../issue-names.ts';
import { issuePlace } from './issue-place.ts';
import type { Verb } from './verb.ts';

// What becomes of issues, and of what they say, when they are to be gone.

type Of<Procedure extends keyof Caller['issue']> = Verb<Awaited<ReturnType<Caller['issue'][Procedure]>>>;

const remove: Of<'delete'> = {
  command: 'issue delete',
  aliases: ['rm'],
  places: [issuePlace],
  question: 'Put issue {id} into the bin?',
  examples: ['issue delete 42', 'issue delete 42 --yes'],
  show: (_, { id }) => ({ note: `Deleted issue ${id}. To have it back: docket issue restore ${id}` }),
};

const restore: Of<'restore'> = {
  command: 'issue restore',
  places: [issuePlace],
  page: pageOfIssue,
  examples: ['issue restore 42'],
  show: (restored, _, here) => ({ note: `Restored issue ${nameOfIssue(restored, here)}: ${plain(restored.title)}` }),
};

const redact: Of<'redact'> = {
  command: 'issue redact',
  places: [issuePlace],
  names: { fields: 'field' },
  question: 'Take these texts of issue {id} out for good, with what its history has of them?',
  examples: ['issue redact 42 --field title description --yes'],
  show: (redacted, _, here) => ({ note: `Took the texts out of issue ${nameOfIssue(redacted, here)}.` }),
};

const purge: Of<'purge'> = {
  command: 'issue purge',
  places: [issuePlace],
  question: 'Empty issue {id} out of the bin, with its comments, its files and its history, for good?',
  examples: ['issue purge 42 --yes'],
  show: (_, { id }) => ({ note: `Emptied issue ${id} out of the bin.` }),
};

export const gone = { delete: remove, restore, redact, purge };
