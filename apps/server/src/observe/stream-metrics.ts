import type { WatchedStream, WatchStreams } from '@docket/rest';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Watched } from './watcher.ts';

/** Streams that are open, what is sent in them, and how they end. */
export function streamMetrics(registry: Registry): NonNullable<WatchStreams> {
  const open = new Set<WatchedStream>();
  const registers = [registry];
  const labelNames = ['procedure', 'door'] as const;
  countStreams(registry, open);
  const messages = new Counter({
    name: 'docket_stream_messages_total',
    help: 'Messages that were sent in streams',
    labelNames,
    registers,
  });
  const ends = new Counter({
    name: 'docket_stream_ends_total',
    help: 'Streams that have ended: left by their readers or cut, over, sent away to come back, or refused',
    labelNames: [...labelNames, 'how'],
    registers,
  });
  return (stream) => {
    const labels = { procedure: stream.procedure, door: stream.door };
    open.add(stream);
    return {
      sent: () => messages.inc(labels),
      ended(how) {
        if (open.delete(stream)) ends.inc({ ...labels, how: how.replace(' ', '_') });
      },
    };
  };
}

function countStreams(registry: Registry, open: ReadonlySet<WatchedStream>): void {
  const gauges = [
    ['docket_streams', 'Streams that are open', () => true],
    ['docket_streams_behind', 'Streams that wait for their readers', (one: WatchedStream) => one.isBehind()],
  ] as const;
  for (const [name, help, counts] of gauges) {
    new Gauge({
      name,
      help,
      labelNames: ['procedure', 'door'],
      registers: [registry],
      collect() {
        this.reset();
        for (const one of open) if (counts(one)) this.inc({ procedure: one.procedure, door: one.door });
      },
    });
  }
}

/** From the time of an event to when this process reads it: the work, its commit and the news of it. */
export function feedMetrics(registry: Registry): (lagMs: number) => void {
  const lag = new Histogram({
    name: 'docket_feed_lag_seconds',
    help: 'From the time of an event to when it is read for the streams of this process',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  return (lagMs) => lag.observe(Math.max(0, lagMs) / 1000); // the clock of another server may be ahead
}

/** Connections that were cut, by why. */
export function cutMetrics(registry: Registry, { requests, sockets }: Watched): void {
  new Counter({
    name: 'docket_connections_cut_total',
    help: 'Connections that were cut, as their clients did not go on',
    labelNames: ['kind', 'reason'],
    registers: [registry],
    collect() {
      this.reset();
      const all = { http: requests().cuts, websocket: sockets.load().cuts };
      for (const [kind, cuts] of Object.entries(all)) {
        for (const [reason, count] of Object.entries(cuts)) this.inc({ kind, reason }, count);
      }
    },
  });
}
