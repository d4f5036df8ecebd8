import { placeOf } from './router.ts';
import type { Rule, SourceFile } from './source.ts';
import { withoutSqlText } from './sql.ts';

const FEATURES = 'packages/router/src/features/';

/** Tables of which an actor sees some rows only, as `visibility/guarded.ts` has them. */
const GUARDED = [
  'project',
  'label',
  'milestone',
  'issue',
  'issue_key',
  'issue_assignee',
  'issue_label',
  'issue_relation',
  'comment',
  'attachment',
  'reaction',
  'watch',
  'mention',
  'notification',
  'event',
];

/** Files that read them past the handles, each with its reason. */
const UNGUARDED: Record<string, string> = {
  [`${FEATURES}issue/queries/walks.ts`]: 'a walk asks for the projects that are seen by its indexes',
  [`${FEATURES}issue/queries/conditions.ts`]: 'conditions on candidates that a walk gave',
  [`${FEATURES}issue/queries/where.ts`]: 'conditions on issues that were seen',
  [`${FEATURES}issue/queries/words.ts`]: 'the index of words knows serials alone',
  [`${FEATURES}issue/queries/bin.ts`]: 'a walk through projects that are seen',
  [`${FEATURES}issue/queries/places.ts`]: 'old keys lead to ids, which are looked up as all ids are',
  [`${FEATURES}issue/queries/named.ts`]: 'places that texts name lead to issues, which are asked whether they are seen',
  [`${FEATURES}issue/queries/rows.ts`]: 'what belongs to rows that were seen',
  [`${FEATURES}issue/queries/summaries.ts`]: 'what belongs to rows that were seen',
  [`${FEATURES}issue/queries/exported.ts`]: 'what belongs to rows that were seen',
  [`${FEATURES}issue/commands/parent.ts`]: 'no circle may be made, also by what is in the bin or out of sight',
  [`${FEATURES}issue/commands/purge.ts`]: 'empties the bin, for nobody, or what was seen in it',
  [`${FEATURES}issue/commands/number.ts`]: 'numbers are drawn over all issues',
  [`${FEATURES}issue/commands/take-off.ts`]: 'works for nobody: a deleted label or user is taken off every issue',
  [`${FEATURES}label/queries/get.ts`]: 'the projects of labels that were seen',
  [`${FEATURES}label/queries/list.ts`]: 'a walk, whose candidates are asked whether they are seen',
  [`${FEATURES}label/commands/delete.ts`]: 'goes on with a deletion, for nobody: the label is out of sight by then',
  [`${FEATURES}milestone/queries/get.ts`]: 'the projects of milestones that were seen',
  [`${FEATURES}milestone/queries/list.ts`]: 'a walk, whose candidates are asked whether they are seen',
  [`${FEATURES}milestone/commands/delete.ts`]:
    'goes on with a deletion, for nobody: the milestone is out of sight by then',
  [`${FEATURES}reaction/commands/react.ts`]: 'what the actor has said to an issue or a comment that was seen',
  [`${FEATURES}reaction/commands/take-off.ts`]: 'works for nobody: the reactions of a deleted user are taken off',
  [`${FEATURES}search/queries/highlights.ts`]: 'the comments on issues that were seen',
  [`${FEATURES}relation/queries/list.ts`]: 'a walk, whose candidates are asked whether they are seen',
  [`${FEATURES}relation/queries/rows.ts`]:
    'what belongs to issues that were seen, of which the other side is asked for',
  [`${FEATURES}attachment/queries/belonging.ts`]: 'what belongs to issues and comments that were seen',
  [`${FEATURES}attachment/commands/gone.ts`]: 'what belongs to an issue or a comment that is deleted',
  [`${FEATURES}event/commands.ts`]: 'takes texts out of the events of what was seen',
  [`${FEATURES}event/queries/get.ts`]: 'asks what is seen by itself, as events are not all of issues',
  [`${FEATURES}event/queries/known.ts`]: 'asks whether anything has an id, whoever may see it',
  [`${FEATURES}event/queries/walk.ts`]: 'a walk, whose candidates are asked whether they are seen',
  [`${FEATURES}event/queries/log.ts`]: 'reads the log for nobody, and asks what is seen of it by itself',
  [`${FEATURES}event/queries/seen.ts`]: 'conditions on candidates that a walk gave',
  [`${FEATURES}event/queries/rows.ts`]: 'what belongs to events that were seen',
  [`${FEATURES}event/queries/changes.ts`]: 'what belongs to events that were seen',
  [`${FEATURES}event/queries/subjects.ts`]: 'what belongs to events that were seen',
  [`${FEATURES}watch/queries/ties.ts`]: 'who takes part in issues that were seen, or are told of by nobody',
  [`${FEATURES}watch/queries/list.ts`]: 'who takes part in an issue that was seen',
  [`${FEATURES}notification/queries/rows.ts`]: 'what a user is told, of which the issues are asked for',
  [`${FEATURES}notification/queries/list.ts`]: 'a walk, whose candidates are asked whether their issues are seen',
  [`${FEATURES}notification/queries/news.ts`]: 'works for nobody: what happened is told to who sees it',
  [`${FEATURES}notification/queries/mentions.ts`]: 'works for nobody: whom a text names is told if they see it',
  [`${FEATURES}notification/queries/audience.ts`]: 'works for nobody: asks who may be told',
  [`${FEATURES}notification/queries/mailed.ts`]: "what belongs to an issue that was seen, and is its reader's own",
  [`${FEATURES}notification/queries/due.ts`]: 'works for nobody: says to whom something is to be mailed',
  [`${FEATURES}notification/commands/mail.ts`]: 'works for nobody: a mail is written as its receiver sees it',
  [`${FEATURES}notification/commands/delete.ts`]: 'deletes what a user was told, or nobody needs',
  [`${FEATURES}sync/queries/rows.ts`]: 'what belongs to issues that were seen',
  [`${FEATURES}sync/queries/touched.ts`]: 'what is touched is read afterwards, by who sees it',
  [`${FEATURES}sync/queries/lost.ts`]: 'asks itself who saw a project that is out of sight',
  [`${FEATURES}project/queries/sights.ts`]: 'says what is seen',
  [`${FEATURES}project/commands/delete.ts`]: 'asks whether anything is left, also in the bin',
  [`${FEATURES}search/queries/incomplete.ts`]: 'asks itself whether the projects of labels are seen',
  [`${FEATURES}import/queries.ts`]: 'asks what was imported before, wherever it is now',
};

