import type { Caller } from '@docket/router';
import type { DefaultProject } from '../default-project.ts';
import { issueKeyOf, nameOfKey } from '../issue-names.ts';
import type { Extra, Shown, Verb } from './verb.ts';

type BulkEdit = Awaited<ReturnType<Caller['issue']['bulk']>>;
type Result = BulkEdit['results'][number];

/** An option that says a field of the change. */
function changes(flags: string, description: string, field: string, { isList = false } = {}): Extra {
  return {
    flags,
    description,
    ...(isList && { isList: true }),
    sets: `change.${field}`,
    change: (input, values) => set(input, field, isList ? values : values[0]),
  };
}

/** An option that says it whole. */
function fixed(flags: string, description: string, field: string, value: unknown): Extra {
  return { flags, description, change: (input) => set(input, field, value) };
}

function set(input: Record<string, unknown>, field: string, value: unknown): void {
  input['change'] = { ...(input['change'] as object | undefined), [field]: value };
}

const many = 'may be given several times';

export const bulk: Verb<BulkEdit> = {
  command: 'issue bulk',
  finds: { ids: 'issue' },
  extras: [
    fixed('--close', 'close them', 'status', 'closed'),
    fixed('--reopen', 'open them again', 'status', 'open'),
    changes('-s, --status <status>', 'make this their status: open, in_progress or closed', 'status'),
    changes('--closed-reason <reason>', 'why they are closed: completed, not_planned or duplicate', 'closed_reason'),
    changes('-p, --priority <priority>', 'make this their priority: low, medium or high', 'priority'),
    changes('-m, --milestone <title>', 'put them into this milestone of their project', 'milestone'),
    fixed('--no-milestone', 'take them out of their milestone', 'milestone', null),
    {
      flags: '--parent <issue>',
      sets: 'change.parent',
      description: 'make them parts of this issue: its number, key or id',
      change: (input, [word = ''], { here }) => set(input, 'parent', issueKeyOf(word, here)),
    },
    fixed('--no-parent', 'take them out of what they are part of', 'parent', null),
    changes('--due <day>', 'make this the day when they are due, such as 2026-01-31', 'due_on'),
    fixed('--no-due', 'they are due on no day', 'due_on', null),
    changes('--add-label <name>', `put this label on them; ${many}`, 'add_labels', { isList: true }),
    changes('--remove-label <name>', `take this label off them; ${many}`, 'remove_labels', { isList: true }),
    changes('--add-assignee <user>', `assign this user, or me; ${many}`, 'add_assignees', { isList: true }),
    changes('--remove-assignee <user>', `take this user off them; ${many}`, 'remove_assignees', { isList: true }),
    changes('--move-to <key>', 'move them to this project', 'project'),
    fixed('--confirm-visibility', 'also where every user sees them then', 'confirm_visibility', true),
  ],
  examples: [
    'issue bulk --search "is:open label:old" --close --add-label stale --dry-run',
    'issue bulk --ids 12 13 --priority high --add-assignee me',
  ],
  show: (edit, _, here) => {
    const refused = edit.results.filter(({ error }) => error).length;
    const changed = edit.results.filter(({ changes }) => changes.length > 0).length;
    const same = edit.results.length - changed - refused;
    const did = edit.id === null ? 'Would change' : 'Changed';
    const parts = [
      `${did} ${count(changed)}`,
      same > 0 && `left ${same} that ${same === 1 ? 'is' : 'are'} so already`,
      refused > 0 && `${refused} refused`,
    ];
    const undo = edit.id !== null && changed > 0 ? `. Within a day: ./docket issue undo ${edit.id}` : '.';
    return { ...table(edit, here), note: parts.filter(Boolean).join(', ') + undo };
  },
};

export const undoBulk: Verb<BulkEdit> = {
  command: 'issue undo',
  places: [{ field: 'id', name: 'bulk-edit', description: 'the id that "issue bulk" said' }],
  examples: ['issue undo 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c1a'],
  show: (edit, _, here) => {
    const left = edit.results.filter(({ error }) => error).length;
    const note = `Set ${count(edit.results.length - left)} back${left > 0 ? `, left ${left} as they are` : ''}.`;
    return { ...table(edit, here), note };
  },
};

function table({ results }: BulkEdit, here: DefaultProject | undefined): Shown {
  if (results.length === 0) return {};
  const rows = results.map((result) => [nameOf(result, here), whatOf(result), result.issue?.title ?? '']);
  return { table: [['ISSUE', 'RESULT', 'TITLE'], ...rows] };
}

function nameOf({ asked = '', issue }: Result, here: DefaultProject | undefined): string {
  return issue ? nameOfKey(issue.key, here) : asked;
}

function whatOf({ changes, error }: Result): string {
  if (error)
    return [error.detail, ...(error.errors ?? []).map(({ message }) => message), ...conflictsIn(error)].join('; ');
  if (changes.length === 0) return 'is so already';
  return changes.map(({ field, from, to }) => `${field}: ${said(from)} → ${said(to)}`).join(', ');
}

function conflictsIn({ conflicts = [] }: NonNullable<Result['error']>): string[] {
  return conflicts.map(({ field, current }) => `${field} is ${Array.isArray(current) ? current.join(', ') : current}`);
}

function said(value: Result['changes'][number]['from']): string {
  return (Array.isArray(value) ? value.join(' ') : value) || 'none';
}

function count(issues: number): string {
  return issues === 1 ? '1 issue' : `${issues} issues`;
}
