import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { ChangeListeners } from '../change-listeners.ts';
import { connectionSettings } from './pool.ts';

const CHANNEL = 'docket_changes';

/** What was read is asked for again at least this often, whether we heard of a change or not. */
const MARK_LASTS_MS = 500;

const LISTEN_AGAIN_AFTER_MS = 1000;

export type Changes = {
  /** Ends a transaction, and tells every other process that something was committed. */
  readonly commit: string;
  /** To be called after each commit of this process. */
  note(): void;
  mark(): number;
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
};

/**
 * Follows what other processes commit, by NOTIFY. A notification is a hint that arrives within
 * milliseconds; since it can be lost with its connection, the mark changes by itself as well.
 */
export function followChanges(settings: pg.ClientConfig): Changes {
  const self = randomUUID();
  const closing = new AbortController();
  let changes = 0;
  const note = () => {
    changes += 1;
    listeners.notify();
  };
  let listening: Promise<void> | undefined;
  // Scripts that never ask need no connection for it.
  const hear = () => {
    listening ??= listen(settings, { signal: closing.signal, onChange: (from) => from !== self && note() });
  };
  const listeners = new ChangeListeners(() => {
    hear();
    const timer = setInterval(() => listeners.notify(), MARK_LASTS_MS).unref(); // a notification can be lost
    return () => clearInterval(timer);
  });
  return {
    commit: `notify ${CHANNEL}, '${self}'; commit`,
    note,
    mark() {
      hear();
      // Both only grow, so the sum is the same only when both are.
      return changes + Math.floor(performance.now() / MARK_LASTS_MS);
    },
    onChange: (listener) => listeners.add(listener),
    async close() {
      listeners.close();
      closing.abort();
      await listening;
    },
  };
}

type Listening = { signal: AbortSignal; onChange: (from: string | undefined) => void };

/** Listens until it is told to stop, and connects again whenever the connection is lost. */
async function listen(settings: pg.ClientConfig, listening: Listening): Promise<void> {
  const { signal } = listening;
  while (!signal.aborted) {
    // We are told to stop; or the database is away, which the calls that need it say.
    await listenOnce(settings, listening).catch(() => undefined);
    await wait(LISTEN_AGAIN_AFTER_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** Listens as long as the connection lasts. */
async function listenOnce(settings: pg.ClientConfig, { signal, onChange }: Listening): Promise<void> {
  // The signal closes it, also while it connects: client.end would wait for a server that may never answer.
  const socket = new Socket({ signal });
  const client = new pg.Client({
    ...connectionSettings(settings),
    connectionTimeoutMillis: LISTEN_AGAIN_AFTER_MS,
    query_timeout: LISTEN_AGAIN_AFTER_MS,
    stream: () => socket,
  });
  client.on('error', () => socket.destroy());
  client.on('notification', ({ payload }) => onChange(payload));
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    if (!socket.closed) await once(socket, 'close');
  } finally {
    socket.destroy();
  }
}
