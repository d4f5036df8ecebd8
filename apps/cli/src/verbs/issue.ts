import type { Caller } from '@docket/router';
import { fold } from '@docket/router/text';
import type { DefaultProject } from '../default-project.ts';
import { plain, plainLines } from '../io.ts';
import { nameOfIssue, nameOfKey, namesOfIssues, pageOfIssue } from '../issue-names.ts';
import { wholeList } from '../list-walk.ts';
import type { Saved } from '../save.ts';
import { bulk, undoBulk } from './bulk.ts';
import { showComments } from './comment.ts';
import { eventColumns } from './event.ts';
import { gone } from './issue-gone.ts';
import { issuePlace } from './issue-place.ts';
import { namedCounts } from './reaction.ts';
import { type Beside, day, type Extra, type List, listOf, nameOf, type Shown, type Verb } from './verb.ts';

type Of<Procedure extends keyof Caller['issue']> = Verb<Awaited<ReturnType<Caller['issue'][Procedure]>>>;
type Issue = Awaited<ReturnType<Caller['issue']['get']>>;

const NAMES = { labels: 'label', assignees: 'assignee', due_on: 'due' };
const LETTERS = { title: 't', description: 'b', labels: 'l', assignees: 'a', milestone: 'm' };

export function showIssues(list: List<Issue>, here: DefaultProject | undefined): Shown {
  const show = listOf<Issue>('issue', [
    ['NUMBER', namesOfIssues(list.items, here)],
    ['STATUS', ({ status }) => status],
    ['PRIORITY', ({ priority }) => priority],
    ['UPDATED', ({ updated_at }) => day(updated_at)],
    ['AUTHOR', ({ author }) => nameOf(author)],
    ['ASSIGNEES', ({ assignees }) => assignees.map(nameOf).join(', ')],
    ['LABELS', ({ labels }) => labels.map(nameOf).join(', ')],
    ['TITLE', ({ title }) => title],
  ]);
  return show(list);
}

/** As `gh` has it. */
const STATES: Record<string, string[] | undefined> = { open: ['open', 'in_progress'], closed: ['closed'] };

const state: Extra = {
  flags: '--state <state>',
  description: 'open, closed or all',
  isHidden: true,
  change(input, [name = '']) {
    const status = STATES[name] ?? (name === 'all' ? undefined : [name]); // which the procedure refuses
    if (status) input['status'] = status;
  },
};

const body: Extra = {
  flags: '--body <text>',
  description: 'the description',
  isHidden: true,
  change(input, [text]) {
    input['description'] = text;
  },
};

const list: Of<'list'> = {
  command: 'issue list',
  extras: [state],
  aliases: ['ls'],
  finds: { parent: 'issue' },
  letters: { author: 'A', assignee: 'a', label: 'l', milestone: 'm', status: 's', limit: 'L' },
  page: () => '/issues',
  examples: [
    'issue list --status open in_progress --priority high',
    'issue list --search "crash -label:bug"',
    'issue list --assignee me --limit 200 --json',
  ],
  show: (answer, _, here) => showIssues(answer, here),
};

const exported: Verb<Saved> = {
  command: 'export',
  places: [],
  letters: { author: 'A', assignee: 'a', label: 'l', milestone: 'm', project: 'R', status: 's' },
  examples: ['export issues.ndjson', 'export --project WEB --status closed | gzip > closed.ndjson.gz'],
  show: ({ file, bytes }) => ({ note: `Wrote ${bytes} bytes to ${plain(file)}.` }),
};

const create: Of<'create'> = {
  command: 'issue create',
  aliases: ['new'],
  names: NAMES,
  finds: { parent: 'issue' },
  letters: { ...LETTERS, template: 'T' },
  text: 'description',
  needs: { fields: ['title', 'description'], unless: 'template' },
  extras: [body],
  page: pageOfIssue,
  examples: [
    'issue create --title "Crash on save" --description "An empty file crashes it." --label bug',
    'issue create --title "Crash on save" -F report.md --due 2026-01-31',
    'issue create --template "Bug report" --title "Crash on save"',
  ],
  show: (made, _, here) => {
    const name = nameOfIssue(made, here);
    return { text: name, lead: `Filed issue ${name}: ${plain(made.title)}` };
  },
};

const allComments: Beside<Parameters<typeof showComments>[0]> = {
  field: 'comments',
  async read({ id }, { comment }) {
    // TypeScript cannot follow a list through a call of any procedure.
    const list = (input: unknown) => comment.list(input as Parameters<typeof comment.list>[0]);
    const { items } = (await wholeList(list, { issue_id: id, limit: Number.POSITIVE_INFINITY })) as Awaited<
      ReturnType<typeof comment.list>
    >;
    return items;
  },
  show(comments) {
    const { text } = showComments(comments);
    return text === undefined ? {} : { text: `\n${text}` };
  },
};

