import type { Database, DatabaseObserver } from '@docket/db';

/** Goes around a piece of work: does it once, and gives or throws what it does. */
export type Around = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Watches a Docket from outside, such as for metrics and traces. What is left out costs nothing. */
export type Observer = {
  /** Hears of statements and commits. */
  database?: DatabaseObserver;
  /** Goes around `Database.write`. */
  write?(write: Database['write']): Database['write'];
  /** Goes around each delivery from the outbox, which is named by its kind, such as `mail.welcome`. */
  delivery?: Around;
  /** Hears how long after its time an event is read for those who follow the log. */
  feedLag?(lagMs: number): void;
};
