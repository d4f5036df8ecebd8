import { type Around, countDeliveries, countOutbox, type Docket } from '@docket/router';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { within } from '../within.ts';
import type { Watched } from './watcher.ts';

/** A scrape needs a prompt answer, also while the database does not give one. */
const COUNT_WITHIN_MS = 1000;

/** What runs and what waits. */
export function loadMetrics(registry: Registry, { docket, requests, sockets }: Watched): void {
  gauge(registry, 'docket_requests_running', 'Requests that are worked on', () => requests().running);
  gauge(registry, 'docket_requests_waiting', 'Requests that wait for their turn', () => requests().waiting);
  gauge(registry, 'docket_hashing_running', 'Passwords that are hashed', () => docket.load().hashing.running);
  gauge(registry, 'docket_hashing_waiting', 'Passwords that wait to be hashed', () => docket.load().hashing.waiting);
  const help = 'Transactions that were asked for and have not begun';
  gauge(registry, 'docket_writes_waiting', help, () => docket.load().database.writes_waiting);
  gauge(registry, 'docket_websockets', 'WebSockets that are open', () => sockets.load().open);
  gauge(registry, 'docket_feed_followers', 'Who follows the log of events', () => docket.load().feed.followers);
  const kept = 'Memory for the events that are kept for them, about';
  gauge(registry, 'docket_feed_bytes', kept, () => docket.load().feed.bytes);
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

/** The connections to PostgreSQL, by what they are for. On SQLite there are none. */
export function poolMetrics(registry: Registry, docket: Docket): void {
  const states = [
    ['docket_postgres_connections', 'Connections that are open', 'total'],
    ['docket_postgres_connections_idle', 'Connections that are open and free', 'idle'],
    ['docket_postgres_connections_waiting', 'Statements that wait for a connection', 'waiting'],
  ] as const;
  for (const [name, help, state] of states) {
    new Gauge({
      name,
      help,
      labelNames: ['pool'],
      registers: [registry],
      collect() {
        for (const [pool, load] of Object.entries(docket.load().database.pools)) this.set({ pool }, load[state]);
      },
    });
  }
}

/** What waits in the database is the same for all processes, so a sum over them would be wrong. */
export function outboxMetrics(registry: Registry, { database }: Docket): void {
  new Gauge({
    name: 'docket_outbox_messages',
    help: 'Mail and other messages that wait to be delivered, or were given up (failed)',
    labelNames: ['state'],
    aggregator: 'max',
    registers: [registry],
    async collect() {
      this.reset(); // of a database that does not answer, nothing is known
      const counted = await within(COUNT_WITHIN_MS, countOutbox(database.read)).catch(() => undefined);
      if (!counted) return;
      this.set({ state: 'waiting' }, counted.waiting);
      this.set({ state: 'failed' }, counted.failed);
    },
  });
}

/** The same of messages to webhooks. How each attempt ended is told as that of the outbox is, by the kind `webhook`. */
export function webhookMetrics(registry: Registry, { database }: Docket): void {
  const counts = [
    ['docket_webhook_deliveries_waiting', 'Messages that wait to be sent to a webhook, or to be sent again', 'waiting'],
    ['docket_webhook_lag_seconds', 'How late the message to a webhook is that should have been sent first', 'lag'],
  ] as const;
  for (const [name, help, count] of counts) {
    new Gauge({
      name,
      help,
      aggregator: 'max',
      registers: [registry],
      async collect() {
        this.reset();
        const counting = countDeliveries(database.read, new Date().toISOString());
        const counted = await within(COUNT_WITHIN_MS, counting).catch(() => undefined);
        if (counted) this.set(counted[count]);
      },
    });
  }
}

/** @returns what is to be told how many writes share a commit */
export function commitMetrics(registry: Registry): (writes: number) => void {
  const made = new Histogram({
    name: 'docket_commit_writes',
    help: 'Writes that share a commit',
    buckets: [1, 2, 5, 10, 20, 50, 100],
    registers: [registry],
  });
  return (writes) => made.observe(writes);
}

/** Messages that left the outbox, or could not. The kinds are ours. */
export function deliveryMetrics(registry: Registry): Around {
  const made = new Counter({
    name: 'docket_deliveries_total',
    help: 'Attempts to deliver a message of the outbox, or one to a webhook',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  return async (kind, work) => {
    let outcome = 'failed';
    try {
      const result = await work();
      outcome = 'delivered';
      return result;
    } finally {
      made.inc({ kind, outcome });
    }
  };
}
