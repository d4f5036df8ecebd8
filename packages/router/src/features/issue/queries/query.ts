import { type TextField, type TextHits, textQueryFor, textQueryOf } from '@docket/db';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { countsIn, daysIn, timesIn } from '../../../query-language/ranges.ts';
import type { Qualifier, Term, Words } from '../../../query-language/tree.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { sees } from '../../../visibility/sight.ts';
import { findLabelIds } from '../../label/queries/named.ts';
import { findMilestones } from '../../milestone/queries/get.ts';
import { findProjectIds } from '../../project/queries/keys.ts';
import { findUserId } from '../../user/queries.ts';
import { isNobody } from '../../user/schema.ts';
import { issueKey } from '../schema/issue.ts';
import { MOST_HITS } from './asked.ts';
import { findRows } from './find.ts';
import { type ReadQuery, userKeyOf } from './read-query.ts';
import { allOf, fieldsOf, lastWord, textOf } from './texts.ts';
import { fieldsFor, type Lackable, type Where, type WhereFields } from './wheres.ts';
import { type Words as AskedWords, hitsIn } from './words.ts';

/** How the terms of a query are taken, by whom they are asked. */
type Taking = { by: By<SignedInActor>; fields: readonly TextField[] | undefined; last: Words | undefined };

type AskedByQuery = WhereFields & { words?: AskedWords };

/** A query, and the projects whose issues are meant. */
type Reading = { read: ReadQuery; projects: readonly string[] | undefined };

/** What a query asks beside its filters. All that is asked of texts alone becomes one question to the index. */
export async function askedByQuery(
  db: ActorReader,
  { read: { terms, fields: names }, projects }: Reading,
  by: By<SignedInActor>,
): Promise<AskedByQuery> {
  const fields = names && fieldsOf(names);
  const ofTexts = terms.filter((term) => textOf(term, { fields }));
  const last = lastWord(terms);
  const isAlone = ofTexts.length === 1 && ofTexts[0] === last;
  const whole = await wholeWord(db, { last, fields, isAlone });
  const taking = { by, fields, last: whole ? undefined : last };
  const others = terms.filter((term) => !ofTexts.includes(term));
  const query = ofTexts.length > 0 ? allOf(ofTexts, taking) : undefined;
  const named_id = await idOfNamed(db, ofTexts);
  const wheres: Where[] = [];
  for (const term of others) wheres.push(await whereOfTerm(db, term, taking));
  const isAsked = isAlone && String(projects) === String(seenIn(db));
  const hits = query && ((isAsked && whole) || hitsIn(db, query, projects));
  return {
    ...(query && hits && { words: { query, hits, ...(named_id !== undefined && { named_id }) } }),
    ...(wheres.length > 0 && fieldsFor({ all: wheres })),
  };
}

/** A word that so many issues have is a whole one. */
export const MANY = 100;

type Last = { last: Words | undefined; fields: readonly TextField[] | undefined; isAlone: boolean };

/**
 * The hits of the last word of a query where it is a whole one. Otherwise somebody may still be writing it. Where many issues
 * that the actor sees have it as it is, those in which it only begins a word would be of no help, and to find them takes a
 * hundred times as long.
 *
 * @param isAlone nothing else is asked of texts: its hits are those of the query
 */
async function wholeWord(db: ActorReader, { last, fields, isAlone }: Last): Promise<TextHits | undefined> {
  if (!last || last.isPrefix) return undefined;
  const hits = hitsIn(db, textQueryOf(last.text, { ...(fields && { in: fields }) }), seenIn(db));
  const found = await hits.upTo(isAlone ? MOST_HITS : MANY - 1);
  return !found || found.length >= MANY ? hits : undefined;
}

function seenIn({ sight: { project_ids } }: ActorReader): string[] | undefined {
  return project_ids ? [...project_ids] : undefined;
}

