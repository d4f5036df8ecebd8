import type { Fixed, Versioned } from './account-tables.ts';

export type TemplateTable = Versioned & {
  id: Fixed<string>;
  project_id: Fixed<string>;
  name: string;
  /** The name folded: unique in the project. */
  name_key: string;
  title: string | null;
  description: string | null;
  priority: 'low' | 'medium' | 'high' | null;
  /** JSON: the ids of labels, also of such as are gone. */
  label_ids: string;
  created_at: Fixed<string>;
  updated_at: string;
};

export type TemplateAssigneeTable = { template_id: Fixed<string>; user_id: Fixed<string> };
