import type { WatchStreams } from '@docket/rest';
import type { Around, DatabaseObserver, Docket, LimitState, Observer } from '@docket/router';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RequestLoad } from '../http-server.ts';
import type { OpenSockets } from '../sockets/open-sockets.ts';

/** A server that does not listen yet. */
export type Watched = {
  app: FastifyInstance;
  docket: Docket;
  requests(): RequestLoad;
  sockets: Pick<OpenSockets, 'load'>;
};

/** One way to see a server from outside, such as its metrics. What is left out costs nothing. */
export type Watcher = {
  observer?: Observer;
  /** Goes around each call of a request. */
  around?(request: FastifyRequest): Around;
  /** What each line of the log has besides. */
  logFields?(): object;
  /** Hears of each use of a limit. */
  limit?(state: LimitState): void;
  /** Watches each stream from its beginning on. */
  streams?: WatchStreams;
  /** Adds what it needs to the server. */
  attach?(watched: Watched): void;
  /** Listens where it is asked from outside. @throws ListenError */
  listen?(): Promise<void>;
  /** Sends what is not sent yet. Takes a second at most. */
  close?(): Promise<void>;
};

/** All of them as one. The first goes around the others. */
export function together(watchers: Watcher[]): Watcher {
  const limits = watchers.flatMap(({ limit }) => limit ?? []);
  const logFields = watchers.flatMap((one) => one.logFields ?? []);
  const streams = watchers.flatMap((one) => one.streams ?? []);
  const arounds = watchers.flatMap(({ around }) => around ?? []);
  return {
    observer: observeTogether(watchers.flatMap(({ observer }) => observer ?? [])),
    ...(arounds.length > 0 && { around: (request) => nest(arounds.map((around) => around(request))) }),
    ...(logFields.length > 0 && { logFields: () => Object.assign({}, ...logFields.map((fields) => fields())) }),
    streams: streams[0], // the metrics alone do
    ...(limits.length > 0 && { limit: (state) => tellAll(limits, state) }),
    attach: (watched) =>
      tellAll(
        watchers.flatMap(({ attach }) => attach ?? []),
        watched,
      ),
    async listen() {
      for (const { listen } of watchers) await listen?.();
    },
    async close() {
      await Promise.all(watchers.map(({ close }) => close?.()));
    },
  };
}

function observeTogether(observers: Observer[]): Observer {
  const [statements, commits] = [
    observers.flatMap(({ database }) => database?.statement ?? []),
    observers.flatMap(({ database }) => database?.commit ?? []),
  ];
  const database: DatabaseObserver = {
    ...(statements.length > 0 && { statement: (ran) => tellAll(statements, ran) }),
    ...(commits.length > 0 && { commit: (writes) => tellAll(commits, writes) }),
  };
  const writes = observers.flatMap(({ write }) => write ?? []);
  const lags = observers.flatMap(({ feedLag }) => feedLag ?? []);
  const deliveries = observers.flatMap(({ delivery }) => delivery ?? []);
  return {
    database,
    ...(writes.length > 0 && { write: (write) => writes.reduceRight((inner, around) => around(inner), write) }),
    ...(deliveries.length > 0 && { delivery: nest(deliveries) }),
    ...(lags.length > 0 && { feedLag: (lagMs) => tellAll(lags, lagMs) }),
  };
}

function tellAll<T>(listeners: ((told: T) => void)[], told: T): void {
  for (const listener of listeners) listener(told);
}

function nest([first, ...others]: Around[]): Around {
  if (!first) return (_name, work) => work();
  if (others.length === 0) return first;
  const inner = nest(others);
  return (name, work) => first(name, () => inner(name, work));
}
