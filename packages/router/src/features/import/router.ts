import { adminOnly } from '../../procedures/access.ts';
import { command } from '../../procedures/procedure.ts';
import { importIssues } from './commands/import.ts';
import { ImportIssues } from './schema/inputs.ts';
import { ImportResult } from './schema/result.ts';

export const archive = {
  import: command({
    access: adminOnly,
    route: 'POST /archive/import',
    tag: 'Archive',
    operationId: 'importIssues',
    summary: 'Import issues',
    description:
      'Adds issues of another tracker with their authors, dates, labels, milestones, assignees, states and comments. What was imported before is left as it is. With `project` they come into that, and keep each number that is free there. With `dry_run` nothing is changed. Admins only.',
    errors: ['project_archived'],
    input: ImportIssues,
    output: ImportResult,
    run: importIssues,
  }),
};
