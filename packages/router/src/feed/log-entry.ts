import type { Change } from '../core/events.ts';

/** An event as it stands in the log, whoever may see it, with the beginnings of its long texts. */
export type LogEntry = {
  position: number;
  id: string;
  type: string;
  subject_id: string;
  project_id: string | null;
  actor_id: string | null;
  actor_name: string | null;
  comment_id: string | null;
  changes: (Change & { from_is_cut?: boolean | undefined; to_is_cut?: boolean | undefined })[];
  created_at: string;
};

/** About how many bytes of memory it takes. */
export function bytesOf({ changes }: LogEntry): number {
  return ENTRY_BYTES + (changes.length > 0 ? 2 * JSON.stringify(changes).length : 0);
}

const ENTRY_BYTES = 600;
