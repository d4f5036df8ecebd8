import { writes } from '../../procedures/bases.ts';
import { rest } from '../../procedures/meta.ts';
import { t } from '../../procedures/trpc.ts';
import { importIssues } from './commands.ts';
import { ImportIssues, ImportResult } from './schema.ts';

export const archiveRouter = t.router({
  import: writes.admin
    .meta(
      rest('POST /archive/import', {
        tag: 'Archive',
        operationId: 'importIssues',
        summary: 'Import issues',
        description:
          'Adds issues of another tracker with their authors, dates, labels, assignees, states and comments. What was imported before is left as it is. Admins only.',
      }),
    )
    .input(ImportIssues)
    .output(ImportResult)
    .mutation(({ ctx, input }) => ctx.db.write((db) => importIssues(db, ctx, input))),
});
