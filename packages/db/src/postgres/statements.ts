import { LRUCache } from 'lru-cache';
import type pg from 'pg';

/** Statements kept prepared on each connection: more than the product has shapes of query that are used often. */
const STATEMENTS_KEPT = 200;

/** Names that a connection gives before another takes its place. The driver keeps the text of each until then. */
const NAMES_GIVEN = 1000;

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

  /** It is given also to what then fails: PostgreSQL has prepared a statement before it refuses its values. */
  nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    if (!this.#askedOnce.has(text)) {
      this.#askedOnce.set(text, true);
      return;
    }
    this.#count += 1; // the driver refuses a name that had another text
    const name = `docket_${this.#count}`;
    this.#names.set(text, name);
    return name;
  }

  /** Whether the connection should be closed for all that the driver keeps of it. */
  get hasManyNames(): boolean {
    return this.#count >= NAMES_GIVEN;
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
