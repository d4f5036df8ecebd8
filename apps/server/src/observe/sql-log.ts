import type { RanStatement } from '@docket/router';
import type { Watcher } from './watcher.ts';

const MAX_SQL = 2000;

/** What is shown of a statement: one for a thousand rows is longer, and says no more. */
export function shownOf(sql: string): string {
  return sql.slice(0, MAX_SQL);
}

/** Logs each SQL statement with its time, once there is a log. What is bound to it stays out: a secret may be in it. */
export function sqlLog(): Watcher {
  let say: ((ran: RanStatement) => void) | undefined;
  return {
    observer: { database: { statement: (ran) => say?.(ran) } },
    attach({ app: { log } }) {
      say = ({ sql, milliseconds }) => {
        const duration_ms = Math.round(milliseconds * 1000) / 1000;
        log.debug({ sql: shownOf(sql), duration_ms }, 'SQL');
      };
    },
  };
}
