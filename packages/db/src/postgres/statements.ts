import { LRUCache } from 'lru-cache';
import type pg from 'pg';

/** Statements kept prepared on each connection: more than the product has shapes of query that are used often. */
const STATEMENTS_KEPT = 200;

/**
 * What a connection keeps prepared: the statements that were asked for more than once, and of them those that were
 * asked for last. So whoever thinks of ever new filters drives out nothing that is asked for each day.
 */
export class PreparedStatements {
  readonly #names = new LRUCache<string, string>({
    max: STATEMENTS_KEPT,
    dispose: (name) => this.#old.push(name),
  });
  readonly #askedOnce = new LRUCache<string, true>({ max: STATEMENTS_KEPT });
  readonly #old: string[] = [];
  #count = 0;

  nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || !this.#askedOnce.has(text)) {
      this.#askedOnce.set(text, true);
      return known;
    }
    this.#count += 1; // a name is never given twice: the driver remembers each
    return `docket_${this.#count}`;
  }

  /** To be called when PostgreSQL has prepared it. */
  keep(text: string, name: string): void {
    if (this.#names.get(text) !== name) this.#names.set(text, name);
  }

  /** What is sent here runs before whatever the next user of the connection sends. */
  dropOldOnes(client: pg.ClientBase): void {
    if (this.#old.length === 0) return;
    const all = this.#old.splice(0).map((name) => `deallocate ${name}`);
    client.query(all.join('; ')).catch(() => undefined); // then they take a little memory until the connection ends
  }
}

/** By connection: each has prepared what it was asked itself. */
const preparedOn = new WeakMap<pg.ClientBase, PreparedStatements>();

export function statementsOf(client: pg.ClientBase): PreparedStatements {
  const statements = preparedOn.get(client) ?? new PreparedStatements();
  preparedOn.set(client, statements);
  return statements;
}
