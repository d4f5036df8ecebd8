import type { Fixed, Versioned } from './account-tables.ts';

export type ViewTable = Versioned & {
  id: Fixed<string>;
  /** Null: it is of all, or of its owner alone. */
  project_id: Fixed<string | null>;
  owner_id: Fixed<string>;
  /** 0: nobody but its owner sees it. */
  is_shared: Fixed<0 | 1>;
  name: string;
  /** The name folded. */
  name_key: string;
  /** In the language of queries. */
  query: string;
  sort: string | null;
  created_at: Fixed<string>;
  updated_at: string;
};
