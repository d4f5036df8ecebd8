import type { Reader } from '../../../visibility/handles.ts';

/** Files that are cleared at once. */
const PART = 100;

/** Some of the files that are to be taken out of the store by now. */
export async function looseFiles(db: Reader, at: string): Promise<string[]> {
  const rows = await db
    .selectFrom('loose_file')
    .select('id')
    .where('due_at', '<=', at)
    .orderBy('due_at')
    .limit(PART)
    .execute();
  return rows.map(({ id }) => id);
}
