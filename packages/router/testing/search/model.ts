// What a query finds, by a look at each issue.

import { TEXT_FIELDS, type TextField, textQueryOf, wordsOf } from '@docket/db';
import { isFound } from '../../../db/testing/search/model.ts';
import { MANY } from '../../src/features/issue/queries/query.ts';
import { type Issue, priority } from '../../src/features/issue/schema/issue.ts';
import { parseQuery } from '../../src/query-language/parse.ts';
import { countsIn, daysIn, type Range, timesIn } from '../../src/query-language/ranges.ts';
import type { Qualifier, Term, Words } from '../../src/query-language/tree.ts';
import { NAMES, type Written } from './corpus.ts';

type Asked = { fields: readonly TextField[]; last: Words | undefined; me: string; isTitle?: true };

/** The issues that somebody finds with a query, of those that are seen, in the order of a search or of a list. */
export function foundBy(text: string, seen: readonly Written[], me: string, of: 'search' | 'list' = 'search'): Issue[] {
  const { terms } = parseQuery(text).query;
  const valuesOf = (name: string) =>
    terms.flatMap((term) => (isQualifier(term, name) ? term.values.map((one) => one.text) : []));
  const fields = valuesOf('in').map((name) => (name === 'body' ? 'description' : name) as TextField);
  const asked: Asked = { fields: fields.length > 0 ? fields : TEXT_FIELDS, last: undefined, me };
  const last = lastOf(terms);
  // A word that many have is a whole one.
  if (last && seen.filter((one) => hasWords(last, one, asked)).length < MANY) asked.last = last;
  if (terms.every((term) => isEmpty(term))) return [];
  const texts = terms.filter((term) => isText(term) && !isEmpty(term));
  const [words, ...more] = texts;
  const isNamed = ({ issue }: Written) =>
    words?.kind === 'words' && more.length === 0 && issue.key === words.text.toUpperCase();
  const isHit = (one: Written) =>
    terms.every((term) => isMet(term, one, asked) !== false || (term === words && isNamed(one)));
  const hits = seen.filter(isHit).toReversed();
  const [sort] = valuesOf('sort');
  const isInTitle = (one: Written) => texts.every((term) => isMet(term, one, { ...asked, isTitle: true }) !== false);
  const rank = (one: Written) => (isNamed(one) ? 2 : Number(isInTitle(one)));
  const isRanked = of === 'search' && sort === undefined && texts.length > 0;
  const inOrder = isRanked ? hits.toSorted((a, b) => rank(b) - rank(a)) : sorted(hits, sort ?? 'created-desc');
  return inOrder.map(({ issue }) => issue);
}

function isQualifier(term: Term, name: string): term is Qualifier {
  return term.kind === 'qualifier' && term.name === name;
}

/** Whether nothing is looked for with it. */
function isEmpty(term: Term): boolean {
  if (term.kind === 'words') return wordsOf(term.text).length === 0;
  if (term.kind === 'qualifier') return false;
  return term.kind === 'not' ? isEmpty(term.of) : term.of.every(isEmpty);
}

function isText(term: Term): boolean {
  if (term.kind === 'words') return true;
  if (term.kind === 'qualifier') return false;
  return term.kind === 'not' ? isText(term.of) : term.of.filter((one) => !isEmpty(one)).every(isText);
}

/** The word at the end, that may go on. */
function lastOf(terms: readonly Term[]): Words | undefined {
  const all = terms.flatMap((term) => wordsIn(term, false)).filter(({ words }) => !isEmpty(words));
  const last = all.reduce((one, other) => (one && one.words.from > other.words.from ? one : other), all[0]);
  return last && !last.isNegated && !last.words.isQuoted ? last.words : undefined;
}

function wordsIn(term: Term, isNegated: boolean): { words: Words; isNegated: boolean }[] {
  if (term.kind === 'words') return [{ words: term, isNegated }];
  if (term.kind === 'qualifier') return [];
  return term.kind === 'not' ? wordsIn(term.of, true) : term.of.flatMap((one) => wordsIn(one, isNegated));
}

/** Undefined: nothing is looked for. */
function isMet(term: Term, one: Written, asked: Asked): boolean | undefined {
  if (isEmpty(term)) return undefined;
  switch (term.kind) {
    case 'words':
      return hasWords(term, one, asked);
    case 'qualifier':
      return hasAny(term, one, asked);
    case 'not': {
      const { isTitle: _, ...anywhere } = asked;
      return !isMet(term.of, one, anywhere);
    }
    case 'all':
      return term.of.every((part) => isMet(part, one, asked) !== false);
    default:
      return term.of.some((part) => isMet(part, one, asked) === true);
  }
}

