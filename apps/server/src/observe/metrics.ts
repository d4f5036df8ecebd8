import { faults } from '@docket/router';
import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import { callMetrics } from './call-metrics.ts';
import type { Operations } from './doors.ts';
import {
  commitMetrics,
  deliveryMetrics,
  loadMetrics,
  outboxMetrics,
  poolMetrics,
  webhookMetrics,
} from './load-metrics.ts';
import { cutMetrics, feedMetrics, streamMetrics } from './stream-metrics.ts';
import type { Watcher } from './watcher.ts';

/** What Prometheus can ask of this process. No label has a value that a stranger can choose. */
export function openMetrics(operations: Operations): Watcher & { registry: Registry } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const calls = callMetrics(registry, operations);
  const failures = new Counter({
    name: 'docket_faults_total',
    help: 'Errors that are our fault: each is in the log as "unexpected error"',
    registers: [registry],
  });
  const onFault = () => failures.inc();
  faults.subscribe(onFault);
  return {
    registry,
    observer: {
      database: { commit: commitMetrics(registry) },
      delivery: deliveryMetrics(registry),
      feedLag: feedMetrics(registry),
    },
    streams: streamMetrics(registry),
    around: calls.around,
    limit: calls.limit,
    attach(watched) {
      calls.attach(watched.app);
      loadMetrics(registry, watched);
      poolMetrics(registry, watched.docket);
      outboxMetrics(registry, watched.docket);
      webhookMetrics(registry, watched.docket);
      cutMetrics(registry, watched);
    },
    async close() {
      faults.unsubscribe(onFault);
    },
  };
}