/** The issue whose key or number is all that is looked for in texts. */
async function idOfNamed(db: ActorReader, ofTexts: Term[]): Promise<string | undefined> {
  const [term, ...others] = ofTexts;
  if (term?.kind !== 'words' || others.length > 0) return undefined;
  const key = issueKey.safeParse(term.text.replace(/^#/, ''));
  const [row] = key.success ? (await findRows(db, [key.data.toLowerCase()])).values() : [];
  return row?.id;
}

async function whereOfTerm(db: ActorReader, term: Term, taking: Taking): Promise<Where> {
  const text = textOf(term, taking);
  if (text) return { text: textQueryFor(db, text) };
  if (term.kind === 'not') return { not: await whereOfTerm(db, term.of, taking) };
  if (term.kind === 'qualifier') return whereOfQualifier(db, term, taking);
  if (term.kind === 'words') throw new Error('words are text');
  const { kind } = term;
  const ofTexts = term.of.filter((one) => textOf(one, taking));
  const wheres: Where[] = ofTexts.length > 0 ? [await whereOfTerm(db, { ...term, of: ofTexts }, taking)] : [];
  for (const one of term.of) if (!ofTexts.includes(one)) wheres.push(await whereOfTerm(db, one, taking));
  return kind === 'all' ? { all: wheres } : { any: wheres };
}

/** Any of its values. What there is not, or is not seen, nothing has. */
async function whereOfQualifier(db: ActorReader, { name, values }: Qualifier, taking: Taking): Promise<Where> {
  const texts = values.map(({ text }) => text);
  switch (name) {
    case 'is':
      return { column: 'status', is: texts.flatMap((text) => (text === 'open' ? ['open', 'in_progress'] : text)) };
    case 'status':
    case 'priority':
      return { column: name, is: texts };
    case 'reason':
      return whereOfReasons(texts);
    case 'project':
      return {
        column: 'project_id',
        is: [...(await findProjectIds(db, texts)).values()].filter((id) => sees(db.sight, id)),
      };
    case 'label':
      return { link: 'label', is: (await findLabelIds(db, texts, undefined)).flat() };
    case 'parent':
      return { column: 'parent_id', is: await idsNamed(db, texts) };
    case 'milestone':
      return whereOfMilestones(db, texts);
    case 'no':
      return { any: texts.map((text) => ({ without: text as Lackable })) }; // as the language has it
    case 'created':
    case 'updated':
    case 'closed':
      return { any: texts.map((text) => between(`${name}_at`, timesIn(text) ?? {})) };
    case 'due':
      return { any: texts.map((text) => between('due_on', daysIn(text) ?? {})) };
    case 'comments':
    case 'reactions':
      return { any: texts.map((text) => between(COUNTED[name], countsIn(text) ?? {})) };
    case 'in':
    case 'sort':
      return { all: [] }; // of the query as a whole
    default:
      return whereOfUsers(db, name, { texts, by: taking.by });
  }
}

async function idsNamed(db: ActorReader, texts: string[]): Promise<string[]> {
  const found = await findRows(
    db,
    texts.map((text) => text.toLowerCase()),
  );
  return [...found.values()].map(({ id }) => id);
}

/** What was completed is closed, and has no other reason. */
function whereOfReasons(texts: string[]): Where {
  const others: Where = { column: 'closed_reason', is: texts.filter((text) => text !== 'completed') };
  const completed: Where = { all: [{ column: 'status', is: ['closed'] }, { without: 'reason' }] };
  return texts.includes('completed') ? { any: [others, completed] } : others;
}

async function whereOfMilestones(db: ActorReader, texts: string[]): Promise<Where> {
  const titles = texts.filter((text) => !isNobody(text));
  const found = (await Promise.all(titles.map((title) => findMilestones(db, title)))).flat();
  const where: Where = { column: 'milestone_id', is: found.map(({ id }) => id) };
  return titles.length < texts.length ? { any: [where, { without: 'milestone' }] } : where;
}

type Asking = { texts: string[]; by: By<SignedInActor> };

async function whereOfUsers(
  db: ActorReader,
  name: 'author' | 'assignee' | 'commenter' | 'mentions' | 'involves',
  { texts, by }: Asking,
): Promise<Where> {
  const isAnybody = name !== 'assignee';
  const keys = texts.map(userKeyOf).filter((key) => isAnybody || !isNobody(key));
  const found = await Promise.all(keys.map((key) => findUserId(db, key, by)));
  const is = found.flatMap((id) => id ?? []);
  const author: Where = { column: 'author_id', is };
  const assignee: Where = { link: 'assignee', is };
  const commenters = is.map((id): Where => ({ commenter: id }));
  const mentions = is.map((id): Where => ({ mentions: id }));
  if (name === 'author') return author;
  if (name === 'commenter') return { any: commenters };
  if (name === 'mentions') return { any: mentions };
  if (name === 'involves') return { any: [author, assignee, ...commenters, ...mentions] };
  return keys.length < texts.length ? { any: [assignee, { without: 'assignee' }] } : assignee;
}

type Ends = { from?: string | number; until?: string | number };

const COUNTED = { comments: 'comment_count', reactions: 'reaction_count' } as const;

type Ranged = 'created_at' | 'updated_at' | 'closed_at' | 'due_on' | (typeof COUNTED)[keyof typeof COUNTED];

function between(column: Ranged, { from, until }: Ends): Where {
  return {
    all: [...(from === undefined ? [] : [{ column, from }]), ...(until === undefined ? [] : [{ column, until }])],
  };
}