function hasWords(words: Words, { issue, comments }: Written, { fields, last, isTitle }: Asked): boolean {
  const end = wordsOf(words.text).at(-1)?.text ?? '';
  const isPrefix = (words.isPrefix || words === last) && end.length > 2;
  const texts = {
    title: [issue.title],
    description: [issue.description],
    comments: comments.map(({ body }) => body),
    labels: issue.labels.map(({ name }) => name),
  };
  const inFields = fields.filter((field) => !isTitle || field === 'title');
  return remembered(issue.id, `${words.text} ${isPrefix} ${inFields}`, () =>
    isFound(texts, textQueryOf(words.text, { isPrefix, in: inFields })),
  );
}

const known = new Map<string, Map<string, boolean>>();

/** Words are few, and reading them takes long. */
function remembered(id: string, asked: string, look: () => boolean): boolean {
  const ofIssue = known.get(id) ?? new Map<string, boolean>();
  known.set(id, ofIssue);
  const answer = ofIssue.get(asked) ?? look();
  ofIssue.set(asked, answer);
  return answer;
}

function hasAny({ name, values }: Qualifier, one: Written, { me }: Asked): boolean {
  const { issue } = one;
  return values.some(({ text }) => {
    const user = text === '@me' ? me : text.replace(/^@/, '');
    const ties = tiesOf(one, user);
    switch (name) {
      case 'is':
        return (issue.status === 'closed') === (text === 'closed');
      case 'status':
        return issue.status === text;
      case 'priority':
        return issue.priority === text;
      case 'project':
        return issue.project.key === text.toUpperCase();
      case 'label':
        return issue.labels.some((label) => label.name.toLowerCase() === text.toLowerCase());
      case 'author':
      case 'assignee':
      case 'commenter':
      case 'mentions':
        return ties[name];
      case 'involves':
        return Object.values(ties).includes(true);
      case 'milestone':
        return issue.milestone?.title.toLowerCase() === text.toLowerCase();
      case 'parent':
        return issue.parent?.key === text;
      case 'no':
        return hasNo(issue, text);
      case 'comments':
        return isWithin(issue.comment_count, countsIn(text));
      case 'created':
      case 'updated':
      case 'closed':
        return isWithin(issue[`${name}_at`], timesIn(text));
      case 'due':
        return isWithin(issue.due_on, daysIn(text));
      default:
        return true;
    }
  });
}

function tiesOf(one: Written, user: string) {
  return {
    author: one.issue.author.username === user,
    assignee: one.issue.assignees.some(({ username }) => username === user),
    commenter: one.comments.some(({ author }) => author === user),
    mentions: isNamed(one, user),
  };
}

/** Whether a text names a user, who sees it. */
function isNamed({ issue, comments }: Written, user: string): boolean {
  const isThere = NAMES.includes(user) && (issue.project.key !== 'OPS' || user !== 'bob');
  if (!isThere) return false;
  const name = new RegExp(`(?<![\\w\`])@${user}\\b`, 'i');
  return [issue.description, ...comments.map(({ body }) => body)].some((text) => name.test(text));
}

function hasNo({ labels, assignees, milestone, due_on, parent }: Issue, what: string): boolean {
  if (what === 'parent') return parent === null;
  if (what === 'milestone') return milestone === null;
  if (what === 'due') return due_on === null;
  return (what === 'label' ? labels : assignees).length === 0;
}

function isWithin<T extends string | number>(value: T | null, { from, until }: Range<T> = {}): boolean {
  return value !== null && (from === undefined || value >= from) && (until === undefined || value < until);
}

/** Those that are equal are in the order of their making, which is that of their ids. */
function sorted(newestFirst: Written[], sort: string): Written[] {
  const [by = 'created', direction = 'desc'] = sort.split('-');
  const sortedBy = ({ issue }: Written): string | number => {
    if (by === 'priority') return priority.options.indexOf(issue.priority);
    if (by === 'number') return issue.number;
    if (by === 'comments') return issue.comment_count;
    if (by === 'due') return issue.due_on ?? 'none';
    if (by === 'reactions') return 0; // nobody reacts there
    return by === 'updated' ? issue.updated_at : issue.created_at;
  };
  const sign = direction === 'asc' ? 1 : -1;
  const compare = (a: string | number, b: string | number) => (a < b ? -1 : Number(a > b));
  return newestFirst.toSorted(
    (a, b) =>
      sign *
      (compare(sortedBy(a), sortedBy(b)) || compare(tieOf(a, by), tieOf(b, by)) || compare(a.issue.id, b.issue.id)),
  );
}

/** Within a priority, issues are in the order of their creation. */
function tieOf({ issue }: Written, by: string): string {
  return by === 'priority' ? issue.created_at : '';
}