const get: Of<'get'> = {
  command: 'issue view',
  aliases: ['show'],
  places: [issuePlace],
  page: pageOfIssue,
  extras: [{ flags: '-c, --comments', description: 'show the comments too', beside: allComments }],
  examples: ['issue view 42', 'issue view WEB-42 --comments'],
  show: (shown, _, here) => showIssue(shown, here),
};

const update: Of<'update'> = {
  command: 'issue edit',
  places: [issuePlace],
  names: NAMES,
  finds: { duplicate_of: 'issue', parent: 'issue' },
  letters: LETTERS,
  text: 'description',
  extras: [
    body,
    changesList('labels', 'label', (issue) => issue.labels.map(nameOf)),
    changesList('labels', 'label', (issue) => issue.labels.map(nameOf), { removes: true }),
    changesList('assignees', 'assignee', (issue) => issue.assignees.map(nameOf)),
    changesList('assignees', 'assignee', (issue) => issue.assignees.map(nameOf), { removes: true }),
  ],
  examples: ['issue edit 42 --status in_progress --add-label bug --add-assignee me', 'issue edit 42 --editor'],
  show: (changed, _, here) => ({
    note: [`Changed issue ${nameOfIssue(changed, here)}: ${plain(changed.title)}`, ...openChildrenOf(changed)].join(
      '\n',
    ),
  }),
};

/** An option that adds to what is there, or takes away from it. */
function changesList(
  field: 'labels' | 'assignees',
  noun: string,
  namesIn: (issue: Issue) => string[],
  { removes = false } = {},
): Extra {
  return {
    flags: `--${removes ? 'remove' : 'add'}-${noun} <name>`,
    description: `${removes ? 'take this one away' : 'add this one'}, and leave the others; may be given several times`,
    isList: true,
    async change(input, values, { caller: { issue, user } }) {
      const names = values.includes('me') ? [...values, nameOf(await user.me())] : values;
      const isNamed = (name: string) => names.some((one) => fold(one) === fold(name));
      const present = (input[field] as string[] | undefined) ?? namesIn(await issue.get({ id: String(input['id']) }));
      const others = present.filter((name) => !isNamed(name));
      input[field] = removes ? others : [...others, ...values];
    },
  };
}

const events: Of<'events'> = {
  command: 'issue history',
  places: [issuePlace],
  letters: { limit: 'L' },
  examples: ['issue history 42'],
  show: (answer, _, here) => listOf<(typeof answer.items)[number]>('event', eventColumns(here))(answer),
};

export const issue = { list, export: exported, create, get, update, bulk, undoBulk, ...gone, events };

/** What is to be said of an issue that was closed before all of its parts were. */
export function openChildrenOf({ status, children: { total, closed } }: Issue): string[] {
  return status === 'closed' && closed < total ? [`Of its parts, ${closed} of ${total} are done.`] : [];
}

/** What a terminal shows of one issue. */
function showIssue(shown: Issue, here: DefaultProject | undefined): Shown {
  const { title, status, closed_reason, priority, author, created_at, comment_count } = shown;
  const { labels, assignees, milestone, due_on, parent, children, reactions, description } = shown;
  const counts = namedCounts(reactions);
  const about = [
    `${status}${closed_reason ? ` as ${closed_reason}` : ''} · ${priority} priority · ${nameOf(author)} opened it on ${day(created_at)}`,
    comment_count > 0 && `${comment_count} comment${comment_count === 1 ? '' : 's'}`,
  ].filter((part) => part !== false);
  const lists = [
    assignees.length > 0 && `Assignees: ${assignees.map(nameOf).join(', ')}`,
    labels.length > 0 && `Labels: ${labels.map(nameOf).join(', ')}`,
    milestone && `Milestone: ${milestone.title}`,
    due_on && `Due: ${due_on}`,
    parent && `Part of: ${nameOfKey(parent.key, here)} ${parent.title}`,
    counts !== '' && `Reactions: ${counts}`,
    children.total > 0 && `Parts: ${children.closed} of ${children.total} done`,
  ].filter((line) => typeof line === 'string');
  const head = [`${title} ${nameOfIssue(shown, here)}`, about.join(' · '), ...lists].map(plain);
  return { text: [...head, '', plainLines(description).trimEnd()].join('\n') };
}