/** The other kinds hold no SQL at all. */
const HOLDS_SQL = ['queries', 'commands'];

/** What only `visibility/` may take from the database: its handles see everything. */
const HANDLES = ['Reader', 'Writer', 'prepared', 'Database'];

/** What actors may not all see is read through handles that are bound to the actor. */
export const checkGuarded: Rule = (source) => {
  const place = placeOf(source.file);
  if (place?.in !== 'feature' || !HOLDS_SQL.includes(place.kind)) return [];
  const taken = source.imports.flatMap(({ specifier, names }) =>
    specifier === '@docket/db' ? names.filter((name) => HANDLES.includes(name)) : [],
  );
  const reads = UNGUARDED[source.file] ? [] : GUARDED.filter((table) => readsTable(source, table));
  return [
    ...taken.map((name) => `takes ${name} of @docket/db, which sees everything: take that of visibility/`),
    ...reads.map((table) => `reads the table ${table} past what its actor may see: take it from a bound handle`),
    ...(source.names.has('unguarded') && !UNGUARDED[source.file]
      ? ['reads past what its actor may see: take it from a bound handle, or list the file in structure/guarded.ts']
      : []),
  ];
};

const READING_METHODS = /^(selectFrom|.*Join|.*JoinLateral|from|using)$/;

function readsTable({ calls, sql }: SourceFile, table: string): boolean {
  const named = new RegExp(String.raw`^(\w+\.)?${table}(\s+as\s+\w+)?$`, 'i');
  const inSql = new RegExp(
    String.raw`(?<!\bdelete\s+)\b(from|join|using)\s+([\w."]+(\s+(as\s+)?\w+)?\s*,\s*)*"?${table}\b`,
    'i',
  );
  return (
    calls.some(({ method, texts }) => READING_METHODS.test(method) && texts.some((text) => named.test(text))) ||
    sql.some((text) => inSql.test(withoutSqlText(text)))
  );
}
