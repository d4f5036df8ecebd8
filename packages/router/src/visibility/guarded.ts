import type { Tables } from '@docket/db';

/** Tables of which an actor may see some rows only: those of what is in projects, and what hangs on that. */
type Guarded =
  | 'project'
  | 'label'
  | 'milestone'
  | 'issue'
  | 'issue_key'
  | 'issue_assignee'
  | 'issue_label'
  | 'issue_relation'
  | 'comment'
  | 'attachment'
  | 'reaction'
  | 'watch'
  | 'mention'
  | 'notification'
  | 'event';

/** All others. */
export type OpenTables = Omit<Tables, Guarded>;

/** Those, and one of the guarded. */
export type With<Table extends Guarded> = OpenTables & Pick<Tables, Table>;
