import { IN_ARCHIVE, RIGHTS, type Right } from '../packages/router/src/features/project/policy.ts';

/** What each right is for. */
const WORDS: Record<Right, string> = {
  read: 'see the project and all that is in it',
  comment: 'comment on issues',
  attach_files: 'attach files to issues',
  change_comments: 'edit and delete comments, attach files to them',
  delete_files: 'delete files',
  create_issues: 'create issues, move them here',
  edit_issues: 'edit issues',
  delete_issues: 'delete issues',
  move_issues: 'move issues to another project, which they also edit',
  manage_content: 'manage labels, milestones and templates',
  manage: 'manage members, webhooks, name, key, visibility and archive; delete it',
};

const START = '<!-- rights, generated -->\n';
const END = '<!-- /rights -->';

/** A page with the table of who may do what in it, as the policy has it. */
export function withRights(page: string): string {
  const rows = (Object.keys(WORDS) as Right[]).map((right) => {
    const { internal, private: shut } = RIGHTS[right];
    return [
      WORDS[right],
      internal.map(nameOf).join(', '),
      shut.map(nameOf).join(', '),
      IN_ARCHIVE.includes(right) ? 'yes' : 'no',
    ];
  });
  const table = [['to', 'internal', 'private', 'archived as well'], ['---', '---', '---', '---'], ...rows];
  const lines = table.map((cells) => (cells[0] === '---' ? `|${cells.join('|')}|` : `| ${cells.join(' | ')} |`));
  const [before = '', rest = ''] = page.split(START);
  const [, after = ''] = rest.split(END);
  return `${before}${START}${lines.join('\n')}\n${END}${after}`;
}

function nameOf(who: string): string {
  return who === 'user' ? 'every user' : who;
}
