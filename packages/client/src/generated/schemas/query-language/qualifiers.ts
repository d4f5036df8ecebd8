// Generated from the router by `pnpm generate`. Do not edit.

/** What the values of a qualifier are. */
export type Takes = 'choice' | 'issue' | 'project' | 'label' | 'milestone' | 'user' | 'time' | 'day' | 'count';

export type QualifierInfo = {
  takes: Takes;
  /** What the issues have that it finds; of `in` and `sort`, what they do. */
  about: string;
  examples: readonly [string, ...string[]];
  /** All that a `choice` takes. */
  values?: readonly string[];
  /** What others call it, to say what was meant. */
  otherWords?: readonly string[];
};

const SORTED_BY = /* @__PURE__ */ (() => (['created', 'updated', 'priority', 'number', 'comments', 'reactions', 'due'] as const))();

/** The qualifiers. docs/search.md shows them in this order. */
export const QUALIFIERS = /* @__PURE__ */ (() => ({
  is: {
    takes: 'choice',
    values: ['open', 'closed'],
    about: 'are open, which is not closed, or closed',
    examples: ['is:open'],
    otherWords: ['state'],
  },
  status: {
    takes: 'choice',
    values: ['open', 'in_progress', 'closed'],
    about: 'have this status',
    examples: ['status:in_progress', 'status:open,closed'],
    otherWords: ['stage', 'column'],
  },
  reason: {
    takes: 'choice',
    values: ['completed', 'not_planned', 'duplicate'],
    about: 'were closed for this reason',
    examples: ['reason:not_planned', 'reason:completed,duplicate'],
    otherWords: ['resolution', 'closed_reason', 'because'],
  },
  priority: {
    takes: 'choice',
    values: ['low', 'medium', 'high'],
    about: 'have this priority',
    examples: ['priority:high', 'priority:medium,high'],
    otherWords: ['severity', 'importance', 'urgency'],
  },
  project: {
    takes: 'project',
    about: 'are in this project, named by its key or id',
    examples: ['project:WEB'],
    otherWords: ['repo', 'repository', 'board', 'team', 'space'],
  },
  label: {
    takes: 'label',
    about: 'have this label',
    examples: ['label:bug', 'label:bug,regression', 'label:"good first issue"'],
    otherWords: ['labels', 'tag', 'tags', 'component'],
  },
  author: {
    takes: 'user',
    about: 'this user opened: a username, an email address, an id, or `@me`',
    examples: ['author:ada', 'author:@me'],
    otherWords: ['creator', 'reporter', 'user', 'from', 'by'],
  },
  assignee: {
    takes: 'user',
    about: 'this user is to do',
    examples: ['assignee:@me'],
    otherWords: ['assigned', 'owner', 'for'],
  },
  commenter: {
    takes: 'user',
    about: 'this user commented on',
    examples: ['commenter:grace'],
    otherWords: ['commented'],
  },
  mentions: {
    takes: 'user',
    about: 'name this user as `@ada`, in the description or a comment',
    examples: ['mentions:@me', 'mentions:ada'],
    otherWords: ['mentioned', 'named', 'names'],
  },
  involves: {
    takes: 'user',
    about: 'this user opened, is to do, commented on, or is named in',
    examples: ['involves:@me'],
    otherWords: ['participant', 'participants'],
  },
  milestone: {
    takes: 'milestone',
    about: 'are part of this milestone, named by its title or id',
    examples: ['milestone:1.0', 'milestone:"Summer release"'],
    otherWords: ['version', 'release', 'sprint', 'cycle'],
  },
  parent: {
    takes: 'issue',
    about: 'are part of this issue, named by its key or id',
    examples: ['parent:WEB-12'],
    otherWords: ['epic', 'part-of'],
  },
  no: {
    takes: 'choice',
    values: ['label', 'assignee', 'milestone', 'parent', 'due'],
    about: 'have no label, no assignee or no milestone, are part of no issue, or are due on no day',
    examples: ['no:assignee'],
    otherWords: ['without', 'missing', 'empty'],
  },
  created: {
    takes: 'time',
    about: 'were opened then',
    examples: ['created:2026-01-31', 'created:>=2026-01-01', 'created:2026-01-01..2026-01-31'],
    otherWords: ['opened', 'since'],
  },
  updated: {
    takes: 'time',
    about: 'were last changed then',
    examples: ['updated:<2025-07-01', 'updated:>=2026-01-31T09:30:00Z'],
    otherWords: ['modified', 'changed'],
  },
  closed: { takes: 'time', about: 'were closed then', examples: ['closed:2026-01-01..*'], otherWords: ['resolved'] },
  due: {
    takes: 'day',
    about: 'are due on such a day',
    examples: ['due:2026-01-31', 'due:<2026-02-01', 'due:2026-01-01..2026-01-31'],
    otherWords: ['due_on', 'deadline', 'duedate'],
  },
  comments: {
    takes: 'count',
    about: 'have so many comments',
    examples: ['comments:>10', 'comments:1..5', 'comments:0'],
    otherWords: ['replies'],
  },
  reactions: {
    takes: 'count',
    about: 'have so many reactions, to the issue itself',
    examples: ['reactions:>10', 'reactions:0'],
    otherWords: ['votes', 'likes'],
  },
  in: {
    takes: 'choice',
    values: ['title', 'body', 'description', 'comments', 'labels'],
    about: 'looks for the words only there; `body` is the description',
    examples: ['in:title', 'in:title,body'],
  },
  sort: {
    takes: 'choice',
    values: SORTED_BY.flatMap((by) => [by, `${by}-desc`, `${by}-asc`]),
    about: 'sorts the issues; downwards, unless it says `-asc`',
    examples: ['sort:updated', 'sort:comments-asc'],
    otherWords: ['order', 'orderby'],
  },
} as const satisfies Record<string, QualifierInfo>))();

export type QualifierName = keyof typeof QUALIFIERS;

export const QUALIFIER_NAMES = /* @__PURE__ */ (() => (Object.keys(QUALIFIERS) as QualifierName[]))();

/** Qualifiers of the query as a whole: they can be neither negated nor one of several. */
export const OF_QUERY: readonly QualifierName[] = /* @__PURE__ */ (() => (['in', 'sort']))();

/** Whether there is a qualifier of this name, in small letters. */
export function isQualifier(name: string): name is QualifierName {
  return Object.hasOwn(QUALIFIERS, name);
}

export function infoOf(name: QualifierName): QualifierInfo {
  return QUALIFIERS[name];
}
